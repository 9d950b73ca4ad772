package tui

import (
	"slices"

	"banter/tui/login"

	"banter/tui/dialog"

	"banter/tui/chat"

	tea "charm.land/bubbletea/v2"
)

// toChat gives a message to the chat and acts on its event.
func (m *Model) toChat(msg tea.Msg) tea.Cmd {
	cmd, event := m.chat.Update(msg)
	if event == nil {
		return cmd
	}
	return tea.Batch(cmd, m.chatReported(event))
}

func (m *Model) chatReported(event chat.Event) tea.Cmd {
	switch event := event.(type) {
	case chat.Quit:
		return tea.Quit
	case chat.OpenHelp:
		m.dialogs = append(m.dialogs, dialog.NewHelp(m.opts.Version, m.shiftEnter))
	case chat.OpenModels:
		return m.pickModel()
	case chat.OpenAccounts:
		return m.pickAccount()
	case chat.OpenConversations:
		return m.pickConversation()
	case chat.NewConversation:
		return m.switchTo("")
	case chat.OpenConversation:
		return m.switchTo(event.ID)
	case chat.SignIn:
		return m.signIn(event.Reason)
	case chat.ModeChanged:
		return m.remember(event.Mode.Settings()...)
	case chat.ToggleMouse:
		return m.toggleMouse()
	}
	return nil
}

// toDialog gives a message to a dialog, closes it when it reports an event,
// and acts on that.
func (m *Model) toDialog(d dialog.Dialog, msg tea.Msg) tea.Cmd {
	cmd, event := d.Update(msg)
	if event == nil {
		return cmd
	}
	m.dialogs = slices.DeleteFunc(m.dialogs, func(open dialog.Dialog) bool { return open == d })
	return tea.Batch(cmd, m.dialogReported(event))
}

func (m *Model) dialogReported(event dialog.Event) tea.Cmd {
	switch event := event.(type) {
	case dialog.ModelChosen:
		return m.chooseModel(event)
	case dialog.ConversationChosen:
		if event.ID == m.chat.Head().ID {
			return nil // it is on the screen, and perhaps being answered
		}
		return m.switchTo(event.ID)
	case dialog.AccountChosen:
		return m.switchAccount(event.Name, "")
	case dialog.AccountAdded:
		return m.signInTo(event.Name, "", nil)
	}
	return nil
}

// toLogin gives a message to the sign-in screen and acts on its event.
func (m *Model) toLogin(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	var event login.Event
	m.login, cmd, event = m.login.Update(msg)
	if event == nil {
		return cmd
	}
	return tea.Batch(cmd, m.loginReported(event))
}

func (m *Model) loginReported(event login.Event) tea.Cmd {
	switch event := event.(type) {
	case login.SignedIn:
		if event.Opened && m.login.Name != "" { // the switch that wanted the passphrase goes on
			return m.switchAccount(m.login.Name, m.opts.Resume)
		}
		m.opts.Account = m.login.Account
		return m.signedInAs(event.Tokens)
	case login.Dismissed:
		m.signingIn, m.opts.Resume = false, ""
	case login.Quit:
		return tea.Quit
	}
	return nil
}
