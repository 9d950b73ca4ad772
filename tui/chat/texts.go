package chat

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
)

// In a long conversation the session keeps only the texts near the screen. When the
// reader comes near the others, they are read; keys and the mouse wait for that, so
// that each finds on the screen and near it what it acts on.

// Texts are read once fewer than leastNear messages above or below the screen have
// theirs, and then for so many as near.
const leastNear, near = 24, 72

// readTime is the longest time that keys wait for texts.
const readTime = 2 * time.Second

// texts is the reading of texts that are not in memory.
type texts struct {
	reading    bool
	unreadable bool      // the last attempt failed, and no other state has come since
	held       []tea.Msg // keys, pastes and the mouse, which wait
	wanted     []wanted
}

// wanted is a message whose text something else waits for.
type wanted struct {
	id   string
	then func() tea.Cmd
}

// textsMsg is a state that has the texts that were to be read.
type textsMsg struct {
	of    *Conversation
	state session.State
	lacks bool // one of them is still missing
	err   error
}

// holds reports whether msg waits for texts that are being read.
func (c *Chat) holds(msg tea.Msg) bool {
	if !c.texts.reading {
		return false
	}
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseMsg:
		c.texts.held = append(c.texts.held, msg)
		return true
	}
	return false
}

// readTexts returns a command that reads the texts that are needed and not in memory,
// or nil.
func (c *Chat) readTexts() tea.Cmd {
	if !c.state.Omitted || c.texts.reading || c.texts.unreadable || c.sess == nil {
		return nil
	}
	lacks := func(item int) bool { return !c.state.Messages[item].Whole() }
	if !slices.ContainsFunc(c.transcript.Needs(leastNear), lacks) && len(c.texts.wanted) == 0 {
		return nil
	}
	c.texts.reading = true
	items := c.transcript.Needs(near)
	for _, w := range c.texts.wanted {
		item := c.itemOf(w.id)
		for i := max(item-near, 0); item >= 0 && i < min(item+near, len(c.state.Messages)); i++ {
			items = append(items, i)
		}
	}
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = c.state.Messages[item].ID
	}
	of, sess := c.Conversation, c.sess
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, readTime)
		defer cancel()
		state, err := sess.Near(ctx, ids)
		lacks := slices.ContainsFunc(state.Messages, func(m history.Message) bool { return !m.Whole() && slices.Contains(ids, m.ID) })
		return textsMsg{of, state, lacks, err}
	})
}

// textsArrived shows what was read, and then handles what has waited for it.
func (c *Chat) textsArrived(msg textsMsg) (tea.Cmd, Event) {
	if msg.of != c.Conversation {
		return nil, nil
	}
	c.texts.reading = false
	var cmds []tea.Cmd
	if msg.err != nil {
		c.texts.unreadable, c.texts.wanted = true, nil
		c.transcript.GiveUp()
		if !errors.Is(msg.err, history.ErrNotFound) { // another process has removed them, which the next state shows
			c.Fail(msg.err, nil)
		}
	} else {
		cmds = append(cmds, c.take(msg.state))
		c.texts.unreadable = msg.lacks
		cmds = append(cmds, c.serveWanted(), c.readTexts())
	}
	for len(c.texts.held) > 0 && !c.texts.reading {
		first := c.texts.held[0]
		c.texts.held = c.texts.held[1:]
		cmd, event := c.update(first)
		cmds = append(cmds, cmd, c.readTexts())
		if event != nil { // the rest may be for another screen
			return tea.Batch(append(cmds, c.sendAgain())...), event
		}
	}
	return tea.Batch(cmds...), nil
}

// sendAgain returns a command that sends what waits as if it came only now.
func (c *Chat) sendAgain() tea.Cmd {
	var again []tea.Cmd
	for _, msg := range c.texts.held {
		again = append(again, func() tea.Msg { return msg })
	}
	c.texts.held = nil
	return tea.Sequence(again...)
}

// withText calls then once the text of a message is in memory.
func (c *Chat) withText(item int, then func() tea.Cmd) tea.Cmd {
	if item >= len(c.state.Messages) || c.state.Messages[item].Whole() {
		return then()
	}
	c.texts.wanted = append(c.texts.wanted, wanted{c.state.Messages[item].ID, then})
	return c.readTexts()
}

// serveWanted calls what waits for a text that has arrived.
func (c *Chat) serveWanted() tea.Cmd {
	var cmds []tea.Cmd
	waiting := c.texts.wanted
	c.texts.wanted = nil
	for _, w := range waiting {
		if item := c.itemOf(w.id); item >= 0 {
			cmds = append(cmds, c.withText(item, w.then))
		}
	}
	return tea.Batch(cmds...)
}

// textsOf returns the texts of messages, also of those that are not in memory. A chat
// without a session has all of them.
func textsOf(ctx context.Context, sess *session.Session, messages []history.Message) iter.Seq2[string, error] {
	if sess != nil {
		return sess.Texts(ctx, messages)
	}
	return func(yield func(string, error) bool) {
		for i := range messages {
			if !yield(messages[i].Text, nil) {
				return
			}
		}
	}
}
