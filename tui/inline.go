package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/style"
)

// answerTime is how long printing waits for the terminal's answer about its
// background, which decides the colors: printed rows keep theirs.
const answerTime = 200 * time.Millisecond

// printMsg ends that wait.
type printMsg struct{}

// waitToPrint returns a command that lets an inline program print in any case.
func (m *Model) waitToPrint() tea.Cmd {
	if !m.opts.Inline {
		return nil
	}
	return tea.Tick(answerTime, func(time.Time) tea.Msg { return printMsg{} })
}

// background draws for a dark or a light terminal from now on.
func (m *Model) background(dark bool) {
	m.prints = true
	if m.dark != dark {
		m.dark = dark
		m.restyle()
	}
}

// Print implements display.Printer.
func (m *Model) Print(last bool) []string {
	if m.width <= 0 || m.height <= 0 || !m.prints && !last {
		return nil
	}
	return m.chat.Print(m.styles, m.layout(), last)
}

// layout returns the layout of the window, or of the rows at its bottom that an
// inline program may use. Dialogs and modes leave some of the printed rows on the
// screen: when they close, their rows stay blank until something is printed there.
func (m *Model) layout() style.Layout {
	if !m.opts.Inline {
		return style.NewLayout(m.width, m.height)
	}
	height := m.height
	if len(m.dialogs) > 0 || m.chat.InMode() {
		height = min(height, max(leastTall, height*2/3))
	}
	l := style.NewLayout(m.width, height)
	l.Pad = 0 // as the terminal's other text
	return l
}

// leastTall is the least rows that a dialog gets if the window has them.
const leastTall = 14

// trimmed returns content without blank rows at its end.
func trimmed(content string) string { return strings.TrimRight(content, "\n ") }
