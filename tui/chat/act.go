package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/transcript"
)

// Acts returns the acts that apply now: those that lead elsewhere, then all others in
// the order of the table of keys.
func (c *Chat) Acts() []*keymap.Binding {
	var found []*keymap.Binding
	for _, b := range keymap.Acts() {
		if _, ok := c.act(b); ok {
			found = append(found, b)
		}
	}
	return found
}

// Run performs the act with a name of the palette, as its key would. If the act
// does not apply now, it says so.
func (c *Chat) Run(slash string) (tea.Cmd, Event) {
	for _, b := range keymap.Acts() {
		if b.Slash != slash {
			continue
		}
		if do, ok := c.act(b); ok {
			c.endMode()
			return do(c)
		}
		if refusal, ok := refusals[b]; ok && refusal(c) != "" {
			return c.Flash(refusal(c)), nil
		}
		return c.Flash("The act /"+slash+" does nothing here.", "Nothing to do."), nil
	}
	return c.RefuseName(slash), nil
}

// act returns what a binding does now, and whether it applies.
func (c *Chat) act(b *keymap.Binding) (func(*Chat) (tea.Cmd, Event), bool) {
	for _, a := range actions {
		if a.Binding == b && a.applies(c) {
			return a.do, true
		}
	}
	return c.actOnMessage(b)
}

// actOnMessage returns what a binding of the message mode does with the message
// that the mode would choose first: the last one on the screen.
func (c *Chat) actOnMessage(b *keymap.Binding) (func(*Chat) (tea.Cmd, Event), bool) {
	m := &messageMode{chat: c, Choice: transcript.Choice{Item: c.transcript.LastShown(), Block: -1}, back: c.transcript.Position()}
	if m.Item < 0 || !c.canChoose() {
		return nil, false
	}
	if b == keymap.EditQuestion && !m.onQuestion(c) {
		m.Item-- // the question of the answer
	}
	for _, a := range m.actions() {
		if a.Binding != b {
			continue
		}
		act := a
		if !m.fits(act) {
			return nil, false
		}
		return func(c *Chat) (tea.Cmd, Event) {
			c.enterMode(m)
			cmd, event := act.do(c)
			if c.mode == m {
				c.endMode()
			}
			return cmd, event
		}, true
	}
	return nil, false
}

// fits reports whether an action of the message mode has something to do with the
// chosen message.
func (m *messageMode) fits(a action) bool {
	switch a.Binding {
	case keymap.EditQuestion, keymap.CompareChosen:
		return m.Item >= 0 && a.hint(m.chat)
	case keymap.AnswerAgain, keymap.AnswerOther:
		_, ok := m.answer()
		return ok
	}
	_, ok := m.chosen()
	return ok
}

// Bindings returns the keys of the chat outside of its modes.
func Bindings() []*keymap.Binding {
	all := make([]*keymap.Binding, len(actions))
	for i, a := range actions {
		all[i] = a.Binding
	}
	return all
}
