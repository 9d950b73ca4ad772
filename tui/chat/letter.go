package chat

import (
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// letterPause is how long the letter of a command must be the only text before it
// acts: a question may begin with it.
const letterPause = 300 * time.Millisecond

// A heldLetter is a letter that the key of a command has written.
type heldLetter struct {
	of    *keymap.Binding
	edits int // number of the edit that wrote it
}

// letterHeldMsg follows letterPause after a letter. It acts unless the input was
// edited since.
type letterHeldMsg struct {
	of    *Conversation
	edits int
}

// holdLetter returns an action that writes the letter of a key and starts the pause. A
// key that is no letter acts at once, as does a letter that would be a command of vi.
func holdLetter(key *keymap.Binding) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		if utf8.RuneCountInString(c.pressed) != 1 || c.editor.Commands() {
			c.held = heldLetter{of: key}
			return c.actOnLetter()
		}
		c.editor.Insert(c.pressed)
		draft := c.edited()
		of, edits := c.Conversation, c.draft.edits
		c.held = heldLetter{key, edits}
		return tea.Batch(draft, tea.Tick(letterPause, func(time.Time) tea.Msg { return letterHeldMsg{of, edits} })), nil
	}
}

// holdsLetter reports whether the input is only the letter of a command that applies.
func (c *Chat) holdsLetter() bool {
	if c.held.of == nil || c.held.edits != c.draft.edits || !c.held.of.Is(c.editor.Single()) || !c.writing() || c.streaming() {
		return false
	}
	if c.held.of == keymap.Continue {
		return c.continuable()
	}
	return c.canRetry() || c.needsSignIn()
}

func (c *Chat) letterHeld(msg letterHeldMsg) (tea.Cmd, Event) {
	if msg.of != c.Conversation || msg.edits != c.draft.edits || !c.holdsLetter() {
		return nil, nil
	}
	return c.actOnLetter()
}

// actOnLetter removes the letter and does what it is for.
func (c *Chat) actOnLetter() (tea.Cmd, Event) {
	c.editor.Reset()
	if c.held.of == keymap.Continue {
		return tea.Batch(c.continueAnswer(), c.edited()), nil
	}
	return c.tryAgain()
}
