package chat

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/tui/keymap"
	"banter/tui/transcript"
)

// The conditions under which an action applies or is hinted at.

// writing reports whether keys go to the input.
func (c *Chat) writing() bool { return c.mode == nil }

// hasText reports whether the input has text.
func (c *Chat) hasText() bool { return !c.editor.Empty() }

// wantsSend reports whether Enter would send text at once.
func (c *Chat) wantsSend() bool {
	return c.hasText() && !c.streaming() && !c.editor.Commanding()
}

// mayBreak reports whether the person may look for the key of a new line: while the
// input has none yet.
func (c *Chat) mayBreak() bool { return c.editor.OneLine() }

// resting reports whether the input is empty and no answer is under way.
func (c *Chat) resting() bool { return c.editor.Empty() && !c.streaming() }

// behind reports whether the person is resting with text below the screen.
func (c *Chat) behind() bool { return c.resting() && !c.transcript.Following() }

// retryUnseen reports whether no problem on the screen names the retry key.
func (c *Chat) retryUnseen() bool { return c.problem() == (transcript.Problem{}) }

// idleInput reports whether a letter may be a command, because the input is empty
// and no mode is active.
func (c *Chat) idleInput() bool { return c.writing() && c.editor.Empty() }

// offersRetry reports whether the retry key would do something.
func (c *Chat) offersRetry() bool {
	return c.idleInput() && !c.streaming() && (c.canRetry() || c.needsSignIn())
}

// namesRecent reports whether the input is the number of a conversation that the
// empty page offers.
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

// copies reports whether the key copies the answer, and does not paste the text
// that was cut just before.
func (c *Chat) copies() bool { return c.mode != nil || !c.editor.Killed() }

// copiesCode reports whether the key copies code, and does not exchange the text that
// was put back just before.
func (c *Chat) copiesCode() bool { return c.canChoose() && (c.mode != nil || !c.editor.Yanked()) }

// suspends reports whether the key suspends the program, and does not undo.
func (c *Chat) suspends() bool { return c.idleInput() && !c.editor.CanUndo() }

// escapes reports whether Esc has something to end.
func (c *Chat) escapes() bool {
	return c.editor.Marked() || c.copiedBlock != nil || c.streaming() || !c.transcript.Following()
}

// What the actions do.

// reports returns an action that only reports an event.
func reports(event Event) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) { return nil, event }
}

// enter sends the input, unless a backslash before the caret continues the line.
func enter(c *Chat) (tea.Cmd, Event) {
	if c.editor.Continue() {
		return c.edited(), nil
	}
	if cmd, event, taken := c.takesSlash(); taken {
		return cmd, event
	}
	return c.send(), nil
}

func newline(c *Chat) (tea.Cmd, Event) {
	c.editor.Newline()
	return c.edited(), nil
}

// escape ends the nearest thing: a selection, the mark of a copied block, the answer, reading
// above the end.
func escape(c *Chat) (tea.Cmd, Event) {
	switch {
	case c.editor.Marked():
		c.editor.Unselect()
	case c.copiedBlock != nil:
		c.clearCopiedBlock()
	case c.streaming():
		return c.stop(), nil
	default:
		c.transcript.ToEnd()
	}
	return nil, nil
}

// stopping reports whether the answer was told to stop and its end is not on the
// screen yet.
func (c *Chat) stopping() bool { return c.state.Answer != nil && c.state.Answer.ID == c.stopped }

// interrupt ends the nearest thing: the mode, the answer, the edit, the
// input. If nothing else
// is left, pressing it twice ends the program. An answer that is being stopped counts
// as ended: in a flood of text its end is on the screen only after the next keys.
func interrupt(c *Chat) (tea.Cmd, Event) {
	switch {
	case c.mode != nil:
		return leaveMode(c)
	case c.streaming() && !c.stopping():
		return c.stop(), nil
	case c.editing != nil:
		return leaveEdit(c)
	case !c.editor.Empty():
		undo := keymap.Undo.Label()
		c.inputs.keep(c.editor.Text())
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
	return scrolls(func(c *Chat) { c.transcript.Page(direction) })
}

var (
	toStart = scrolls(func(c *Chat) { c.transcript.ToStart() })
	toEnd   = scrolls(func(c *Chat) { c.transcript.ToEnd() })
)

// copyAnswer copies the source of the last answer.
func copyAnswer(c *Chat) (tea.Cmd, Event) {
	item := c.lastAnswer()
	if item < 0 {
		return c.Flash("There is no answer to copy yet."), nil
	}
	return c.withText(item, func() tea.Cmd { return c.copier.Copy("", c.transcript.Source(item)) }), nil
}

// resumeRecent opens the conversation whose number is in the input. It needs Enter,
// because a question may begin with a number.
func resumeRecent(c *Chat) (tea.Cmd, Event) {
	id := c.namedRecent().ID
	c.editor.Reset()
	return nil, OpenConversation{id}
}
