package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/tui/keymap"
)

// Answering reports whether an answer is being waited for or written, or questions
// wait for it to end. An answer that is being stopped counts as ended.
func (c *Chat) Answering() bool {
	return c.streaming() && !c.stopping() || len(c.state.Queue) > 0 && c.state.Err == nil || !c.outbox.empty()
}

// FirstAnswered reports whether the conversation has one question, and its answer was
// completed on the screen.
func (c *Chat) FirstAnswered() bool {
	m := c.state.Messages
	return c.grew && len(m) == 2 && !c.streaming() && !c.state.Earlier && !c.state.Elsewhere && m[1].Status == history.Done && m[0].Parent == ""
}

// PressedKey returns the label of the key that is being handled.
func (c *Chat) PressedKey() string { return keymap.Label(c.pressed) }

// AskToQuit shows a question about the end of the program, with shorter forms as
// [Chat.Flash] has. While it is shown, a key reports [WaitAndQuit].
func (c *Chat) AskToQuit(text string, shorter ...string) tea.Cmd {
	cmd := c.Flash(text, shorter...)
	c.mayWait = true
	return cmd
}

// WarnOfEnd shows a warning that the program ends after the answers. Dismissing it
// reports [StayOpen].
func (c *Chat) WarnOfEnd(n notice.Notice) {
	c.Warn(n)
	c.note.text, c.mayWait, c.ending = "", false, true
}

// AskedToQuit reports whether the question is shown, and no other key has withdrawn
// it.
func (c *Chat) AskedToQuit() bool { return c.mayWait }

// withdrawQuestion withdraws the question about the end, except for the keys that
// answer it.
func (c *Chat) withdrawQuestion() {
	if !c.mayWait || keymap.WaitAndQuit.Is(c.pressed) || keymap.Quit.Is(c.pressed) || keymap.Interrupt.Is(c.pressed) {
		return
	}
	c.mayWait, c.note.text = false, ""
}

// waits reports whether the key lets the program end after the answers.
func (c *Chat) waits() bool { return c.mayWait && c.idleInput() }
