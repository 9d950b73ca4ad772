package chat

import (
	"banter/tui/style"

	tea "charm.land/bubbletea/v2"
)

// A mode gives keys another meaning for a while, as the search and the choice
// of what to copy do. At most one is active.
type mode interface {
	// actions are tried before those of the chat.
	actions() []action
	// press handles a key that no action wants. If it reports false, the mode
	// ends and the key goes into the text.
	press(key tea.KeyPressMsg) (tea.Cmd, bool)
	// update handles pastes and the mode's own messages, and reports whether
	// msg was one.
	update(msg tea.Msg) (tea.Cmd, bool)
	// changed follows a new state of the conversation.
	changed() tea.Cmd
	// row draws what replaces the input, with the column of the caret or -1;
	// ok is false if the input stays.
	row(st *style.Styles, l style.Layout) (row string, caret int, ok bool)
	// end ends the mode and leaves the reader where he is.
	end()
	// leave ends the mode and goes back to where the reader was.
	leave()
}

// enterMode starts a mode in place of the present one.
func (c *Chat) enterMode(m mode) {
	c.endMode()
	c.mode = m
}

// endMode leaves the reader where he is.
func (c *Chat) endMode() {
	if c.mode != nil {
		c.mode.end()
		c.mode = nil
	}
}

// leaveMode goes back to where the reader was.
func (c *Chat) leaveMode() {
	if c.mode != nil {
		c.mode.leave()
		c.mode = nil
	}
}

// notifyMode tells the mode of a new state.
func (c *Chat) notifyMode() tea.Cmd {
	if c.mode == nil {
		return nil
	}
	return c.mode.changed()
}
