package chat

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/tui/transcript"
)

// outbox holds questions that were sent and have not reached the session. They are
// delivered one at a time, to keep their order, and wait until the conversation is
// open.
type outbox struct {
	texts []string
	busy  bool       // the first text is being delivered
	done  chan error // gets the result of that delivery
}

func (o *outbox) empty() bool { return len(o.texts) == 0 }

type (
	// sentMsg reports whether the session has accepted the first text.
	sentMsg struct {
		of  *Conversation
		err error
	}
	// unqueuedMsg returns a queued question for editing.
	unqueuedMsg struct {
		of   *Conversation
		text string
		ok   bool
	}
)

// send moves the text from the input to the outbox and delivers it.
func (c *Chat) send() tea.Cmd {
	text := unslashed(c.editor.Text())
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if err := c.refuseFiles(); err != nil {
		c.Fail(err, nil)
		return nil
	}
	var again tea.Cmd // opens the conversation again if that has failed
	if c.sess == nil && c.failure.again != nil {
		again = c.failure.again()
	}
	c.editor.Reset()
	c.declined = c.declined || c.asksToCompact()
	c.asked, c.undoes = true, false
	c.inputs = inputHistory{}
	c.failure = failure{}
	c.outbox.texts = append(c.outbox.texts, text)
	c.refresh()
	c.transcript.ToEnd()
	return tea.Batch(again, c.deliver(), c.edited())
}

// deliver sends the first question of the outbox to the session.
func (c *Chat) deliver() tea.Cmd {
	if c.sess == nil || c.outbox.busy || c.outbox.empty() {
		return nil
	}
	done := make(chan error, 1)
	c.outbox.busy, c.outbox.done = true, done
	of, sess, text := c.Conversation, c.sess, c.outbox.texts[0]
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		err := sess.Send(ctx, text)
		done <- err
		return sentMsg{of, err}
	})
}

// sent delivers the next question. If the session did not accept one, it and all
// that follow return to the input.
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

// takeBack returns the outbox to the input, before the text that is there.
func (c *Chat) takeBack() {
	texts := c.outbox.texts
	if text := c.editor.Text(); text != "" {
		texts = append(texts[:len(texts):len(texts)], text)
	}
	c.editor.Set(slashed(strings.Join(texts, "\n")))
	c.outbox, c.asked = outbox{}, false
}

// queued returns the questions that wait, oldest first, except the one that is
// being delivered, which is in the next state.
func (c *Chat) queued() []string {
	waiting := c.outbox.texts
	if c.outbox.busy {
		waiting = waiting[1:]
	}
	queue := c.state.Queue
	return append(queue[:len(queue):len(queue)], waiting...)
}

// unqueue returns the last queued question to the input.
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
	c.editor.Set(slashed(msg.text))
	return c.edited()
}

// lastAnswer returns the item of the newest answer with text, complete or not, or -1.
func (c *Chat) lastAnswer() int {
	if c.state.Answer != nil && c.state.Answer.Text != "" {
		return len(c.state.Messages)
	}
	for i := len(c.state.Messages) - 1; i >= 0; i-- {
		if m := &c.state.Messages[i]; transcript.IsAnswer(*m) && !m.IsSummary() && m.TextSize() > 0 {
			return i
		}
	}
	return -1
}
