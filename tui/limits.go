package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
)

// limitsMsg is what is left of the plan of an account.
type limitsMsg struct {
	account string
	limits  codex.Limits
	kept    bool // read on this machine; the server's are on their way
	err     error
}

// loadLimits asks for the limits of the plan. Until the server answers, and if it does
// not, those that this machine has seen last are shown.
func (m *Model) loadLimits() tea.Cmd {
	backend, account, now := m.opts.Backend, codex.Account(m.tokens), m.opts.Now
	recall := func(context.Context) tea.Msg {
		limits, ok := backend.KeptLimits(account)
		if !ok {
			return nil
		}
		return limitsMsg{account: account, limits: limits.AsOf(now()), kept: true}
	}
	ask := func(ctx context.Context) tea.Msg {
		limits, err := backend.Limits(ctx)
		return limitsMsg{account: account, limits: limits, err: err}
	}
	return tea.Batch(m.tasks.Do(recall), m.tasks.Do(ask))
}

// limitsArrived shows limits, unless they are of an account that was left. Kept ones
// are older than any that are shown.
func (m *Model) limitsArrived(msg limitsMsg) tea.Cmd {
	if msg.err != nil || msg.account != codex.Account(m.tokens) || msg.kept && m.chat.Limits() != nil {
		return nil
	}
	return m.chat.SetLimits(&msg.limits)
}
