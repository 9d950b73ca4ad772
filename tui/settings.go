package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/themes"
)

// Settings are what changed in the person's files while the program runs.
type Settings struct {
	Theme  *themes.Theme // nil: unchanged
	Rebind func() error  // gives the acts their keys; nil: unchanged
	Err    error         // why the files cannot be used; nothing changes then
}

// settingsMsg has changed settings; ok is false if no more will follow.
type settingsMsg struct {
	Settings
	ok bool
}

// nextSettings returns the command that waits for changed settings. It is issued again
// after each change.
func (m *Model) nextSettings() tea.Cmd {
	next := m.opts.NextSettings
	if next == nil {
		return nil
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		changed, ok := next(ctx)
		return settingsMsg{changed, ok}
	})
}

// settingsChanged uses changed settings and waits for the next ones. Keys are bound
// here, on the goroutine that reads them.
func (m *Model) settingsChanged(msg settingsMsg) tea.Cmd {
	if !msg.ok {
		return nil
	}
	err := msg.Err
	if err == nil && msg.Rebind != nil {
		err = msg.Rebind()
	}
	if err == nil && msg.Theme != nil {
		m.opts.Theme = *msg.Theme
		m.restyle()
	}
	if err != nil {
		m.chat.Warn(notice.Of(err))
	}
	return m.nextSettings()
}
