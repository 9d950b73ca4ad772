package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/alert"
	"banter/tui/style"
)

// Notify says how the program tells a person who looks elsewhere that an answer has
// ended.
type Notify int

const (
	NotifyAuto Notify = iota // by a notification where the terminal has them, else by the bell
	NotifyBell               // by the bell
	NotifyOff                // not at all
)

// attention is where the person looks, as far as the terminal says so.
type attention struct {
	told    bool      // the terminal reports it
	away    bool      // at another window
	missed  bool      // an answer has ended since
	started time.Time // when the answer on the screen was begun; zero: there is none
}

// longAnswer is how long an answer takes after which a person may look elsewhere
// although the terminal does not say so.
const longAnswer = 30 * time.Second

// looked handles a report of the terminal about where the person looks.
func (m *Model) looked(away bool) {
	m.attention.told, m.attention.away = true, away
	if !away {
		m.attention.missed = false
	}
}

// answerEnded keeps the time at which an answer on the screen begins, and returns the
// notification of its end.
func (m *Model) answerEnded() tea.Cmd {
	answering, began := m.chat.Answering(), !m.attention.started.IsZero()
	switch {
	case answering && !began:
		m.attention.started = m.opts.Now()
	case !answering && began:
		took := m.opts.Now().Sub(m.attention.started)
		m.attention.started = time.Time{}
		title := m.chat.Head().Title
		if m.chat.Temporary() {
			title = "" // a notification is kept by the desktop
		}
		return m.notify(title, took)
	}
	return nil
}

// notify tells a person who looks elsewhere that an answer has ended after a time.
func (m *Model) notify(title string, took time.Duration) tea.Cmd {
	a := &m.attention
	if a.told && !a.away || !a.told && took < longAnswer {
		return nil
	}
	a.missed = a.told
	switch {
	case m.opts.Notify == NotifyOff:
		return nil
	case m.opts.Notify == NotifyBell, !a.told:
		return tea.Raw(alert.Bell)
	}
	body := "The answer is complete."
	if title != "" {
		body = style.Title(title)
	}
	return tea.Raw(m.terminal.Notification("Banter", body))
}

// windowTitle returns the title of the window, with a mark if an answer has ended
// while the person looked elsewhere.
func (m *Model) windowTitle() string {
	if m.attention.missed && !m.opts.ASCII {
		return "● " + m.chat.WindowTitle()
	} else if m.attention.missed {
		return "* " + m.chat.WindowTitle()
	}
	return m.chat.WindowTitle()
}
