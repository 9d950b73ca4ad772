package chat

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/transcript"
)

// bookmarksQuery is what the list of conversations searches for to list all bookmarks.
const bookmarksQuery = "is:bookmarked "

// toggleBookmark bookmarks the chosen message, or removes its bookmark and its note.
func (m *messageMode) toggleBookmark(c *Chat) (tea.Cmd, Event) {
	message, ok := m.chosen()
	if !ok {
		return c.refuseWhileAnswering(), nil
	}
	undo := keymap.UndoChange.Label()
	remark := []string{"Bookmarked. " + keymap.OpenBookmarks.Label() + " lists all bookmarks.", "Bookmarked."}
	switch old := message.Bookmark; {
	case old.Note != "":
		remark = []string{"The bookmark and its note are gone. " + undo + " brings them back.", "Gone. " + undo + " brings it back."}
	case old.On:
		remark = []string{"The bookmark is gone. " + undo + " brings it back.", "Gone. " + undo + " brings it back."}
	}
	b := history.Bookmark{On: !message.Bookmark.On}
	return c.inTree(func(ctx context.Context, s *session.Session) error {
		return s.SetBookmark(ctx, message.ID, b)
	}, message.Bookmark.On, remark...), nil
}

// bookmark returns an action that chooses the next message with a bookmark in a
// direction.
func (m *messageMode) bookmark(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		item := c.transcript.NextBookmark(m.Item, direction)
		if item < 0 {
			return c.noBookmark(direction), nil
		}
		m.Item, m.Block = item, -1
		m.show()
		return nil, nil
	}
}

// bookmark returns an action that scrolls to the next message with a bookmark in a
// direction.
func bookmark(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		if c.inline && c.mode == nil {
			item := c.transcript.NextBookmark(len(c.state.Messages), -1)
			if item < 0 {
				return c.noBookmark(-1), nil
			}
			c.chooseItem(item)
			return nil, nil
		}
		if !c.transcript.ToBookmark(direction) {
			return c.noBookmark(direction), nil
		}
		return nil, nil
	}
}

func (c *Chat) noBookmark(direction int) tea.Cmd {
	where := map[int]string{-1: "above", 1: "below"}[direction]
	return c.Flash("There is no bookmark "+where+". "+keymap.ToggleBookmark.Stroke()+" sets one.", "No bookmark "+where+".")
}

// noting is the mode in which the person writes the note of a bookmark.
type noting struct {
	chat    *Chat
	message history.Message
	back    transcript.Position // the reader's place before the message was chosen
	field   style.TextField
	refused string // why the note was not saved; or empty
	busy    bool
}

// noteSavedMsg is the result of saving the note.
type noteSavedMsg struct {
	by  *noting
	err error
}

// note asks for the note of the chosen message, which stays marked.
func (m *messageMode) note(c *Chat) (tea.Cmd, Event) {
	message, ok := m.chosen()
	if !ok {
		return c.refuseWhileAnswering(), nil
	}
	choice := transcript.Choice{Item: m.Item, Block: -1}
	c.enterMode(&noting{chat: c, message: message, back: m.back, field: style.NewTextField(termsafe.Line(message.Bookmark.Note))})
	c.transcript.SetChoice(&choice)
	return nil, nil
}

func (n *noting) actions() []action {
	return []action{
		{Binding: keymap.SaveNote, do: n.save, hint: always},
		{Binding: keymap.LeaveNote, do: leaveMode, hint: always},
	}
}

func (n *noting) press(key tea.KeyPressMsg) (tea.Cmd, bool) {
	n.typed(key)
	return nil, true
}

func (n *noting) update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		n.typed(msg)
		return nil, true
	case noteSavedMsg:
		if msg.by != n {
			return nil, false
		}
		return n.saved(msg), true
	}
	return nil, false
}

func (n *noting) typed(msg tea.Msg) {
	n.refused = ""
	n.field, _ = n.field.Update(msg)
}

// save saves the note. An empty one leaves the bookmark alone.
func (n *noting) save(c *Chat) (tea.Cmd, Event) {
	if n.busy || c.sess == nil {
		return nil, nil
	}
	n.busy = true
	sess, note := c.sess, history.Noted(n.field.Text())
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return noteSavedMsg{n, sess.SetBookmark(ctx, n.message.ID, note)}
	}), nil
}

func (n *noting) saved(msg noteSavedMsg) tea.Cmd {
	n.busy = false
	if msg.err != nil {
		n.refused = notice.Of(msg.err).Sentence
		return nil
	}
	c := n.chat
	c.leaveMode()
	old := n.message.Bookmark.Note
	if old == "" || old == history.Noted(n.field.Text()).Note {
		return c.Flash("Noted. "+keymap.OpenBookmarks.Label()+" lists all bookmarks and notes.", "Noted.")
	}
	c.undoes = true
	return c.Flash("Noted. "+keymap.UndoChange.Label()+" brings back the old note.", "Noted.")
}

// changed keeps the reader's place.
func (n *noting) changed(before int) tea.Cmd {
	n.back = n.back.Shifted(before)
	return nil
}

func (n *noting) end() { n.chat.transcript.SetChoice(nil) }

func (n *noting) leave() {
	n.chat.transcript.GoTo(n.back)
	n.end()
}

// row draws the note, and why it was not saved.
func (n *noting) row(st *style.Styles, l style.Layout) (row string, caret int, ok bool) {
	const label = "Note: "
	width := l.Measure - len(label)
	why := ""
	if n.refused != "" {
		why = style.Gap + st.Warning.Render(st.Cut(n.refused, max(l.Measure-len(label)-12, 8)))
		width -= ansi.StringWidth(why)
	}
	drawn, caret := n.field.View(st, max(width, 1))
	row = st.Accent.Render(label) + drawn
	return strings.Repeat(" ", l.Left()) + st.Cut(row+why, l.Measure), caret + len(label), true
}
