package dialog

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// A Store is the part of *history.DB that the list of conversations needs. Its
// methods are called outside the UI's goroutine.
type Store interface {
	List(ctx context.Context, limit int) ([]history.Summary, error)
	Find(ctx context.Context, id string) (history.Conversation, error)
	Update(ctx context.Context, c history.Conversation) error
	Delete(ctx context.Context, id string) error
}

// conversationPicker is the list of saved conversations.
//
// A deleted conversation leaves the list at once, and the history only when the
// list is left, so that it can be restored until then. While a conversation is
// renamed, the field is its title.
type conversationPicker struct {
	overlay
	store   Store
	now     func() time.Time
	open    string // ID of the conversation on the screen, which cannot be deleted
	asking  *task.Task
	rows    []row     // without the removed ones
	removed []removal // in the order of removing
	renamed *renaming // nil unless a title is being typed
	remark  string    // about the last action, under the rows
}

// A removal is a row that was removed from the list, and its index.
type removal struct {
	row row
	at  int
}

// A renaming is the conversation whose title is being typed, and the filter that the
// title hides.
type renaming struct {
	id     string
	filter style.TextField
}

// Background is a message to the list of conversations. It marks, by ID, those that
// are answered in the background, and those that were answered there and not shown
// since.
type Background struct{ Answering, Fresh map[string]bool }

type (
	// conversationsLoaded is the result of a load.
	conversationsLoaded struct {
		task *task.Task
		rows []row
		err  error // with rows: some conversations could not be read
	}
	// ConversationsDeleted is a message that reports which conversations were
	// deleted after the list was left. Err is the last error.
	ConversationsDeleted struct {
		IDs []string
		Err error
	}
	// ConversationRenamed is a message that reports a new title in the store, or
	// that it could not be saved.
	ConversationRenamed struct {
		ID, Title string
		Err       error
	}
)

// NewConversations returns the list of saved conversations and the command that
// loads it. open is the ID of the conversation on the screen, or empty.
func NewConversations(s Store, now func() time.Time, open string) (Dialog, tea.Cmd) {
	p := &conversationPicker{
		overlay: newOverlay("Conversations", "Reading your conversations", "No conversation yet."),
		store:   s, now: now, open: open,
	}
	return p, p.ask()
}

// ask starts a load.
func (p *conversationPicker) ask() tea.Cmd {
	asking, s, now := task.New(), p.store, p.now()
	p.asking = asking
	return func() tea.Msg {
		all, err := s.List(asking.Ctx, 0)
		rows := make([]row, len(all))
		for i, c := range all {
			rows[i] = row{key: c.ID, name: style.Title(c.Title), about: termsafe.Line(c.LastLine), facts: style.Ago(c.Updated, now)}
		}
		return conversationsLoaded{asking, rows, err}
	}
}

func (p *conversationPicker) Update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case conversationsLoaded:
		p.loaded(msg)
		return nil, nil
	case ConversationRenamed:
		return p.keepTitle(msg.Err), nil
	}
	if p.renamed != nil {
		return p.retitle(msg), nil
	}
	cmd, event := p.input(msg)
	if event == nil {
		return cmd, nil
	}
	p.asking.Stop()
	return tea.Batch(cmd, p.delete()), event
}

func (p *conversationPicker) loaded(msg conversationsLoaded) {
	if msg.task != p.asking {
		return
	}
	msg.task.Stop()
	if msg.err != nil && len(msg.rows) == 0 {
		p.fail(msg.err)
		return
	}
	if msg.err != nil {
		p.remark = notice.Of(msg.err).Sentence
	}
	p.replace(msg.rows)
}

