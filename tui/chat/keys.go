package chat

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/tui/editor"
	"banter/tui/keymap"
	"banter/tui/transcript"
)

// When an action applies, and when the status line names it.

// writing reports whether keys are for the input.
func (c *Chat) writing() bool { return c.mode == nil }

func (c *Chat) hasText() bool { return !c.editor.Empty() }

// wantsSend reports whether a text waits to be sent.
func (c *Chat) wantsSend() bool { return c.hasText() && !c.streaming() }

// resting reports whether the person neither writes nor waits.
func (c *Chat) resting() bool { return c.editor.Empty() && !c.streaming() }

// behind reports whether newer text is below the screen.
func (c *Chat) behind() bool { return c.resting() && !c.transcript.Following() }

// retryUnseen reports whether an error offers to try again and no problem on
// the screen says so.
func (c *Chat) retryUnseen() bool { return c.problem() == (transcript.Problem{}) }

// idleInput reports whether no text would miss a key.
func (c *Chat) idleInput() bool { return c.writing() && c.editor.Empty() }

func (c *Chat) offersRetry() bool {
	return c.idleInput() && !c.streaming() && (c.retryHelps() || c.signInHelps())
}

// namesRecent reports whether all that is written is the number of one of the
// conversations that an empty page offers.
func (c *Chat) namesRecent() bool { return c.namedRecent() != nil }

// namedRecent returns that conversation, or nil.
func (c *Chat) namedRecent() *history.Summary {
	if !c.Blank() || !c.writing() {
		return nil
	}
	for i := range c.recents {
		if c.editor.Single() == strconv.Itoa(i+1) {
			return &c.recents[i]
		}
	}
	return nil
}

// copies reports whether the key copies the answer, and does not put back what
// was just cut.
func (c *Chat) copies() bool { return c.mode != nil || !c.editor.Killed() }

func (c *Chat) suspends() bool { return c.idleInput() && !c.editor.CanUndo() }

// escapes reports whether Esc has something to end.
func (c *Chat) escapes() bool {
	return c.copiedBlock != nil || c.streaming() || !c.transcript.Following()
}

// What actions do.

func reports(event Event) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) { return nil, event }
}

func enter(c *Chat) (tea.Cmd, Event) {
	if c.editor.Continue() {
		return c.edited(), nil
	}
	return c.send(), nil
}

func newline(c *Chat) (tea.Cmd, Event) {
	c.editor.Newline()
	return c.edited(), nil
}

func escape(c *Chat) (tea.Cmd, Event) {
	switch {
	case c.copiedBlock != nil:
		c.unpoint()
	case c.streaming():
		return c.stop(), nil
	default:
		c.transcript.ToEnd()
	}
	return nil, nil
}

// stopping reports whether the answer has been told to stop and its end is not
// on the screen yet.
func (c *Chat) stopping() bool { return c.State.Answer != nil && c.State.Answer.ID == c.stopped }

// interrupt ends the nearest thing, and the program only if nothing else is left
// and the key is pressed twice. An answer that is being stopped counts as ended:
// in a flood of text its end is on the screen only after the next keys.
func interrupt(c *Chat) (tea.Cmd, Event) {
	switch {
	case c.mode != nil:
		return leaveMode(c)
	case c.streaming() && !c.stopping():
		return c.stop(), nil
	case !c.editor.Empty():
		undo := editorKey("undo")
		c.recall.keep(c.editor.Text())
		c.editor.Clear()
		return tea.Batch(c.edited(), c.Flash(fmt.Sprintf("Cleared. %s or %s brings it back.", keymap.Earlier.Label(), undo), fmt.Sprintf("Cleared. %s brings it back.", undo))), nil
	case c.quitting:
		return nil, Quit{}
	}
	c.quitting = true
	return c.Flash(keymap.Interrupt.Label() + " again quits."), nil
}

func leaveMode(c *Chat) (tea.Cmd, Event) {
	c.leaveMode()
	return nil, nil
}

func quit(*Chat) (tea.Cmd, Event) { return nil, Quit{} }

func redraw(*Chat) (tea.Cmd, Event) { return tea.ClearScreen, nil }

func suspend(*Chat) (tea.Cmd, Event) { return tea.Suspend, nil }

func page(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		c.transcript.Page(direction)
		return nil, nil
	}
}

func question(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		c.transcript.ToQuestion(direction)
		return nil, nil
	}
}

func toStart(c *Chat) (tea.Cmd, Event) {
	c.transcript.ToStart()
	return nil, nil
}

func toEnd(c *Chat) (tea.Cmd, Event) {
	c.transcript.ToEnd()
	return nil, nil
}

// copyAnswer copies the last answer as it was written.
func copyAnswer(c *Chat) (tea.Cmd, Event) {
	text := lastAnswer(c.State)
	if text == "" {
		return c.Flash("There is no answer to copy yet."), nil
	}
	return c.copier.Copy("", text), nil
}

// resumeRecent opens the conversation whose number is written. It takes Enter,
// since a question may begin with a number.
func resumeRecent(c *Chat) (tea.Cmd, Event) {
	id := c.namedRecent().ID
	c.editor.Reset()
	return nil, OpenConversation{id}
}

// editorKey returns the label of a command of the editor.
func editorKey(name string) string {
	for _, c := range editor.Commands() {
		if c.Name == name {
			return keymap.Label(c.Keys[0])
		}
	}
	return ""
}
