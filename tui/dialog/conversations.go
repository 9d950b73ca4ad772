package dialog

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// A Store is the part of *history.DB that the list of conversations needs. Its
// methods are called outside the UI's goroutine.
type Store interface {
	List(ctx context.Context, limit int) ([]history.Summary, error)
	Archived(ctx context.Context, limit int) ([]history.Summary, error)
	Summaries(ctx context.Context, ids ...string) ([]history.Summary, error)
	Search(ctx context.Context, q history.Query, limit int) ([]history.Hit, error)
	Revision(ctx context.Context) (history.Revision, error)
	Wait(ctx context.Context, since history.Revision) (history.Changes, error)
	Rename(ctx context.Context, id, title string) error
	SetPinned(ctx context.Context, on bool, ids ...string) error
	SetArchived(ctx context.Context, on bool, ids ...string) error
	Delete(ctx context.Context, id string) error
}

// ConversationsOptions are what the list of conversations needs.
type ConversationsOptions struct {
	Store      Store
	Tasks      *task.Group
	Now        func() time.Time
	Query      string // what the list finds at first; empty: it has all
	Open       string // ID of the conversation on the screen, which cannot be deleted; or empty
	Background Background
	// Export writes conversations to a file and returns its path as a person would type
	// it; nil: there is no key for it. It is called outside the UI's goroutine.
	Export func(ctx context.Context, conversations []history.Summary) (path string, err error)
}

// Background is a message to the list of conversations. It marks, by ID, those that
// are answered in the background, and those that were answered there and not shown
// since.
type Background struct{ Answering, Fresh map[string]bool }

// conversationPicker is the list of saved conversations. Its field filters the
// titles, and searches the messages of all conversations.
//
// A deleted conversation leaves the list at once, and the history only when the
// list is left, so that it can be restored until then. While a conversation is
// renamed, the field is its title.
type conversationPicker struct {
	overlay
	opts    ConversationsOptions
	archive bool       // shows the archived conversations, and not the others
	asking  *task.Task // reads the list, then waits for changes
	entries []entry    // in the order of the rows, without the removed ones
	removed []removal  // in the order of removing
	marked  map[string]bool
	search  search
	renamed *renaming // nil unless a title is being typed
	remark  string    // about the last action, under the rows
}

// A renaming is the conversation whose title is being typed, and the query that the
// title hides.
type renaming struct {
	id    string
	query style.TextField
}

// NewConversations returns the list of saved conversations and the command that
// loads it.
func NewConversations(opts ConversationsOptions) (Dialog, tea.Cmd) {
	p := &conversationPicker{
		overlay: newOverlay("Conversations", "Reading your conversations", "No conversation yet."),
		opts:    opts, marked: make(map[string]bool),
	}
	p.label, p.field = searchLabel, style.NewTextField(opts.Query)
	if opts.Query == "" {
		return p, p.load()
	}
	return p, tea.Batch(p.load(), p.find())
}

const searchLabel = "search:"

func (p *conversationPicker) Update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case conversationsLoaded:
		return p.loaded(msg), nil
	case conversationsChanged:
		return p.changed(msg), nil
	case messagesFound:
		p.found(msg)
		return nil, nil
	case Background:
		p.opts.Background = msg
		p.show()
		return nil, nil
	case ConversationRenamed:
		return p.acted(msg.Err), nil
	case conversationsMarked:
		return p.acted(msg.err), nil
	case conversationsExported:
		p.exported(msg)
		return nil, nil
	}
	if p.renamed != nil {
		return p.retitle(msg), nil
	}
	cmd, event := p.input(msg)
	if event == nil {
		return cmd, nil
	}
	p.asking.Stop()
	p.search.stop()
	return tea.Batch(cmd, p.delete()), event
}

