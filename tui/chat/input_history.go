package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/tui/editor"
	"banter/tui/transcript"
)

// recall walks through earlier questions with Up and Down, as a shell does.
type inputHistory struct {
	kept  []string // what was cleared or replaced, oldest first
	back  int      // how far back the input is; 0: at what is being written
	stash string   // what was being written when the walk began
}

// keep makes text the first thing that Up brings back.
func (r *inputHistory) keep(text string) {
	if text != "" {
		r.kept = append(r.kept, text)
	}
	r.back = 0
}

// at returns the n-th text back, from 1.
func (r *inputHistory) at(n int, messages []history.Message) (string, bool) {
	if n <= len(r.kept) {
		return r.kept[len(r.kept)-n], true
	}
	n -= len(r.kept)
	for i := len(messages) - 1; i >= 0; i-- {
		if transcript.IsAnswer(messages[i]) {
			continue
		}
		if n--; n == 0 {
			return messages[i].Text, true
		}
	}
	return "", false
}

// up moves the caret, and from the first row on goes back: to a question that
// is still queued, then to those that were asked.
func up(c *Chat) (tea.Cmd, Event) {
	if c.editor.Up() {
		return nil, nil
	}
	if c.editor.Empty() && c.inputs.back == 0 && len(c.state.Queue) > 0 {
		return c.unqueue(), nil
	}
	return c.walk(1), nil
}

func down(c *Chat) (tea.Cmd, Event) {
	if c.editor.Down() {
		return nil, nil
	}
	return c.walk(-1), nil
}

// walk shows the text that is one step further back, or nearer.
func (c *Chat) walk(step int) tea.Cmd {
	r := &c.inputs
	if r.back+step < 0 {
		return nil
	}
	text, ok := r.stash, true
	if r.back+step > 0 {
		text, ok = r.at(r.back+step, c.state.Messages)
	}
	if !ok {
		return nil
	}
	if r.back == 0 {
		r.stash = c.editor.Text()
	}
	r.back += step
	c.editor.Set(text)
	return c.edited()
}

// pastedMsg is a large paste, made ready.
type pastedMsg struct{ clipping editor.Clipping }

// largePaste is from where on making a paste ready would be felt, in bytes.
const largePaste = 256 << 10

// paste puts a paste into the input. Nothing is ever sent by one.
func (c *Chat) paste(msg tea.PasteMsg) tea.Cmd {
	if c.mode != nil {
		if cmd, ok := c.mode.update(msg); ok {
			return cmd
		}
	}
	text := msg.Content
	if len(text) < largePaste {
		c.editor.Paste(editor.Clip(text))
		return c.edited()
	}
	return c.tasks.Do(func(context.Context) tea.Msg {
		return pastedMsg{editor.Clip(text)}
	})
}
