package tui

import (
	"slices"

	"banter/tui/login"

	tea "charm.land/bubbletea/v2"
)

// toChat gives a message to the chat and acts on its event.
func (m *Model) toChat(msg tea.Msg) tea.Cmd {
	cmd, event := m.chat.update(msg)
	if event == nil {
		return cmd
	}
	return tea.Batch(cmd, m.chatReported(event))
}

func (m *Model) chatReported(event chatEvent) tea.Cmd {
	switch event := event.(type) {
	case quitAsked:
		return tea.Quit
	case helpAsked:
		m.dialogs = append(m.dialogs, newHelp(m.opts.Version, m.chat.shiftEnter))
	case modelsAsked:
		return m.pickModel()
	case accountsAsked:
		return m.pickAccount()
	case conversationsAsked:
		return m.pickConversation()
	case newAsked:
		return m.switchTo("")
	case recentChosen:
		return m.switchTo(event.id)
	case signInAsked:
		return m.signIn(event.reason)
	case modeChanged:
		return m.remember(event.mode.Settings()...)
	case mouseToggled:
		return m.toggleMouse()
	}
	return nil
}

// toDialog gives a message to a dialog, closes it when it reports an event,
// and acts on that.
func (m *Model) toDialog(d dialog, msg tea.Msg) tea.Cmd {
	_, cmd, event := d.update(msg)
	if event == nil {
		return cmd
	}
	m.dialogs = slices.DeleteFunc(m.dialogs, func(open dialog) bool { return open == d })
	return tea.Batch(cmd, m.dialogReported(event))
}

func (m *Model) dialogReported(event dialogEvent) tea.Cmd {
	switch event := event.(type) {
	case modelChosen:
		return m.chooseModel(event)
	case conversationChosen:
		if event.id == m.chat.state.Conversation.ID {
			return nil // it is on the screen, and perhaps being answered
		}
		return m.switchTo(event.id)
	case accountChosen:
		return m.switchAccount(event.name, "")
	case accountAdded:
		return m.signInTo(event.name, "", nil)
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
