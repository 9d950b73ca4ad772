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

// question returns the item of the question that is the n-th input back, from 1, or
// -1. The kept inputs come before the questions of the conversation.
func (h *inputHistory) question(n int, messages []history.Message) int {
	n -= len(h.kept)
	for i := len(messages) - 1; i >= 0; i-- {
		if transcript.IsAnswer(messages[i]) {
			continue
		}
		if n--; n == 0 {
			return i
		}
	}
	return -1
}

// up moves the caret up. In the first row it goes back to what was written before.
func up(c *Chat) (tea.Cmd, Event) {
	if c.editor.Up() {
		return nil, nil
	}
	return c.earlier(), nil
}

// earlier goes back to a queued question or, if there is none, to earlier inputs.
func (c *Chat) earlier() tea.Cmd {
	if c.editor.Empty() && c.inputs.back == 0 && len(c.state.Queue) > 0 {
		return c.unqueue()
	}
	return c.walk(1)
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
	switch n := h.back + step; {
	case n == 0:
		return c.recall(n, h.stash)
	case n <= len(h.kept):
		return c.recall(n, h.kept[len(h.kept)-n])
	default:
		item := h.question(n, c.state.Messages)
		if item < 0 {
			return c.walkAsked(n-len(h.kept)-1, n)
		}
		id := c.state.Messages[item].ID
		return c.withText(item, func() tea.Cmd { return c.recall(n, slashed(c.state.Messages[c.itemOf(id)].Text)) })
	}
}

// recall puts the n-th input back into the editor.
func (c *Chat) recall(n int, text string) tea.Cmd {
	h := &c.inputs
	if h.back == 0 {
		h.stash = c.editor.Text()
	}
	h.back = n
	c.editor.Set(text)
	return c.edited()
}
