package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
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
	return m.tasks.Do(func(ctx context.Context) tea.Msg { return warningMsg{next(ctx)} })
}

func (m *Model) warned(msg warningMsg) tea.Cmd {
	if msg.err == nil {
		return nil
	}
	m.chat.Warn(notice.Of(msg.err))
	return m.nextWarning()
}
