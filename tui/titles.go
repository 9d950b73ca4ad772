package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/session"
)

// nameAnswered gives the conversation on the screen a title once its first answer is
// complete.
func (m *Model) nameAnswered() tea.Cmd {
	if !m.chat.FirstAnswered() {
		return nil
	}
	return m.name(m.chat.Head().ID)
}

// name gives a conversation a title that a model makes of the first question and its
// answer, once and if the person has not changed it. The open conversation and the
// list see the title as any other change of the history.
func (m *Model) name(id string) tea.Cmd {
	if !m.opts.Titles || badge(m.opts) != "" || m.db == nil || m.named[id] {
		return nil
	}
	m.named[id] = true
	db, client, catalog := m.db, m.sessionOptions().Client, m.catalog
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		session.NameSaved(ctx, db, client, catalog, id)
		return nil
	})
}
