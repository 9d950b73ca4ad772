package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/internal/accounts"
	"banter/internal/notice"
	"banter/tui/clip"
	"banter/tui/dialog"
	"banter/tui/login"
)

// The messages of the commands about accounts.
type (
	// accountsMsg lists the accounts.
	accountsMsg struct{ list []accounts.Account }
	// switchedMsg is the result of a switch to another account.
	switchedMsg struct {
		name   string
		resume string // ID of the conversation to open then, or empty
		tokens auth.Tokens
		err    error
	}
	// noOwnerMsg reports that no account on this machine has a conversation.
	noOwnerMsg struct{ id string }
)

// findAccounts lists the accounts: the status line names the current one if there
// are several.
func (m *Model) findAccounts() tea.Cmd {
	accounts := m.opts.Accounts
	if accounts == nil {
		return nil
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		list, _ := accounts.List(ctx) // without a list, the status line names no account
		return accountsMsg{list}
	})
}

// pickAccount opens the list of accounts.
func (m *Model) pickAccount() tea.Cmd {
	if m.opts.Accounts == nil || m.db == nil || badge(m.opts) == "demo" {
		return m.chat.Flash("There is no other account here.")
	}
	d, cmd := dialog.NewAccounts(m.opts.Accounts)
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// switchAccount switches to another account. A conversation belongs to its account,
// so that a new one begins, or the one with the ID resume is opened.
func (m *Model) switchAccount(name, resume string) tea.Cmd {
	accounts := m.opts.Accounts
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		tokens, err := accounts.Switch(ctx, name, resume == "")
		return switchedMsg{name, resume, tokens, err}
	})
}

// switched enters the chat with the other account, or signs in to it first.
func (m *Model) switched(msg switchedMsg) tea.Cmd {
	if msg.err == nil {
		m.opts.Resume = msg.resume
		m.opts.Account, _ = m.opts.Accounts.Account(msg.name) // the switch has checked the name
		return m.signedInAs(msg.tokens)
	}
	switch {
	case login.WaitsForPassphrase(msg.err),
		errors.Is(msg.err, auth.ErrNoTokens), errors.Is(msg.err, auth.ErrSignInAgain):
		return m.signInTo(msg.name, msg.resume, msg.err)
	}
	return m.chat.Flash(notice.Of(msg.err).Sentence)
}

// signInTo shows the sign-in screen for a named account.
func (m *Model) signInTo(name, resume string, why error) tea.Cmd {
	account, err := m.opts.Accounts.Account(name)
	if err != nil {
		return m.chat.Flash(notice.Of(err).Sentence)
	}
	m.opts.Resume = resume
	return m.openLogin(login.Options{Account: account, Name: name, Back: true, Why: why})
}

// openLogin shows the sign-in screen.
func (m *Model) openLogin(opts login.Options) tea.Cmd {
	opts.Copier, opts.Now, opts.Unfinished = clip.NewCopier(m.clipboard, m.tasks), m.opts.Now, m.underWay
	var cmd tea.Cmd
	m.login, cmd = login.New(opts)
	m.signingIn, m.dialogs = true, nil
	return cmd
}

// findOwner looks for the account of the conversation on the screen, and switches to
// it. It looks once for each conversation.
func (m *Model) findOwner() tea.Cmd {
	accounts, head := m.opts.Accounts, m.chat.Head()
	own := codex.Account(m.tokens)
	if accounts == nil || head.Account == "" || own == "" || head.Account == own || head.ID == m.ownerSought {
		return nil
	}
	m.ownerSought = head.ID // once: the accounts can change
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		list, _ := accounts.List(ctx)
		for _, a := range list {
			if a.AccountID != head.Account {
				continue
			}
			tokens, err := accounts.Switch(ctx, a.Name, false)
			return switchedMsg{a.Name, head.ID, tokens, err}
		}
		return noOwnerMsg{head.ID}
	})
}

// accountsListed names the account in use on the screen, if there are several.
func (m *Model) accountsListed(msg accountsMsg) {
	name := ""
	if len(msg.list) > 1 {
		name = m.opts.Accounts.Current()
	}
	m.chat.SetAccount(name)
}
