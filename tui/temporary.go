package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/tui/keymap"
)

// memoryMsg is the history of temporary conversations, for the page on the screen.
type memoryMsg struct {
	db  *history.DB
	err error
}

// toggleTemporary makes the conversation of an empty page a temporary one, or that an
// ordinary one again. A temporary conversation in which something was asked is kept.
func (m *Model) toggleTemporary() tea.Cmd {
	key := keymap.Temporary.Label()
	switch {
	case m.db == nil:
		return nil
	case badge(m.opts) != "":
		return m.chat.Flash("Nothing is kept on disk in this run.", "Nothing is kept here.")
	case m.chat.Temporary() && m.chat.Blank():
		return m.openIn(m.db, opening{unsent: m.chat.TakeInput()})
	case m.chat.Temporary():
		return m.chat.Keep(m.db)
	case !m.chat.Blank():
		begin := keymap.NewConversation.Label() + " and " + key + " begin a temporary one."
		return m.chat.Flash("This conversation is on disk. "+begin, begin, "It is on disk. First "+keymap.NewConversation.Label()+".")
	case m.memory != nil:
		return m.openIn(m.memory, opening{unsent: m.chat.TakeInput()})
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		db, err := history.Open(ctx, inMemory)
		return memoryMsg{db, err}
	})
}

// inMemory is the path of a history that leaves nothing on disk.
const inMemory = ":memory:"

// memoryOpened continues toggleTemporary.
func (m *Model) memoryOpened(msg memoryMsg) tea.Cmd {
	if msg.err != nil {
		m.chat.Fail(msg.err, nil)
		return nil
	}
	if m.memory != nil { // the key was pressed twice
		db := msg.db
		return m.tasks.Do(func(context.Context) tea.Msg {
			_ = db.Close() // it is empty
			return nil
		})
	}
	m.memory = msg.db
	if m.db == nil || !m.chat.Blank() {
		return nil
	}
	return m.toggleTemporary()
}

// place returns the history of the conversation on the screen.
func (m *Model) place() *history.DB {
	if m.chat.Temporary() && m.memory != nil {
		return m.memory
	}
	return m.db
}

// optionsIn returns the options of the next session, whose conversation is in db.
func (m *Model) optionsIn(db *history.DB) session.Options {
	opts := m.sessionOptions()
	opts.History = db
	return opts
}
