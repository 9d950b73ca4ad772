package tui

import (
	"context"
	"errors"
	"fmt"

	"banter/internal/crash"
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
