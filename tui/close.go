package tui

import (
	"context"
	"errors"
	"fmt"
)

// Close ends what the program has begun: it saves the unsent text, stops and
// saves the answer in progress, and closes the history. The command calls it
// once the program has ended, however it ended, on the goroutine that ran it.
// It returns within ctx; calling it again does nothing.
func (m *Model) Close(ctx context.Context) (err error) {
	defer func() {
		// The program may have died of a panic in the middle of a change.
		if fault := recover(); fault != nil {
			err = errors.Join(err, fmt.Errorf("panic with a %T while closing the screens", fault)) // the value may quote anything
		}
	}()
	if m.signingIn {
		m.login.Stop()
	}
	m.tasks.End()
	if m.db == nil {
		return nil
	}
	db := m.db
	m.db = nil
	if !m.chat.Blank() {
		m.lastConversation = m.chat.Head()
	}
	m.chat.Leave()(ctx)
	return db.Close()
}

// Conversation returns what the person was in when the program ended, for the
// line that says how to come back. ok is false when there is nothing to come
// back to: nothing was asked, or nothing is kept.
func (m *Model) Conversation() (id, title string, ok bool) {
	if badge(m.opts) != "" || len(m.lastConversation.ID) == 0 {
		return "", "", false
	}
	return m.lastConversation.ID, m.lastConversation.Title, true
}
