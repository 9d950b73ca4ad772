package chat

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/editor"
	"banter/tui/keymap"
	"banter/tui/style"
)

// The system prompt of the conversation is edited in the input, as a question is.

// opened reports whether the conversation is there, so that it can be changed.
func (c *Chat) opened() bool { return c.sess != nil }

// editsSystem reports whether the input holds the system prompt.
func (c *Chat) editsSystem() bool { return c.edits() && c.editing.system }

// editSystem puts the system prompt into the input.
func editSystem(c *Chat) (tea.Cmd, Event) {
	text := c.state.Conversation.System
	cmd := c.edit("", text)
	c.editing.system = true
	c.editor.Load(text) // a slash at its beginning is text
	return cmd, nil
}

// saveSystem takes the input for the system prompt.
func saveSystem(c *Chat) (tea.Cmd, Event) {
	if c.editor.Continue() {
		return c.edited(), nil
	}
	text := strings.TrimSpace(c.editor.Text())
	return tea.Batch(c.endEdit(), c.SetSystem(text)), nil
}

// SetSystem changes the system prompt of the conversation.
func (c *Chat) SetSystem(text string) tea.Cmd {
	said := c.Flash("The system prompt holds from the next question on.", "The system prompt is set.")
	if text == "" {
		said = c.Flash("The conversation has no system prompt from the next question on.", "No system prompt.")
	}
	c.state.Conversation.System = text
	return tea.Batch(said, c.onSession(func(ctx context.Context, s *session.Session) error { return s.SetSystem(ctx, text) }))
}

// InsertPrompt puts the text of a prompt into the input, where the person sees it
// before it is sent. A long one is folded.
func (c *Chat) InsertPrompt(text string) tea.Cmd {
	c.endMode()
	c.editor.Paste(editor.Clip(text))
	return c.edited()
}

// systemRows draws what the input is for while it holds a question that is edited or
// the system prompt, else the system prompt among the details of the conversation.
func (c *Chat) systemRows(st *style.Styles, l style.Layout) []string {
	if rows := c.editRows(st, l); rows != nil || !c.transcript.Mode().Details || c.Blank() {
		return rows
	}
	row := c.systemRow(st, l)
	if row == "" {
		return nil
	}
	return []string{strings.Repeat(" ", l.Left()) + row}
}

// systemRow shows the beginning of the system prompt, or returns "".
func (c *Chat) systemRow(st *style.Styles, l style.Layout) string {
	text := c.state.Conversation.System
	if text == "" {
		return ""
	}
	row := st.Dim.Render("system prompt: ") + st.Text.Render(firstLine(text)) + st.Dim.Render("  "+keymap.EditSystem.Label()+" changes it")
	return st.Cut(row, l.Measure)
}

// firstLine returns the first line of a text, safe to show and not much longer than
// a row.
func firstLine(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if len(first) > 4*style.MaxMeasure {
		first = strings.ToValidUTF8(first[:4*style.MaxMeasure], "")
	}
	return termsafe.Line(first)
}
