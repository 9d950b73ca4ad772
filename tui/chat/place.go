package chat

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/tui/style"
)

// A Place is a message of the conversation, and the passage of it that a search has
// found.
type Place struct {
	Message string     // ID; empty: none
	Match   style.Span // bytes of its text; empty: the whole message
}

// GoTo shows the branch with a message of the conversation on the screen, scrolls to
// the message and lights the passage.
func (c *Chat) GoTo(p Place) tea.Cmd {
	c.target = p
	if p.Message == "" || c.itemOf(p.Message) >= 0 {
		return c.reach()
	}
	return c.onSession(func(ctx context.Context, s *session.Session) error { return s.Show(ctx, p.Message) })
}

// itemOf returns the index of a message on the shown branch, or -1.
func (c *Chat) itemOf(id string) int {
	return slices.IndexFunc(c.state.Messages, func(m history.Message) bool { return m.ID == id })
}

// reach scrolls to the target if its message is there. Earlier messages, which move
// the others, must be there too. It lights a passage as a search for its words does.
func (c *Chat) reach() tea.Cmd {
	item := c.itemOf(c.target.Message)
	if item < 0 || c.state.Earlier {
		return nil
	}
	target := c.target
	c.target = Place{}
	return c.withText(item, func() tea.Cmd { return c.light(c.itemOf(target.Message), target.Match) })
}

// light scrolls to a passage of a message and searches for its words.
func (c *Chat) light(item int, match style.Span) tea.Cmd {
	text := c.state.Messages[item].Text
	c.transcript.ScrollToBytes(item, match)
	c.showInline(item)
	if match.From >= match.To || match.To > len(text) {
		return nil
	}
	found := &search{
		chat: c, field: style.NewTextField(text[match.From:match.To]), walking: true,
		back: c.transcript.Position(), goal: &matchPlace{item, match.From},
	}
	c.enterMode(found)
	return found.start()
}
