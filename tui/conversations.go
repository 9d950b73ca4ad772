package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
)

// newConversationPicker opens the list of saved conversations.
func newConversationPicker(db *history.DB, now func() time.Time) (dialog, tea.Cmd) {
	panic("skeleton")
}
