package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/tui/transcript"
)

// fileReadMsg is the text of an attached file.
type fileReadMsg struct {
	of   *Conversation
	hash string
	text transcript.FileText
}

// readFiles returns a command that reads the texts of files that the transcript is to
// show, or nil.
func (c *Chat) readFiles() tea.Cmd {
	wanted := c.transcript.WantedFiles()
	if len(wanted) == 0 || c.sess == nil {
		return nil
	}
	of, sess := c.Conversation, c.sess
	cmds := make([]tea.Cmd, len(wanted))
	for i, hash := range wanted {
		cmds[i] = c.tasks.Do(func(ctx context.Context) tea.Msg {
			text, err := sess.FileText(ctx, hash)
			if err != nil {
				return fileReadMsg{of, hash, transcript.LostFile()}
			}
			return fileReadMsg{of, hash, transcript.NewFileText(text)}
		})
	}
	return tea.Batch(cmds...)
}

func (c *Chat) fileRead(msg fileReadMsg) {
	if msg.of == c.Conversation {
		c.transcript.SetFileText(msg.hash, msg.text)
	}
}
