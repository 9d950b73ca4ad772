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

	code      bool // it was code of an answer, and not the input
	unchanged bool
}

// openEditor lets the person write the input in their own editor.
func (m *Model) openEditor() tea.Cmd { return m.inEditor(m.chat.Input(), false) }

// editCode lets the person change code in their own editor. If they do, it goes into
// the input.
func (m *Model) editCode(text string) tea.Cmd { return m.inEditor(text, true) }

// inEditor opens a text in the person's own editor.
func (m *Model) inEditor(text string, code bool) tea.Cmd {
	edit := m.opts.EditText
	if edit == nil {
		return m.chat.Flash("There is no editor here.")
	}
	return func() tea.Msg {
		return display.Lend{Run: func(ctx context.Context) tea.Msg {
			written, err := edit(ctx, text)
			return writtenMsg{written, err, code, written == text}
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
	switch {
	case !msg.code:
		return m.chat.Edited(msg.text)
	case msg.unchanged:
		return nil
	}
	return m.chat.InsertPrompt(msg.text)
}
