package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// warningMsg brings something that the person should know although all works;
// err is nil when there will be no more.
type warningMsg struct{ err error }

// nextWarning waits for one warning. It is issued again when one has arrived.
func (m *Model) nextWarning() tea.Cmd {
	next := m.opts.NextWarning
	if next == nil {
		return nil
	}
	return m.work.Do(func(ctx context.Context) tea.Msg { return warningMsg{next(ctx)} })
}

func (m *Model) warned(msg warningMsg) tea.Cmd {
	if msg.err == nil {
		return nil
	}
	m.chat.warning = notice.Of(msg.err)
	return m.nextWarning()
}

// warningRows draws the warning that stands above the input until Esc.
func (c *chat) warningRows(st *style.Styles, l style.Layout) []string {
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

// warns reports whether Esc has a warning to take away. An answer that is
// being written is stopped first.
func (c *chat) warns() bool { return c.warning.Sentence != "" && !c.streaming() }

func unwarn(c *chat) (tea.Cmd, chatEvent) {
	c.warning = notice.Notice{}
	return nil, nil
}
