package chat

import (
	"context"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"banter/internal/termsafe"
	"banter/tui/editor"
)

// The keys of vi in the input, if the person has chosen that preset.

// clipboardMsg is the text in the clipboard, for a command that puts it.
type clipboardMsg struct {
	of       *Conversation
	clipping editor.Clipping
}

// viTakes reports whether a key is for a mode of vi and not for an action of the chat. In
// an empty input the single keys of the chat come first.
func (c *Chat) viTakes(key tea.KeyPressMsg) bool {
	if !c.writing() || !c.editor.Takes(key) {
		return false
	}
	if c.editor.Empty() && !c.editor.Commanding() && utf8.RuneCountInString(c.pressed) == 1 {
		_, acts := c.actionOf(c.pressed)
		return !acts
	}
	return true
}

// viPress gives a key to the editor and does what the command asks for.
func (c *Chat) viPress(key tea.KeyPressMsg) (tea.Cmd, Event) {
	wrote := !c.editor.Commands()
	c.editor.Press(key)
	if wrote {
		c.endFinder()
	}
	edited := c.edited()
	switch c.editor.Request() {
	case editor.EarlierInput:
		return tea.Batch(edited, c.earlier()), nil
	case editor.LaterInput:
		return tea.Batch(edited, c.walk(-1)), nil
	case editor.OpenCommands:
		return edited, OpenPalette{}
	case editor.CopyRegister:
		return tea.Batch(edited, c.copier.Copy("", c.editor.ToCopy())), nil
	case editor.AskToClipboard:
		return tea.Batch(edited, c.readClipboard()), nil
	}
	return edited, nil
}

// readClipboard reads the clipboard for a command that puts it.
func (c *Chat) readClipboard() tea.Cmd {
	of, copier := c.Conversation, c.copier
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return clipboardMsg{of, editor.Clip(copier.Text(ctx))}
	})
}

func (c *Chat) clipboardRead(msg clipboardMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if !c.editor.PutClipboard(msg.clipping) {
		return c.Flash("There is no text in the clipboard that can be read here; paste it with the terminal's keys.", "The clipboard cannot be read here.")
	}
	return c.edited()
}

// viMode returns the mode of vi and what was typed of a command, or "".
func (c *Chat) viMode() string {
	name, typed := c.editor.Mode()
	if typed = termsafe.Line(typed); typed != "" {
		return name + " " + typed
	}
	return name
}

// shaped gives the cursor the shape that shows the mode of vi.
func (c *Chat) shaped(cursor *tea.Cursor) *tea.Cursor {
	caret := c.editor.Caret()
	if cursor == nil || c.mode != nil || caret == editor.UsualCaret {
		return cursor
	}
	cursor.Blink = false
	cursor.Shape = map[editor.Caret]tea.CursorShape{
		editor.BarCaret: tea.CursorBar, editor.BlockCaret: tea.CursorBlock, editor.UnderlineCaret: tea.CursorUnderline,
	}[caret]
	return cursor
}
