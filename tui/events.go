package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/tui/chat"
	"banter/tui/dialog"
	"banter/tui/login"
)

// toChat passes a message to the chat and handles its event.
func (m *Model) toChat(msg tea.Msg) tea.Cmd {
	cmd, event := m.chat.Update(msg)
	if event == nil {
		return cmd
	}
	return tea.Batch(cmd, m.chatReported(event))
}

// chatReported handles an event of the chat.
func (m *Model) chatReported(event chat.Event) tea.Cmd {
	switch event := event.(type) {
	case chat.Quit:
		return m.leave()
	case chat.WaitAndQuit:
		return m.waitAndQuit()
	case chat.StayOpen:
		m.quit.waiting = false
	case chat.OpenHelp:
		m.dialogs = append(m.dialogs, dialog.NewHelp(m.opts.Version, m.shiftEnter))
	case chat.RunAct:
		return m.act(event.Slash)
	case chat.OpenPalette:
		return m.openPalette()
	case chat.OpenEditor:
		return m.openEditor()
	case chat.EditCode:
		return m.editCode(event.Text)
	case chat.RunPrompt:
		return m.findPrompt(event)
	case chat.OpenModels:
		return m.pickModel()
	case chat.PickModel:
		return m.pickModelFor(event.Message)
	case chat.FindQuestion:
		return m.findQuestion()
	case chat.OpenThemes:
		return m.pickTheme()
	case chat.OpenSources:
		return m.listSources(event.Sources)
	case chat.OpenLink:
		return m.showLink(event.Link.URL, event.Link.Label)
	case chat.OpenLinks:
		return m.listLinks(event.Links)
	case chat.OpenLimits:
		return m.showLimits()
	case chat.OpenUsage:
		return m.openUsage()
	case chat.OpenTree:
		return m.openTree()
	case chat.OpenAccounts:
		return m.pickAccount()
	case chat.OpenConversations:
		return m.pickConversation(event.Query)
	case chat.NewConversation:
		return m.switchTo("")
	case chat.OpenConversation:
		return m.openIn(m.place(), opening{id: event.ID})
	case chat.CompareVersions:
		return m.loadVersions(event)
	case chat.ToggleTemporary:
		return m.toggleTemporary()
	case chat.SignIn:
		return m.signIn(event)
	case chat.ModeChanged:
		return m.remember(event.Mode.Settings()...)
	case chat.ToggleMouse:
		return m.toggleMouse()
	}
	return nil
}

// toDialog passes a message to a dialog. If the dialog reports an event, toDialog
// closes the dialog and handles the event.
func (m *Model) toDialog(d dialog.Dialog, msg tea.Msg) tea.Cmd {
	cmd, event := d.Update(msg)
	if event == nil {
		return cmd
	}
	m.dialogs = slices.DeleteFunc(m.dialogs, func(open dialog.Dialog) bool { return open == d })
	return tea.Batch(cmd, m.dialogReported(event))
}

// dialogReported handles an event of a dialog.
func (m *Model) dialogReported(event dialog.Event) tea.Cmd {
	again := m.answerAgain
	m.answerAgain = ""
	switch event := event.(type) {
	case dialog.ModelChosen:
		if again != "" {
			return m.chat.AnswerAgain(again, event.Model, event.Effort)
		}
		return m.chooseModel(event)
	case dialog.SourceOpened:
		return m.openAddress(event.URL)
	case dialog.LinkChosen:
		return m.showLink(event.URL, event.Label)
	case dialog.AddressCopied:
		return m.chat.CopyAddress(event.URL)
	case dialog.QuestionChosen:
		return m.chat.AskAgain(event.Question, m.db)
	case dialog.ThemeChosen:
		return m.chooseTheme(event.Theme)
	case dialog.ActChosen:
		return m.act(event.Slash)
	case dialog.PromptChosen:
		return m.startPrompt(event.Prompt, "")
	case dialog.PromptFilled:
		return m.usePrompt(event.Prompt, event.Text)
	case dialog.TextTyped:
		return m.chat.TypeText(event.Text)
	case dialog.MessageChosen:
		return m.chat.ShowMessage(event.ID)
	case dialog.Open:
		return m.openAt(event)
	case dialog.AccountChosen:
		return m.switchAccount(event.Name, "")
	case dialog.AccountAdded:
		return m.signInTo(event.Name, "", nil)
	}
	return nil
}

// act performs an act of the palette.
func (m *Model) act(slash string) tea.Cmd {
	cmd, event := m.chat.Run(slash)
	if event == nil {
		return cmd
	}
	return tea.Batch(cmd, m.chatReported(event))
}

// toLogin passes a message to the sign-in screen and handles its event.
func (m *Model) toLogin(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	var event login.Event
	m.login, cmd, event = m.login.Update(msg)
	if event == nil {
		return cmd
	}
	return tea.Batch(cmd, m.loginReported(event))
}

// loginReported handles an event of the sign-in screen.
func (m *Model) loginReported(event login.Event) tea.Cmd {
	switch event := event.(type) {
	case login.SignedIn:
		if event.Opened && m.login.Name != "" { // continue the switch that needed the passphrase
			return m.switchAccount(m.login.Name, m.opts.Resume)
		}
		m.opts.Account = m.login.Account
		return tea.Batch(m.signedInAs(event.Tokens), m.takeTyped())
	case login.Dismissed:
		m.signingIn, m.opts.Resume = false, ""
		return m.takeTyped()
	case login.Quit:
		return tea.Quit
	}
	return nil
}

// takeTyped moves what was typed on the sign-in screen into the chat's input.
func (m *Model) takeTyped() tea.Cmd {
	if text := m.login.Typed(); text != "" {
		return m.chat.TypeText(text)
	}
	return nil
}
