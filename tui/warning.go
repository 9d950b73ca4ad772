package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
)

// warningMsg is a problem that the person should know of; err is nil if no more will
// follow.
type warningMsg struct{ err error }

// nextWarning returns the command that waits for a warning. It is issued again after
// each warning.
func (m *Model) nextWarning() tea.Cmd {
	next := m.opts.NextWarning
	if next == nil {
		return nil
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg { return warningMsg{next(ctx)} })
}

// warned shows a warning and waits for the next one.
func (m *Model) warned(msg warningMsg) tea.Cmd {
	if msg.err == nil {
		return nil
	}
	m.chat.Warn(notice.Of(msg.err))
	return m.nextWarning()
}
