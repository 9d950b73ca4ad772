package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/session"
	"banter/tui/dialog"
	"banter/tui/style"
)

// backgroundMsg is what has changed among the conversations in the background; err
// is not nil if no more will follow.
type backgroundMsg struct {
	changed []session.Background
	err     error
}

// awaitBackground returns the command that waits for a change among the
// conversations in the background. It is issued again after each change.
func (m *Model) awaitBackground() tea.Cmd {
	group := m.group
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		changed, err := group.Next(ctx)
		return backgroundMsg{changed, err}
	})
}

// backgroundChanged shows a remark about each answer that goes on in the background or
// has ended there, and marks the conversations in the list.
func (m *Model) backgroundChanged(msg backgroundMsg) tea.Cmd {
	if msg.err != nil {
		return nil
	}
	cmd := m.awaitBackground()
	answering := make(map[string]bool)
	for _, b := range msg.changed {
		id, title := b.Conversation.ID, style.Title(b.Conversation.Title)
		switch {
		case b.Answering && !m.answering[id]:
			cmd = tea.Batch(cmd, m.chat.Flash("\""+title+"\" is answered in the background.", "It is answered in the background."))
		case !b.Answering:
			cmd = tea.Batch(cmd, m.answeredAside(b, title))
		}
		if b.Answering {
			answering[id] = true
		}
	}
	m.answering = answering
	return tea.Batch(cmd, m.markBackground())
}

// answeredAside handles the end of the answers of a conversation in the background.
func (m *Model) answeredAside(b session.Background, title string) tea.Cmd {
	id := b.Conversation.ID
	if id == m.chat.Head().ID {
		return nil // it is on the screen again, read from the history
	}
	m.fresh[id] = true
	if b.Err != nil {
		return m.chat.Flash("\""+title+"\": "+notice.Of(b.Err).Sentence, "An answer in the background has failed.")
	}
	return tea.Batch(m.name(id), m.chat.Flash("\""+title+"\" is answered.", "An answer in the background is complete."))
}

// markBackground passes the marks of conversations to the dialogs.
func (m *Model) markBackground() tea.Cmd {
	var cmd tea.Cmd
	for _, d := range m.dialogs {
		cmd = tea.Batch(cmd, m.toDialog(d, m.backgroundMarks()))
	}
	return cmd
}

func (m *Model) backgroundMarks() dialog.Background {
	return dialog.Background{Answering: m.answering, Fresh: m.fresh}
}

// conversations is the history for the list of conversations.
type conversations struct {
	*history.DB
	group *session.Group
}

// Delete ends the answer of the conversation in the background first, which would
// save it again.
func (c conversations) Delete(ctx context.Context, id string) error {
	_ = c.group.End(ctx, id) // what it could not save is deleted
	return c.DB.Delete(ctx, id)
}
