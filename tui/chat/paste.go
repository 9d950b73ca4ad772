package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/internal/attach"
	"banter/tui/editor"
)

// pastedMsg is a large paste, prepared for the editor.
type pastedMsg struct{ clipping editor.Clipping }

// largePaste is the size of a paste, in bytes, from which preparing it takes long
// enough to be noticed.
const largePaste = 256 << 10

// paste puts a paste into the mode or the input. A paste never sends anything. One
// that consists of paths attaches their files.
func (c *Chat) paste(msg tea.PasteMsg) tea.Cmd {
	if c.mode != nil {
		if cmd, ok := c.mode.update(msg); ok {
			return cmd
		}
	}
	if attach.MayBePaths(msg.Content) {
		return c.attachPaste(msg.Content)
	}
	return c.pasteText(msg.Content)
}

// pasteText puts a paste into the input.
func (c *Chat) pasteText(text string) tea.Cmd {
	if len(text) < largePaste {
		c.editor.Paste(editor.Clip(text))
		return c.edited()
	}
	return c.tasks.Do(func(context.Context) tea.Msg {
		return pastedMsg{editor.Clip(text)}
	})
}
