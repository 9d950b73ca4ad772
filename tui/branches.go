package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/tui/dialog"
)

// openTree opens the tree of the conversation on the screen.
func (m *Model) openTree() tea.Cmd {
	if m.db == nil {
		return nil
	}
	db, id := m.place(), m.chat.Head().ID
	ids, reading := m.chat.ShownBranch()
	d, cmd := dialog.NewTree(func(ctx context.Context) ([]history.Message, error) { return db.Messages(ctx, id) },
		m.opts.Now(), dialog.Branch{IDs: ids, Reading: reading})
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// pickModelFor opens the list of models for another answer in place of the one with
// an ID.
func (m *Model) pickModelFor(message string) tea.Cmd {
	cmd := m.pickModel()
	m.answerAgain = message
	return cmd
}
