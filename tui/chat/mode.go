package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/style"
)

// A mode gives keys another meaning for a while, as the search does and the
// choice of a message. At most one is active.
type mode interface {
	// actions returns the mode's actions, which are tried before those of the chat.
	actions() []action
	// press handles a key that no action takes. If it reports false, the mode ends
	// and the editor gets the key.
	press(key tea.KeyPressMsg) (tea.Cmd, bool)
	// update handles pastes, the mouse and the mode's own messages, and reports
	// whether msg was one.
	update(msg tea.Msg) (tea.Cmd, bool)
	// changed is called after the state of the conversation has changed. before is
	// the number of messages that were put before the others.
	changed(before int) tea.Cmd
	// row draws the row that replaces the input, and returns the column of the
	// caret or -1; ok is false if the input stays.
	row(st *style.Styles, l style.Layout) (row string, caret int, ok bool)
	// end ends the mode without scrolling.
	end()
	// leave ends the mode and scrolls back to the place before it.
	leave()
}

// enterMode starts m in place of the current mode.
func (c *Chat) enterMode(m mode) {
	c.endMode()
	c.mode = m
}

// endMode ends the mode without scrolling.
func (c *Chat) endMode() {
	if c.mode != nil {
		c.mode.end()
		c.mode = nil
	}
}

// leaveMode ends the mode and scrolls back.
func (c *Chat) leaveMode() {
	if c.mode != nil {
		c.mode.leave()
		c.mode = nil
	}
}

// notifyMode reports a new state to the mode.
func (c *Chat) notifyMode(before int) tea.Cmd {
	if c.mode == nil {
		return nil
	}
	return c.mode.changed(before)
}
