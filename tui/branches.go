package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/tui/chat"
	"banter/tui/dialog"
)

// openTree opens the tree of the conversation on the screen.
func (m *Model) openTree() tea.Cmd {
	if m.db == nil {
		return nil
	}
	db, id := m.place(), m.chat.Head().ID
	ids, reading := m.chat.ShownBranch()
	d, cmd := dialog.NewTree(func(ctx context.Context) ([]history.Message, error) { return db.Openings(ctx, id, dialog.TreeBytes) },
		m.opts.Now(), dialog.Branch{IDs: ids, Reading: reading})
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// pickModelFor opens the list of models for another answer in place of the one with
// an ID.
func (m *Model) pickModelFor(message string) tea.Cmd {
	model, effort := m.chat.InUse()
	d, cmd := dialog.NewModelsOnce(m.opts.Backend.Models, model, effort, "regenerate with it")
	m.dialogs, m.answerAgain = append(m.dialogs, d), message
	return cmd
}

// versionsMsg is the versions of an answer to compare.
type versionsMsg struct {
	of       *chat.Conversation
	message  string
	versions []history.Message
	err      error
}

// loadVersions reads the versions of an answer.
func (m *Model) loadVersions(event chat.CompareVersions) tea.Cmd {
	of, db, id := m.chat.Current(), m.place(), m.chat.Head().ID
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		versions, err := db.Children(ctx, id, event.Parent)
		return versionsMsg{of, event.Message, versions, err}
	})
}

// versionsLoaded compares the versions, unless another conversation is shown.
func (m *Model) versionsLoaded(msg versionsMsg) tea.Cmd {
	switch {
	case msg.of != m.chat.Current():
		return nil
	case msg.err != nil && len(msg.versions) == 0:
		return m.chat.Flash(notice.Of(msg.err).Sentence)
	}
	return m.chat.Compare(msg.versions, msg.message)
}
