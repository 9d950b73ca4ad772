package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/accounts"
	"banter/internal/notice"
	"banter/tui/clip"
	"banter/tui/dialog"
	"banter/tui/login"
)

// What the Cmds about accounts report.
type (
	// accountsMsg lists the accounts, to tell whether their names matter.
	accountsMsg struct{ list []accounts.Account }
	// switchedMsg answers a switch to another account.
	switchedMsg struct {
		name   string
		resume string // conversation to open then, or empty
		tokens auth.Tokens
		err    error
	}
	// strangerMsg says that nobody here is the account of a conversation.
	noOwnerMsg struct{ id string }
)

// findAccounts looks how many accounts there are.
func (m *Model) findAccounts() tea.Cmd {
	accounts := m.opts.Accounts
	if accounts == nil {
		return nil
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		list, _ := accounts.List(ctx) // who cannot be listed is not named
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

// switchAccount asks with another account from now on. A conversation belongs
// to its account: another one begins, or the one named by resume goes on.
func (m *Model) switchAccount(name, resume string) tea.Cmd {
	accounts := m.opts.Accounts
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		tokens, err := accounts.Switch(ctx, name, resume == "")
		return switchedMsg{name, resume, tokens, err}
	})
}

func (m *Model) switched(msg switchedMsg) tea.Cmd {
	if msg.err == nil {
		m.opts.Resume = msg.resume
		m.opts.Account, _ = m.opts.Accounts.Account(msg.name) // its name was good
		return m.signedInAs(msg.tokens)
	}
	switch {
	case login.WaitsForPassphrase(msg.err),
		errors.Is(msg.err, auth.ErrNoTokens), errors.Is(msg.err, auth.ErrSignInAgain):
		return m.signInTo(msg.name, msg.resume, msg.err)
	}
	return m.chat.Flash(notice.Of(msg.err).Sentence)
}

// signInTo shows the sign-in screen for a named account, over the chat.
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
	opts.Copier, opts.Now = clip.NewCopier(m.clipboard, m.tasks), m.opts.Now
	var cmd tea.Cmd
	m.login, cmd = login.New(opts)
	m.signingIn, m.dialogs = true, nil
	return cmd
}

// findOwner looks for the account that the conversation on the screen was had
// with, and switches to it.
func (m *Model) findOwner() tea.Cmd {
	accounts, head := m.opts.Accounts, m.chat.Head()
	if accounts == nil || head.Account == "" || m.tokens.AccountID == "" ||
		head.Account == m.tokens.AccountID || head.ID == m.ownerSought {
		return nil
	}
	m.ownerSought = head.ID // once: what an account's name leads to can change
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
