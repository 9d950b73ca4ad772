package tui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// When an act applies.

// idleInput reports whether no text would miss a key.
func (c *chat) idleInput() bool { return c.editor.Empty() }

func (c *chat) offersRetry() bool {
	return c.idleInput() && !c.streaming() && (c.retryHelps() || c.signInHelps())
}

func (c *chat) offersRecents() bool { return c.idleInput() && c.blank() && len(c.recents) > 0 }

// copies reports whether Ctrl+Y copies: it does unless it is to put back what
// was just cut.
func (c *chat) copies() bool { return !c.editor.Killed() }

func (c *chat) suspends() bool { return c.idleInput() && !c.editor.CanUndo() }

// escapes reports whether Esc has something to end.
func (c *chat) escapes() bool { return c.streaming() || !c.transcript.following() }

// What acts do.

func asks(out outcome) func(*chat) (tea.Cmd, outcome) {
	return func(*chat) (tea.Cmd, outcome) { return nil, out }
}

func enter(c *chat) (tea.Cmd, outcome) {
	if c.editor.Continue() {
		return c.edited(), nil
	}
	return c.send(), nil
}

func newline(c *chat) (tea.Cmd, outcome) {
	c.editor.Newline()
	return c.edited(), nil
}

func escape(c *chat) (tea.Cmd, outcome) {
	if c.streaming() {
		return c.stop(), nil
	}
	c.transcript.toEnd()
	return nil, nil
}

// interrupt is Ctrl+C: it ends the nearest thing, and the program only when
// nothing else is left and it is pressed twice.
func interrupt(c *chat) (tea.Cmd, outcome) {
	switch {
	case c.streaming():
		return c.stop(), nil
	case !c.editor.Empty():
		c.recall.keep(c.editor.Text())
		c.editor.Clear()
		return tea.Batch(c.edited(), c.flash("Cleared. Up or Ctrl+Z brings it back.")), nil
	case c.quitting:
		return nil, quitAsked{}
	}
	c.quitting = true
	return c.flash("Ctrl+C again quits."), nil
}

func quit(*chat) (tea.Cmd, outcome) { return nil, quitAsked{} }

func redraw(*chat) (tea.Cmd, outcome) { return tea.ClearScreen, nil }

func suspend(*chat) (tea.Cmd, outcome) { return tea.Suspend, nil }

func yank(c *chat) (tea.Cmd, outcome) {
	c.editor.Yank()
	return c.edited(), nil
}

func page(direction int) func(*chat) (tea.Cmd, outcome) {
	return func(c *chat) (tea.Cmd, outcome) {
		c.transcript.page(direction)
		return nil, nil
	}
}

func question(direction int) func(*chat) (tea.Cmd, outcome) {
	return func(c *chat) (tea.Cmd, outcome) {
		c.transcript.toQuestion(direction)
		return nil, nil
	}
}

func toStart(c *chat) (tea.Cmd, outcome) {
	c.transcript.toStart()
	return nil, nil
}

func toEnd(c *chat) (tea.Cmd, outcome) {
	c.transcript.toEnd()
	return nil, nil
}

// copyAnswer puts the source of the last answer on the clipboard and says how:
// whether it has arrived, no program can know.
func copyAnswer(c *chat) (tea.Cmd, outcome) {
	text := lastAnswer(c.state)
	if text == "" {
		return c.flash("There is no answer to copy yet."), nil
	}
	size := fmt.Sprintf("%s characters", editor.Count(utf8.RuneCountInString(text)))
	if lines := strings.Count(strings.TrimRight(text, "\n"), "\n") + 1; lines > 1 {
		size = fmt.Sprintf("%s lines", editor.Count(lines))
	}
	return tea.Batch(tea.SetClipboard(text), c.flash("Copied "+size+" through the terminal (OSC 52).")), nil
}

// resumeRecent opens one of the conversations that an empty page offers.
func (c *chat) resumeRecent(digit string) (tea.Cmd, outcome) {
	i := int(digit[0] - '1')
	if i >= len(c.recents) {
		c.editor.Insert(digit)
		return c.edited(), nil
	}
	return nil, conversationChosen{c.recents[i].ID}
}
