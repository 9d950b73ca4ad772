package chat

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/session"
	"banter/tui/transcript"
)

// outbox is what was sent and has not reached the session. One question is
// delivered at a time, so that they arrive in order; before a conversation is
// open they wait.
type outbox struct {
	texts []string
	busy  bool // the first one is being delivered
}

func (o *outbox) empty() bool { return len(o.texts) == 0 }

type (
	// sentMsg says whether the session has taken the first of the outbox.
	sentMsg struct {
		of  *Conversation
		err error
	}
	// unqueuedMsg brings a queued question back for editing.
	unqueuedMsg struct {
		of   *Conversation
		text string
		ok   bool
	}
)

// send takes the text out of the input and on its way.
func (c *Chat) send() tea.Cmd {
	text := c.editor.Text()
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var again tea.Cmd // opens what the question waits for, where that has failed
	if c.sess == nil && c.failure.again != nil {
		again = c.failure.again()
	}
	c.editor.Reset()
	c.asked = true
	c.inputs = inputHistory{}
	c.failure = failure{}
	c.outbox.texts = append(c.outbox.texts, text)
	c.refresh()
	c.transcript.ToEnd()
	return tea.Batch(again, c.deliver(), c.edited())
}

// deliver hands the first question of the outbox to the session.
func (c *Chat) deliver() tea.Cmd {
	if c.sess == nil || c.outbox.busy || c.outbox.empty() {
		return nil
	}
	c.outbox.busy = true
	of, sess, text := c.Conversation, c.sess, c.outbox.texts[0]
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return sentMsg{of, sess.Send(ctx, text)}
	})
}

// sent goes on with the next question. One that could not be taken goes back
// into the input, with all that were to follow it.
func (c *Chat) sent(msg sentMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if msg.err != nil {
		c.takeBack()
		c.Fail(msg.err, nil)
		return c.edited()
	}
	c.outbox.texts, c.outbox.busy = c.outbox.texts[1:], false
	return tea.Batch(c.deliver(), c.edited())
}

// takeBack puts what cannot reach the session into the input again, in the
// order of writing.
func (c *Chat) takeBack() {
	texts := c.outbox.texts
	if text := c.editor.Text(); text != "" {
		texts = append(texts[:len(texts):len(texts)], text)
	}
	c.editor.Set(strings.Join(texts, "\n"))
	c.outbox, c.asked = outbox{}, false
}

// queued returns what waits to be asked, oldest first. What is just being
// delivered is not shown: it is in the next state.
func (c *Chat) queued() []string {
	waiting := c.outbox.texts
	if c.outbox.busy {
		waiting = waiting[1:]
	}
	queue := c.state.Queue
	return append(queue[:len(queue):len(queue)], waiting...)
}

// unqueue takes the last queued question back into the input.
func (c *Chat) unqueue() tea.Cmd {
	of, sess, last := c.Conversation, c.sess, len(c.state.Queue)-1
	if sess == nil || last < 0 {
		return nil
	}
	return c.tasks.Do(func(context.Context) tea.Msg {
		text, ok := sess.Unqueue(last)
		return unqueuedMsg{of, text, ok}
	})
}

func (c *Chat) unqueued(msg unqueuedMsg) tea.Cmd {
	if msg.of != c.Conversation || !msg.ok {
		return nil
	}
	if text := c.editor.Text(); text != "" { // typed in the meantime
		msg.text += "\n" + text
	}
	c.editor.Set(msg.text)
	return c.edited()
}

// lastAnswer returns the source of the newest answer, whole or not.
func lastAnswer(state session.State) string {
	if state.Answer != nil && state.Answer.Text != "" {
		return state.Answer.Text
	}
	for i := len(state.Messages) - 1; i >= 0; i-- {
		if m := state.Messages[i]; transcript.IsAnswer(m) && m.Text != "" {
			return m.Text
		}
	}
	return ""
}
