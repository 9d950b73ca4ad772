package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/tui/chat"
	"banter/tui/login"
	"banter/tui/transcript"
)

// The messages of the steps of the start.
type (
	// tokensMsg reports who is signed in.
	tokensMsg struct {
		tokens auth.Tokens
		err    error
	}
	// openedMsg is the result of opening the history.
	openedMsg struct {
		db            *history.DB
		model, effort string // of the last start
		mode          transcript.Mode
		err           error
	}
	// catalogMsg is the plan's list of models.
	catalogMsg struct {
		catalog codex.Catalog
		err     error
	}
)

// findTokens reads the saved sign-in.
func (m *Model) findTokens() tea.Cmd {
	account := m.opts.Account
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		tokens, err := account.Tokens(ctx)
		return tokensMsg{tokens, err}
	})
}

// openHistory opens the history and reads the remembered choices.
func (m *Model) openHistory() tea.Cmd {
	open, recall := m.opts.Open, m.opts.Recall
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		var msg openedMsg
		if recall != nil {
			msg.model, msg.effort, msg.mode = recall("model"), recall("effort"), transcript.ModeFromSettings(recall)
		}
		msg.db, msg.err = open(ctx)
		return msg
	})
}

// loadCatalog asks for the plan's list of models.
func (m *Model) loadCatalog() tea.Cmd {
	backend := m.opts.Backend
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		catalog, err := backend.Models(ctx)
		return catalogMsg{catalog, err}
	})
}

// foundTokens enters the chat, or opens the sign-in screen.
func (m *Model) foundTokens(msg tokensMsg) tea.Cmd {
	if msg.err != nil {
		return m.openLogin(login.Options{Account: m.opts.Account, Why: msg.err})
	}
	return m.enter(msg.tokens)
}

// enter continues the start after the sign-in.
func (m *Model) enter(tokens auth.Tokens) tea.Cmd {
	m.tokens = tokens
	m.chat.SetBadge(badge(m.opts))
	m.chat.SetOnPlan(m.onPlan())
	return tea.Batch(m.openHistory(), m.loadCatalog(), m.loadLimits(), m.findAccounts())
}

// signIn shows the sign-in screen for the current account. The chat keeps its input.
// An account on the documented route goes to its page at once: that is what the key
// has said.
func (m *Model) signIn(why chat.SignIn) tea.Cmd {
	return m.openLogin(login.Options{Account: m.opts.Account, Reason: why.Reason, Back: m.db != nil, Continue: true, PlanUse: why.PlanUse})
}

// opened continues with the first conversation.
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
		return tea.Batch(m.switchTo(""), m.pickConversation(""))
	}
	model, effort := m.opts.ResumeModel, m.opts.ResumeEffort
	m.opts.ResumeModel, m.opts.ResumeEffort = "", ""
	return m.open(opening{id: resume, model: model, effort: effort})
}

// newCatalog uses the plan's own list of models, also for the model of the current
// conversation. Without a list it keeps the bundled one: the list of models says so
// when it is opened, and an answer fails if its model no longer exists.
func (m *Model) newCatalog(msg catalogMsg) tea.Cmd {
	if msg.err != nil {
		return nil
	}
	m.catalog = msg.catalog
	if m.chat.Blank() && !m.picked {
		return m.chat.ChangeModel(m.catalog.Pick(m.model), m.effort)
	}
	// A model that is not in the list stays: the server reports it with the next
	// question.
	old, effort := m.chat.InUse()
	if model, ok := m.catalog.Find(old.Slug); ok {
		m.chat.SetModel(model, effort)
	}
	return nil
}
