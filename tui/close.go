package tui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/crash"
	"banter/internal/notice"
	"banter/tui/keymap"
)

// Close saves the unsent text, stops and saves the answer in progress, and closes
// the history. Package cli calls it after the program has ended, normally or not, on
// the goroutine that ran the program. It returns when ctx ends at the latest;
// calling it again does nothing.
func (m *Model) Close(ctx context.Context) (err error) {
	defer func() {
		// After a panic in Update, the model may be inconsistent.
		if fault := recover(); fault != nil {
			err = errors.Join(err, fmt.Errorf("panic with a %T while closing the screens", fault)) // the value may contain a secret
		}
	}()
	if m.signingIn {
		m.login.Stop()
	}
	m.tasks.End()
	if m.db != nil && !m.chat.Blank() && !m.chat.Temporary() {
		m.lastConversation = m.chat.Head()
	}
	background := crash.Go(func() { _ = m.group.Close(ctx) }) // each state has reported what was not saved
	m.chat.End()(ctx)
	<-background
	for _, left := range m.leftDBs {
		_ = left.Close() // its conversations are saved
	}
	if m.memory != nil {
		_ = m.memory.Close() // it has nothing to save
	}
	db := m.db
	m.db, m.leftDBs = nil, nil
	if db == nil {
		return nil
	}
	return db.Close()
}

// Conversation returns the conversation that was on the screen when Close was
// called, for the line that says how to resume it. ok is false if it cannot be
// resumed: nothing was asked, or nothing is kept.
func (m *Model) Conversation() (id, title string, ok bool) {
	if badge(m.opts) != "" || len(m.lastConversation.ID) == 0 {
		return "", "", false
	}
	return m.lastConversation.ID, m.lastConversation.Title, true
}

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
