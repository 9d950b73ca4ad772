package tui

import (
	tea "charm.land/bubbletea/v2"
)

// A dialog lies over the chat and has the keyboard until its outcome closes
// it. All dialogs share one shape, drawn by overlay.
type dialog interface {
	// update handles one message; a non-nil outcome closes the dialog.
	update(msg tea.Msg) (dialog, tea.Cmd, outcome)
	// view draws the dialog within width x height cells; cursor is the caret
	// within the drawing, or nil.
	view(st *styles, width, height int) (content string, cursor *tea.Cursor)
}
