package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/style"
	"banter/tui/transcript"
)

// An inline chat is drawn in the last rows of the terminal's normal screen, below what
// it has printed there. What is printed is the terminal's: it scrolls and selects it,
// and no key changes it. A mode shows the transcript above the input for as long as it
// lasts.

// SetInline makes the chat an inline one.
func (c *Chat) SetInline() {
	c.inline = true
	c.transcript.SetInline()
}

// Print returns the rows that are final since the last call, to be printed above the
// next view. last makes all rows final, because the program ends.
func (c *Chat) Print(st *style.Styles, l style.Layout, last bool) []string {
	if c.mode == nil && !c.transcript.Following() { // nothing is read above the end
		c.transcript.ToEnd()
	}
	rows := c.transcript.Print(st, l, last)
	if len(rows) > 0 {
		if c.heading != "" {
			rows = append(c.transcript.Ruled(c.heading), rows...)
		}
		c.heading, c.printed = "", true
	}
	return rows
}

// head has the next printed rows begin with the title of the conversation.
func (c *Chat) head() {
	switch title := c.title(); {
	case !c.inline:
	case title != "":
		c.heading = title
	case c.printed:
		c.heading = "New conversation"
	}
}

// openRows draws what is above the rule of an inline chat: the rows that are not
// final, or the empty page.
func (c *Chat) openRows(st *style.Styles, l style.Layout, height int) []string {
	if c.Blank() && c.problem() == (transcript.Problem{}) {
		c.transcript.Resize(st, l, height)
		rows := c.emptyRows(st, l, height)
		for len(rows) > 0 && rows[len(rows)-1] == "" {
			rows = rows[:len(rows)-1]
		}
		return append(rows, make([]string, min(1, height-len(rows)))...)
	}
	c.transcript.View(st, l, height) // keys act on what is near the end
	return c.transcript.Open(st, l, height)
}

// showInline shows a message that the person has chosen elsewhere.
func (c *Chat) showInline(item int) {
	if c.inline {
		c.chooseItem(item)
	}
}

// printedStays is the remark about a change of what only later rows show.
const printedStays = "From the next text on: what is printed stays."

// scrolls returns an action that changes what of the transcript is shown.
func scrolls(do func(*Chat)) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		if c.inline && c.mode == nil {
			return c.Flash("Inline, the terminal scrolls: use its keys or the wheel.", "The terminal scrolls here."), nil
		}
		do(c)
		return nil, nil
	}
}
