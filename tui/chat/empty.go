package chat

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/keymap"
	"banter/tui/style"
)

// emptyRows draws a conversation in which nothing has been asked: the last
// conversations to resume, and a line that teaches a key.
func (c *Chat) emptyRows(st *style.Styles, l style.Layout, height int) []string {
	text := []string{style.Spread(l.Measure, st.Strong.Render("Banter"), st.Dim.Render("unofficial client"))}
	if row := c.systemRow(st, l); row != "" {
		text = append(text, "", row)
	}
	if c.Temporary() && c.badge == "" {
		text = append(append(text, ""), c.temporaryRows(st, l)...)
	} else if len(c.recents) > 0 {
		text = append(text, "")
		for i, recent := range c.recents {
			text = append(text, c.recentRow(st, l, i, recent))
		}
		text = append(text, "", lesson(st, l, "A number and ", keymap.ResumeRecent.Label(), " resume one."))
	} else if c.sess != nil {
		text = append(text, "", lesson(st, l, "Write below and press ", keymap.Send.Label(), "."))
	}
	rows := make([]string, 0, height)
	if height > len(text) {
		rows = append(rows, "")
	}
	for _, row := range text {
		if len(rows) < height {
			rows = append(rows, strings.Repeat(" ", l.Left())+st.Cut(row, l.Measure))
		}
	}
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows
}

// lesson draws a line that teaches a key and, if there is room, the key of the help.
func lesson(st *style.Styles, l style.Layout, before, key, after string) string {
	one := st.Dim.Render(before) + st.Accent.Render(key) + st.Dim.Render(after)
	all := one + "  " + st.Accent.Render(keymap.OpenHelpIdle.Label()) + st.Dim.Render(" shows every key.")
	if ansi.StringWidth(all) <= l.Measure {
		return all
	}
	return one
}

// recentRow draws the i-th conversation to resume.
func (c *Chat) recentRow(st *style.Styles, l style.Layout, i int, recent history.Summary) string {
	when := style.Ago(recent.Updated, c.now())
	name := st.Cut(style.Title(recent.Title), max(l.Measure-len(when)-6, 1))
	return style.Spread(l.Measure, st.Accent.Render(fmt.Sprint(i+1))+"  "+st.Text.Render(name), st.Dim.Render(when))
}
