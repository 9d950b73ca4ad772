package chat

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// warningRows draws the warning above the input.
func (c *Chat) warningRows(st *style.Styles, l style.Layout) []string {
	if c.warning.Sentence == "" {
		return nil
	}
	text := termsafe.Line(strings.TrimSpace(c.warning.Sentence + " " + c.warning.Hint))
	key := keymap.DismissWarning.Label()
	rows := style.Wrap(st.Warning.Render, text, l.Measure-len("  "+key))
	rows[len(rows)-1] += "  " + st.Accent.Render(key)
	margin := strings.Repeat(" ", l.Left())
	for i, row := range rows {
		rows[i] = margin + row
	}
	return rows
}

// warns reports whether Esc dismisses a warning. It stops an answer first, unless
// the warning says that the program ends after it.
func (c *Chat) warns() bool { return c.warning.Sentence != "" && (c.ending || !c.streaming()) }

func dismissWarning(c *Chat) (tea.Cmd, Event) {
	ending := c.ending
	c.warning, c.ending = notice.Notice{}, false
	if ending {
		return nil, StayOpen{}
	}
	return nil, nil
}