// input handles keys, pastes and the mouse, except while a title is typed.
func (p *conversationPicker) input(msg tea.Msg) (tea.Cmd, Event) {
	if leaves(msg) {
		return nil, Dismissed{}
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	chosen := p.list.chosenRow()
	switch stroke := pressed.Keystroke(); {
	case keymap.OpenConversation.Is(stroke) && chosen.key != "":
		return nil, ConversationChosen{ID: chosen.key}
	case keymap.DeleteConversation.Is(stroke) && chosen.key != "":
		p.remove(chosen)
	case keymap.RestoreConversation.Is(stroke):
		p.restore()
	case keymap.RenameConversation.Is(stroke) && chosen.key != "":
		p.renamed = &renaming{id: chosen.key, filter: p.field}
		p.label, p.field = "new title:", style.NewTextField(chosen.name)
	case keymap.LoadAgain.Is(stroke) && p.failure.Sentence != "":
		p.wait("Reading again")
		return p.ask(), nil
	default:
		p.overlay.update(msg)
	}
	return nil, nil
}

// remove removes a row from the list. Its conversation is deleted when the list is
// left.
func (p *conversationPicker) remove(r row) {
	if r.key == p.open {
		p.remark = "This conversation is open. Start another one, then delete it."
		return
	}
	at, next := p.index(r.key), p.list.chosen
	p.removed = append(p.removed, removal{r, at})
	p.replace(slices.Delete(slices.Clone(p.rows), at, at+1))
	p.list.chosen = max(0, min(next, len(p.list.hits)-1))
	p.remark = "Deleted: " + r.name
}

// restore brings back the row that was removed last.
func (p *conversationPicker) restore() {
	last := len(p.removed) - 1
	if last < 0 {
		return
	}
	back := p.removed[last]
	p.removed = p.removed[:last]
	p.replace(slices.Insert(slices.Clone(p.rows), min(back.at, len(p.rows)), back.row))
	p.list.choose(back.row.key)
	p.remark = "Back again: " + back.row.name
}

// replace shows other rows. The list shares the slice, so that it must not be
// changed.
func (p *conversationPicker) replace(rows []row) {
	p.rows = rows
	p.setRows(rows)
}

// index returns the index of a conversation's row, or -1.
func (p *conversationPicker) index(id string) int {
	return slices.IndexFunc(p.rows, func(r row) bool { return r.key == id })
}

// delete returns the command that deletes the removed conversations.
func (p *conversationPicker) delete() tea.Cmd {
	if len(p.removed) == 0 {
		return nil
	}
	s, removed := p.store, p.removed
	return func() tea.Msg {
		var msg ConversationsDeleted
		for _, r := range removed {
			if err := s.Delete(context.Background(), r.row.key); err != nil {
				msg.Err = err
				continue
			}
			msg.IDs = append(msg.IDs, r.row.key)
		}
		return msg
	}
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
	p.label, p.field, p.renamed = "filter:", p.renamed.filter, nil
	if !saves || typed == "" {
		return nil
	}
	rows := slices.Clone(p.rows)
	if at := p.index(id); at >= 0 {
		rows[at].name = typed
	}
	p.replace(rows)
	return rename(p.store, id, typed)
}

// keepTitle shows the old title again if the new one could not be saved.
func (p *conversationPicker) keepTitle(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	p.remark = notice.Of(err).Sentence
	return p.ask()
}

// rename returns the command that saves a new title.
func rename(s Store, id, title string) tea.Cmd {
	return func() tea.Msg {
		ctx := context.Background()
		head, err := s.Find(ctx, id)
		if err == nil {
			head.Title = title
			err = s.Update(ctx, head)
		}
		return ConversationRenamed{id, title, err}
	}
}

func (p *conversationPicker) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail, o.keys = p.remark, p.keys()
	if p.renamed != nil {
		o.title = ""
	}
	return o.view(st, width, height)
}

func (p *conversationPicker) keys() []key.Binding {
	switch {
	case p.failure.Sentence != "":
		return []key.Binding{keymap.LoadAgain.Key(), keymap.CloseDialog.Key()}
	case p.renamed != nil:
		return []key.Binding{keymap.SaveTitle.Key(), keymap.CloseDialog.KeyTo("keep the title")}
	case len(p.removed) > 0:
		return []key.Binding{keymap.OpenConversation.Key(), keymap.RestoreConversation.Key(), keymap.CloseDialog.Key()}
	case len(p.list.hits) == 0:
		return []key.Binding{keymap.CloseDialog.Key()}
	}
	return []key.Binding{keymap.OpenConversation.Key(), keymap.DeleteConversation.Key(), keymap.RenameConversation.Key(), keymap.CloseDialog.Key()}
}
