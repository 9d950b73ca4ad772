package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/keymap"
)

// emptyRows draws a conversation in which nothing has been asked: the last
// ones to resume, and one line that teaches one key.
func (c *chat) emptyRows(st *styles, l layout, height int) []string {
	text := []string{spread(l.measure, st.strong.Render("Banter"), st.dim.Render("unofficial client"))}
	if len(c.recents) > 0 {
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
			rows = append(rows, strings.Repeat(" ", l.left())+st.cut(row, l.measure))
		}
	}
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows
}

// lesson teaches one key, and where there is room where all others are.
func lesson(st *styles, l layout, before, key, after string) string {
	one := st.dim.Render(before) + st.accent.Render(key) + st.dim.Render(after)
	all := one + "  " + st.accent.Render(keymap.OpenHelpIdle.Label()) + st.dim.Render(" shows every key.")
	if ansi.StringWidth(all) <= l.measure {
		return all
	}
	return one
}

func (c *chat) recentRow(st *styles, l layout, i int, recent history.Summary) string {
	when := ago(recent.Updated, c.now())
	name := st.cut(title(recent.Title), max(l.measure-len(when)-6, 1))
	return spread(l.measure, st.accent.Render(fmt.Sprint(i+1))+"  "+st.text.Render(name), st.dim.Render(when))
}
