package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/tui/transcript"
)

// inputHistory brings back earlier inputs with Up and Down, as a shell does.
type inputHistory struct {
	kept  []string // inputs that were cleared or replaced, oldest first
	back  int      // how many steps back the input is; 0: the new input
	stash string   // the new input while back > 0
}

// keep makes text the first input that Up brings back.
func (h *inputHistory) keep(text string) {
	if text != "" {
		h.kept = append(h.kept, text)
	}
	h.back = 0
}

// at returns the n-th input back, from 1, and whether there is one. The kept inputs
// come before the questions of the conversation.
func (h *inputHistory) at(n int, messages []history.Message) (string, bool) {
	if n <= len(h.kept) {
		return h.kept[len(h.kept)-n], true
	}
	n -= len(h.kept)
	for i := len(messages) - 1; i >= 0; i-- {
		if transcript.IsAnswer(messages[i]) {
			continue
		}
		if n--; n == 0 {
			return slashed(messages[i].Text), true
		}
	}
	return "", false
}

// up moves the caret up. In the first row it goes back to a queued question or, if
// there is none, to earlier inputs.
func up(c *Chat) (tea.Cmd, Event) {
	if c.editor.Up() {
		return nil, nil
	}
	if c.editor.Empty() && c.inputs.back == 0 && len(c.state.Queue) > 0 {
		return c.unqueue(), nil
	}
	return c.walk(1), nil
}

// down moves the caret down. In the last row it goes forward to later inputs.
func down(c *Chat) (tea.Cmd, Event) {
	if c.editor.Down() {
		return nil, nil
	}
	return c.walk(-1), nil
}

// walk shows the input one step back if step is 1, forward if it is -1.
func (c *Chat) walk(step int) tea.Cmd {
	h := &c.inputs
	if h.back+step < 0 {
		return nil
	}
	text, ok := h.stash, true
	if h.back+step > 0 {
		text, ok = h.at(h.back+step, c.state.Messages)
	}
	if !ok {
		return nil
	}
	if h.back == 0 {
		h.stash = c.editor.Text()
	}
	h.back += step
	c.editor.Set(text)
	return c.edited()
}
