package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/tui/keymap"
)

// quitTime bounds how long the program waits for answers before it ends.
const quitTime = 10 * time.Minute

// quitting is how far the end of the program is.
type quitting struct {
	waiting bool // the program ends when the answers have
	waits   int  // counts how often it began to wait
}

// waitedMsg reports that the n-th wait has lasted for quitTime.
type waitedMsg struct{ n int }

// underWay returns the number of answers that are being written.
func (m *Model) underWay() int {
	n := len(m.answering)
	if m.chat.Answering() {
		n++
	}
	return n
}

// leave ends the program. While answers are being written, it asks first.
func (m *Model) leave() tea.Cmd {
	n := m.underWay()
	if n == 0 || m.quit.waiting || m.chat.AskedToQuit() {
		return tea.Quit
	}
	what, them := "Still answering.", "it"
	if n > 1 {
		what, them = fmt.Sprintf("Still %d answers.", n), "them"
	}
	quit, wait := m.chat.PressedKey(), keymap.WaitAndQuit.Label()
	minutes := int(quitTime / time.Minute)
	return m.chat.AskToQuit(
		fmt.Sprintf("%s %s again stops %s and quits, %s waits up to %d min.", what, quit, them, wait, minutes),
		fmt.Sprintf("%s again stops %s, %s waits up to %d min.", quit, them, wait, minutes),
		fmt.Sprintf("%s stops, %s waits %d min.", quit, wait, minutes),
	)
}

// waitAndQuit ends the program when no answer is being written any more.
func (m *Model) waitAndQuit() tea.Cmd {
	m.quit.waiting = true
	m.quit.waits++
	n := m.quit.waits
	m.chat.WarnOfEnd(notice.Notice{
		Sentence: fmt.Sprintf("Banter ends when its answers are complete, in %d min at the latest.", int(quitTime/time.Minute)),
		Hint:     keymap.DismissWarning.Label() + " keeps it open, " + keymap.Quit.Label() + " ends it now.",
	})
	return tea.Tick(quitTime, func(time.Time) tea.Msg { return waitedMsg{n} })
}

// waited ends the program if it still waits for answers.
func (m *Model) waited(msg waitedMsg) tea.Cmd {
	if m.quit.waiting && msg.n == m.quit.waits {
		return tea.Quit
	}
	return nil
}

// quitWhenAnswered ends the program if it waited for answers and there are none
// left.
func (m *Model) quitWhenAnswered() tea.Cmd {
	if !m.quit.waiting || m.underWay() > 0 {
		return nil
	}
	m.quit.waiting = false
	return tea.Quit
}
