package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/internal/picture"
	"banter/tui/alert"
	"banter/tui/dialog"
	"banter/tui/keymap"
)

// Update implements tea.Model. Keys, the mouse and pastes go to the screen on top.
// Every other message goes to handle, and then to the chat, the sign-in screen and
// each dialog, which ignore messages that are not theirs.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.MouseMsg, tea.PasteMsg:
		return m, tea.Batch(m.toTop(msg), m.point())
	}
	return m, tea.Batch(m.handle(msg), m.broadcast(msg), m.nameAnswered(), m.answerEnded(), m.quitWhenAnswered())
}

// HasChord implements display.Chorder.
func (m *Model) HasChord(keystroke string) bool { return keymap.Has(keystroke) }

// toTop passes a message to the screen on top: the sign-in screen, the last dialog or
// the chat.
func (m *Model) toTop(msg tea.Msg) tea.Cmd {
	switch last := len(m.dialogs) - 1; {
	case m.signingIn:
		return m.toLogin(msg)
	case last >= 0:
		return m.toDialog(m.dialogs[last], msg)
	}
	return m.toChat(msg)
}

// broadcast passes a message to every screen.
func (m *Model) broadcast(msg tea.Msg) tea.Cmd {
	cmd := m.toChat(msg)
	if m.signingIn {
		cmd = tea.Batch(cmd, m.toLogin(msg))
	}
	for _, d := range slices.Clone(m.dialogs) {
		cmd = tea.Batch(cmd, m.toDialog(d, msg))
	}
	return cmd
}

// handle handles the root's own messages and ignores all others.
func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case printMsg:
		m.prints = true
	case tea.BackgroundColorMsg:
		m.background(msg.IsDark())
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
		m.restyle()
	case tea.EnvMsg:
		m.clipboard.DetectMultiplexer(msg.Getenv)
		m.terminal = alert.Detect(msg.Getenv)
		m.pointerShapes = showsPointer(msg.Getenv)
	case tea.KeyboardEnhancementsMsg:
		m.shiftEnter = msg.SupportsKeyDisambiguation()
		m.chat.SetShiftEnter(m.shiftEnter)
	case picture.Terminal:
		m.chat.SetTerminal(msg)
	case tea.BlurMsg:
		m.looked(true)
	case tea.FocusMsg:
		m.looked(false)
		return tea.RequestBackgroundColor // the desktop's theme may have changed
	case tokensMsg:
		return m.foundTokens(msg)
	case openedMsg:
		return m.opened(msg)
	case versionsMsg:
		return m.versionsLoaded(msg)
	case memoryMsg:
		return m.memoryOpened(msg)
	case conversationMsg:
		return m.showConversation(msg)
	case promptsMsg:
		return m.promptFound(msg)
	case catalogMsg:
		return m.newCatalog(msg)
	case limitsMsg:
		return m.limitsArrived(msg)
	case rememberedMsg:
		if msg.err != nil {
			return m.chat.Flash(notice.Of(msg.err).Sentence)
		}
	case accountsMsg:
		m.accountsListed(msg)
	case switchedMsg:
		return m.switched(msg)
	case noOwnerMsg:
		if msg.id == m.chat.Head().ID {
			return m.chat.Flash("This conversation was another account's; it goes on with this one.")
		}
	case writtenMsg:
		return m.written(msg)
	case backgroundMsg:
		return m.backgroundChanged(msg)
	case waitedMsg:
		return m.waited(msg)
	case warningMsg:
		return m.warned(msg)
	case settingsMsg:
		return m.settingsChanged(msg)
	case addressMsg:
		return m.addressOpened(msg)
	case usageMsg:
		return m.usageOpened(msg)
	case dialog.LimitsRead:
		return m.chat.SetLimits(&msg.Limits)
	case dialog.ConversationsDeleted:
		return m.chat.Deleted(msg.IDs, msg.Err)
	case dialog.ConversationRenamed:
		if msg.Err == nil {
			return m.chat.Renamed(msg.ID, msg.Title)
		}
	}
	return nil
}
