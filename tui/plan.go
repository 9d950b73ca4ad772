package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
)

// usageMsg is the result of opening the page of the plan's usage.
type usageMsg struct{ err error }

// onPlan reports whether the account is on the documented route.
func (m *Model) onPlan() bool { return codex.Route(m.tokens.Provider) == codex.RouteDocumented }

// openUsage opens the page on which the person manages the use of the plan.
func (m *Model) openUsage() tea.Cmd {
	open := m.opts.OpenAddress
	if open == nil {
		return m.chat.CopyAddress(codex.UsageURL)
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg { return usageMsg{open(ctx, codex.UsageURL)} })
}

// usageOpened says how to get to the page of the usage.
func (m *Model) usageOpened(msg usageMsg) tea.Cmd {
	if msg.err != nil {
		return m.chat.Flash("Manage usage at " + codex.UsageURL)
	}
	return m.chat.Flash("Opened ChatGPT's usage page in your browser.", "Opened the usage page.")
}
