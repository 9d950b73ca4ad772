package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
)

// Temporary reports whether nothing of the conversation is on disk, and it can be kept
// later.
func (c *Chat) Temporary() bool { return c.temporary && c.state.Temporary }

// Keep moves a temporary conversation to db.
func (c *Chat) Keep(db *history.DB) tea.Cmd {
	return c.inTree(func(ctx context.Context, s *session.Session) error { return s.Keep(ctx, db) }, false,
		"This conversation is on disk from now on.", "Kept from now on.")
}

// TakeInput returns the text of the input and removes it.
func (c *Chat) TakeInput() string {
	text := c.editor.Text()
	c.editor.Reset()
	return text
}

// keepable reports whether a temporary conversation can be kept. A run that keeps
// nothing at all has a badge.
func (c *Chat) keepable() bool { return c.Temporary() && c.badge == "" && !c.Blank() }

// temporaryBadge returns the word about the conversation for the status line.
func (c *Chat) temporaryBadge() string {
	if c.badge == "" && c.Temporary() {
		return "temporary"
	}
	return c.badge
}

// temporaryRows explains an empty page whose conversation will be temporary.
func (c *Chat) temporaryRows(st *style.Styles, l style.Layout) []string {
	rows := style.Wrap(st.Text.Render, "Temporary: nothing of this conversation will be on disk.", l.Measure)
	return append(rows, lesson(st, l, "", keymap.Temporary.Label(), " keeps it later, and now goes back."))
}
