package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/tui/login"
	"banter/tui/transcript"
)

// What the Cmds of the start report. Each is about one step: who is signed
// in, the history, what the plan offers, what is left of it.
type (
	tokensMsg struct {
		tokens auth.Tokens
		err    error
	}
	openedMsg struct {
		db            *history.DB
		model, effort string // remembered
		mode          transcript.Mode
		err           error
	}
	catalogMsg struct {
		catalog codex.Catalog
		err     error
	}
	limitsMsg struct {
		limits codex.Limits
		err    error
	}
)

func (m *Model) findTokens() tea.Cmd {
	account := m.opts.Account
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		tokens, err := account.Tokens(ctx)
		return tokensMsg{tokens, err}
	})
}

// openHistory opens the history and reads the choices of the last time.
func (m *Model) openHistory() tea.Cmd {
	open, recall := m.opts.Open, m.opts.Recall
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		var msg openedMsg
		if recall != nil {
			msg.model, msg.effort, msg.mode = recall("model"), recall("effort"), transcript.RecalledMode(recall)
		}
		msg.db, msg.err = open(ctx)
		return msg
	})
}

func (m *Model) loadCatalog() tea.Cmd {
	backend := m.opts.Backend
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		catalog, err := backend.Models(ctx)
		return catalogMsg{catalog, err}
	})
}

func (m *Model) loadLimits() tea.Cmd {
	backend := m.opts.Backend
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		limits, err := backend.Limits(ctx)
		return limitsMsg{limits, err}
	})
}

func (m *Model) foundTokens(msg tokensMsg) tea.Cmd {
	if msg.err != nil {
		return m.openLogin(login.Options{Account: m.opts.Account, Why: msg.err})
	}
	return m.enter(msg.tokens)
}

// enter goes on with the start once somebody is signed in.
func (m *Model) enter(tokens auth.Tokens) tea.Cmd {
	m.tokens = tokens
	m.chat.SetBadge(badge(m.opts))
	return tea.Batch(m.openHistory(), m.loadCatalog(), m.loadLimits(), m.findAccounts())
}

// signIn shows the sign-in screen. What has been typed in the chat stays.
func (m *Model) signIn(reason string) tea.Cmd {
	return m.openLogin(login.Options{Account: m.opts.Account, Reason: reason, Back: m.db != nil})
}

func (m *Model) opened(msg openedMsg) tea.Cmd {
	if msg.err != nil {
		m.chat.Fail(msg.err, m.openHistory)
		return nil
	}
	if m.db = msg.db; m.opts.Recall != nil {
		m.chat.SetMode(msg.mode)
	}
	if m.model == "" {
		m.model = msg.model
	}
	if m.effort == "" {
		m.effort = msg.effort
	}
	m.chat.SetModel(m.catalog.Pick(m.model), m.effort)
	resume := m.opts.Resume
	m.opts.Resume = "" // only at the first start
	if resume == "pick" {
		return tea.Batch(m.switchTo(""), m.pickConversation())
	}
	return m.switchTo(resume)
}

// newCatalog takes the plan's own list of models. A conversation whose model
// the list knows gets the newer facts about it. Without a list the bundled one
// serves: the picker says so when it is opened, an answer when the model is
// gone.
func (m *Model) newCatalog(msg catalogMsg) tea.Cmd {
	if msg.err != nil {
		return nil
	}
	m.catalog = msg.catalog
	if m.chat.Blank() && !m.picked {
		return m.chat.ChangeModel(m.catalog.Pick(m.model), m.effort)
	}
	// A model that is gone keeps its name here: the server says what it thinks
	// of it when it is asked.
	old, effort := m.chat.InUse()
	if model, ok := m.catalog.Find(old.Slug); ok {
		m.chat.SetModel(model, effort)
	}
	return nil
}
