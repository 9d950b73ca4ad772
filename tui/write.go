package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/internal/display"
	"banter/internal/notice"
)

// writtenMsg is a text from the person's editor.
type writtenMsg struct {
	text string
	err  error
}

// openEditor lets the person write the input in their own editor.
func (m *Model) openEditor() tea.Cmd {
	edit, text := m.opts.EditText, m.chat.Input()
	if edit == nil {
		return m.chat.Flash("There is no editor here.")
	}
	return func() tea.Msg {
		return display.Lend{Run: func(ctx context.Context) tea.Msg {
			written, err := edit(ctx, text)
			return writtenMsg{written, err}
		}}
	}
}

// written puts the text into the input, or says why there is none. The input has what
// was there before in any case: it can be undone.
func (m *Model) written(msg writtenMsg) tea.Cmd {
	if msg.err != nil {
		m.chat.Warn(notice.Of(msg.err))
		return nil
	}
	return m.chat.Edited(msg.text)
}
