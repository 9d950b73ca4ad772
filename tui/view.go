package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/tui/style"
)

// View implements tea.Model. Bubble Tea calls it after every message. Its cost depends
// on what is on the screen, not on the length of the conversation.
func (m *Model) View() tea.View {
	v := tea.View{AltScreen: !m.opts.Inline, ReportFocus: true}
	if m.width <= 0 || m.height <= 0 {
		return v
	}
	if m.mouse {
		v.MouseMode = tea.MouseModeAllMotion // what can be clicked says so
	}
	v.WindowTitle = m.windowTitle()
	if m.opts.Taskbar && m.terminal.Taskbar() && m.chat.Answering() {
		v.ProgressBar = tea.NewProgressBar(tea.ProgressBarIndeterminate, 0)
	}
	switch l := m.layout(); {
	case m.signingIn:
		v.Content = m.login.View(m.styles, m.width, m.height)
	case len(m.dialogs) > 0:
		v.Content, v.Cursor = m.viewDialog(l)
	default:
		v.Content, v.Cursor = m.chat.View(m.styles, l)
	}
	if m.opts.Inline {
		v.Content = trimmed(v.Content)
	}
	return v
}

// viewDialog draws the last dialog in the text column.
func (m *Model) viewDialog(l style.Layout) (string, *tea.Cursor) {
	top := 0
	if l.Height > 12 && !m.opts.Inline {
		top = 1
	}
	d := m.dialogs[len(m.dialogs)-1]
	content, cursor := d.View(m.styles, l.Measure+style.GutterWidth, l.Height-top)
	margin := strings.Repeat(" ", l.Pad)
	rows := strings.Split(content, "\n")
	for i, row := range rows {
		rows[i] = margin + row
	}
	if cursor != nil {
		moved := *cursor
		moved.X, moved.Y = moved.X+l.Pad, moved.Y+top
		cursor = &moved
	}
	return strings.Repeat("\n", top) + strings.Join(rows, "\n"), cursor
}