// input handles keys, pastes and the mouse, except while a title is typed.
func (p *conversationPicker) input(msg tea.Msg) (tea.Cmd, Event) {
	if leaves(msg) {
		return nil, Dismissed{}
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	stroke := pressed.Keystroke()
	chosen := p.list.chosenRow()
	switch {
	case keymap.OpenConversation.Is(stroke) && chosen.key != "":
		return nil, p.opened(chosen.key)
	case keymap.LoadAgain.Is(stroke) && p.failure.Sentence != "":
		p.wait("Reading again")
		return p.load(), nil
	case keymap.ShowArchive.Is(stroke):
		return p.toggleArchive(), nil
	case keymap.RestoreConversation.Is(stroke):
		p.restore()
		return nil, nil
	}
	if cmd, ok := p.act(stroke); ok {
		return cmd, nil
	}
	query := p.field.Text()
	p.overlay.update(msg)
	if p.field.Text() != query {
		p.remark = ""
		return p.find(), nil
	}
	return nil, nil
}

// opened returns the event that opens the conversation of a row.
func (p *conversationPicker) opened(key string) Event {
	if hit, ok := p.search.hits[key]; ok {
		return Open{Conversation: hit.Conversation, Message: hit.Message, In: hit.In, Match: hit.Match}
	}
	return Open{Conversation: key}
}

// retitle handles keys and pastes while a title is typed.
func (p *conversationPicker) retitle(msg tea.Msg) tea.Cmd {
	pressed, _ := msg.(tea.KeyPressMsg)
	saves := keymap.SaveTitle.Is(pressed.Keystroke())
	if !saves && !leaves(msg) {
		p.field, _ = p.field.Update(msg)
		return nil
	}
	id, typed := p.renamed.id, termsafe.Line(p.field.Text())
	p.label, p.field, p.renamed = searchLabel, p.renamed.query, nil
	if !saves || typed == "" {
		return nil
	}
	if at := p.index(id); at >= 0 {
		e := p.entries[at]
		e.Title = typed
		p.entries[at] = newEntry(e.Summary)
		p.show()
	}
	return rename(p.opts.Store, id, typed)
}

func (p *conversationPicker) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail, o.keys = p.remark, p.keys()
	if o.detail == "" {
		o.detail = p.about(st)
	}
	if p.archive {
		o.title = "Archive"
	}
	if p.renamed != nil {
		o.title = ""
	} else if p.search.bookmarks {
		o.empty = "No bookmark was found. In a conversation " + keymap.ToggleBookmark.Stroke() + " sets one."
	} else if p.field.Text() != "" {
		o.empty = "Nothing matches."
	}
	return o.view(st, width, height)
}

// keys returns the keys that work now, the most important first.
func (p *conversationPicker) keys() []key.Binding {
	open, back := keymap.OpenConversation.Key(), keymap.CloseDialog.Key()
	del, pin, mark, title := keymap.DeleteConversation.Key(), keymap.PinConversation.Key(), keymap.MarkConversation.Key(), keymap.RenameConversation.Key()
	move := keymap.ArchiveConversation.Key()
	if p.archive {
		move = keymap.ArchiveConversation.KeyTo("back to the list")
	}
	toggle := keymap.ShowArchive.Key()
	if p.archive {
		toggle = keymap.ShowArchive.KeyTo("conversations")
	}
	_, isHit := p.search.hits[p.list.chosenRow().key]
	switch {
	case p.failure.Sentence != "":
		return []key.Binding{keymap.LoadAgain.Key(), back}
	case p.renamed != nil:
		return []key.Binding{keymap.SaveTitle.Key(), keymap.CloseDialog.KeyTo("keep the title")}
	case len(p.removed) > 0 && !isHit:
		return []key.Binding{open, keymap.RestoreConversation.Key(), back, del, title, mark}
	case len(p.list.hits) == 0:
		return []key.Binding{back, toggle}
	case isHit:
		return []key.Binding{open, back, toggle}
	case len(p.marked) > 0:
		return p.withExport(mark, del, pin, move, back)
	}
	return p.withExport(open, del, title, back, mark, pin, move, toggle)
}
