package tui

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
func (c *chat) writing() bool { return c.mode == nil }

func (c *chat) hasText() bool { return !c.editor.Empty() }

// wantsSend reports whether a text waits to be sent.
func (c *chat) wantsSend() bool { return c.hasText() && !c.streaming() }

// resting reports whether the person neither writes nor waits.
func (c *chat) resting() bool { return c.editor.Empty() && !c.streaming() }

// behind reports whether newer text is below the screen.
func (c *chat) behind() bool { return c.resting() && !c.transcript.Following() }

// retryUnseen reports whether an error offers to try again and no problem on
// the screen says so.
func (c *chat) retryUnseen() bool { return c.problem() == (transcript.Problem{}) }

// idleInput reports whether no text would miss a key.
func (c *chat) idleInput() bool { return c.writing() && c.editor.Empty() }

func (c *chat) offersRetry() bool {
	return c.idleInput() && !c.streaming() && (c.retryHelps() || c.signInHelps())
}

// namesRecent reports whether all that is written is the number of one of the
// conversations that an empty page offers.
func (c *chat) namesRecent() bool { return c.namedRecent() != nil }

// namedRecent returns that conversation, or nil.
func (c *chat) namedRecent() *history.Summary {
	if !c.blank() || !c.writing() {
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
func (c *chat) copies() bool { return c.mode != nil || !c.editor.Killed() }

func (c *chat) suspends() bool { return c.idleInput() && !c.editor.CanUndo() }

// escapes reports whether Esc has something to end.
func (c *chat) escapes() bool {
	return c.copiedBlock != nil || c.streaming() || !c.transcript.Following()
}

// What actions do.

func reports(event chatEvent) func(*chat) (tea.Cmd, chatEvent) {
	return func(*chat) (tea.Cmd, chatEvent) { return nil, event }
}

func enter(c *chat) (tea.Cmd, chatEvent) {
	if c.editor.Continue() {
		return c.edited(), nil
	}
	return c.send(), nil
}

func newline(c *chat) (tea.Cmd, chatEvent) {
	c.editor.Newline()
	return c.edited(), nil
}

func escape(c *chat) (tea.Cmd, chatEvent) {
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

// interrupt ends the nearest thing, and the program only when
// nothing else is left and it is pressed twice.
func interrupt(c *chat) (tea.Cmd, chatEvent) {
	switch {
	case c.mode != nil:
		return leaveMode(c)
	case c.streaming():
		return c.stop(), nil
	case !c.editor.Empty():
		undo := editorKey("undo")
		c.recall.keep(c.editor.Text())
		c.editor.Clear()
		return tea.Batch(c.edited(), c.flash(fmt.Sprintf("Cleared. %s or %s brings it back.", keymap.Earlier.Label(), undo), fmt.Sprintf("Cleared. %s brings it back.", undo))), nil
	case c.quitting:
		return nil, quitAsked{}
	}
	c.quitting = true
	return c.flash(keymap.Interrupt.Label() + " again quits."), nil
}

func leaveMode(c *chat) (tea.Cmd, chatEvent) {
	c.leaveMode()
	return nil, nil
}

func quit(*chat) (tea.Cmd, chatEvent) { return nil, quitAsked{} }

func redraw(*chat) (tea.Cmd, chatEvent) { return tea.ClearScreen, nil }

func suspend(*chat) (tea.Cmd, chatEvent) { return tea.Suspend, nil }

func page(direction int) func(*chat) (tea.Cmd, chatEvent) {
	return func(c *chat) (tea.Cmd, chatEvent) {
		c.transcript.Page(direction)
		return nil, nil
	}
}

func question(direction int) func(*chat) (tea.Cmd, chatEvent) {
	return func(c *chat) (tea.Cmd, chatEvent) {
		c.transcript.ToQuestion(direction)
		return nil, nil
	}
}

func toStart(c *chat) (tea.Cmd, chatEvent) {
	c.transcript.ToStart()
	return nil, nil
}

func toEnd(c *chat) (tea.Cmd, chatEvent) {
	c.transcript.ToEnd()
	return nil, nil
}

// copyAnswer copies the last answer as it was written.
func copyAnswer(c *chat) (tea.Cmd, chatEvent) {
	text := lastAnswer(c.state)
	if text == "" {
		return c.flash("There is no answer to copy yet."), nil
	}
	return c.copier.Copy("", text), nil
}

// resumeRecent opens the conversation whose number is written. It takes Enter,
// since a question may begin with a number.
func resumeRecent(c *chat) (tea.Cmd, chatEvent) {
	id := c.namedRecent().ID
	c.editor.Reset()
	return nil, recentChosen{id}
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
