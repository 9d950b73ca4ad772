package tui

import (
	"context"

	"banter/codex"

	tea "charm.land/bubbletea/v2"
)

// newModelPicker opens the list of models; load is called off the UI's goroutine.
func newModelPicker(load func(context.Context) (codex.Catalogue, error), current codex.Model, effort string) (dialog, tea.Cmd) {
	panic("skeleton")
}
