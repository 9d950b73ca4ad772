package chat

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
	"banter/tui/transcript"
)

// frameTime is the least time between two states on the screen: faster than
// this nobody reads, and every state costs a drawing.
const frameTime = 33 * time.Millisecond

type (
	// stateMsg is the newest state of a session.
	stateMsg struct {
		of    *Conversation
		state session.State
		err   error
	}
	// doneMsg ends an act on the session that has no other answer.
	doneMsg struct {
		of  *Conversation
		err error
	}
)

// Opened is a conversation to show.
type Opened struct {
	Session *session.Session
	Draft   string            // its unsent text
	Recents []history.Summary // offered if it is a new one
}

// Attach shows an opened conversation. The input keeps text that was typed
// meanwhile; the draft is then the newest entry of the input history.
func (c *Chat) Attach(o Opened) tea.Cmd {
	c.sess, c.recents = o.Session, o.Recents
	c.failure = failure{}
	c.State = o.Session.State()
	c.draft = draft{edits: c.draft.edits}
	if c.editor.Empty() {
		c.editor.Load(o.Draft)
	} else {
		c.recall.keep(o.Draft)
	}
	c.refresh()
	c.transcript.ToEnd()
	return tea.Batch(c.awaitState(), c.deliver(), c.edited())
}

// Leave clears the chat for another conversation and returns the I/O that
// this takes: saving the draft and closing the session.
func (c *Chat) Leave() func(context.Context) {
	sess, text := c.sess, c.unsent()
	c.endMode()
	c.Conversation = c.Conversation.next()
	if sess == nil { // what is typed is for the conversation to come
		return func(context.Context) {}
	}
	c.editor.Reset()
	return func(ctx context.Context) {
		_ = sess.SetDraft(ctx, text.Text())                                // saved a moment ago too
		_ = sess.Finish(ctx)                                               // what could not be saved is in the state that was shown
		if queue := sess.State().Queue; !slices.Equal(queue, text.queue) { // one was sent, or came, meanwhile
			text.queue = queue
			_ = sess.SetDraft(ctx, text.Text())
		}
	}
}

// awaitState waits for a newer state, at most one a frame. It is issued again when
// one has arrived, so that a slow screen gets fewer and larger steps.
func (c *Chat) awaitState() tea.Cmd {
	of, sess, pause := c.Conversation, c.sess, frameTime-c.now().Sub(c.arrived)
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		if pause > 0 && pause <= frameTime {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		}
		state, err := sess.Next(ctx)
		return stateMsg{of, state, err}
	})
}

// arrive takes a state.
func (c *Chat) arrive(msg stateMsg) tea.Cmd {
	if msg.of != c.Conversation || msg.err != nil { // left, or closed
		return nil
	}
	c.arrived = c.now()
	queued := c.State.Queue
	c.State = msg.state
	if msg.state.Limits != nil && (c.limits == nil || !msg.state.Limits.At.Before(c.limits.At)) {
		c.limits = msg.state.Limits
	}
	c.refresh()
	var draft tea.Cmd
	if !slices.Equal(queued, c.State.Queue) {
		draft = c.draftLater()
	}
	return tea.Batch(c.awaitState(), c.startPulse(), c.notifyMode(), draft)
}

// act runs f on the session. An error is shown like that of an answer.
func (c *Chat) act(f func(context.Context, *session.Session) error) tea.Cmd {
	of, sess := c.Conversation, c.sess
	if sess == nil {
		return nil
	}
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return doneMsg{of, f(ctx, sess)}
	})
}

func (c *Chat) done(msg doneMsg) tea.Cmd {
	if msg.of == c.Conversation && msg.err != nil {
		c.Fail(msg.err, nil)
	}
	return nil
}

// stop ends the answer in progress; what has arrived stays.
func (c *Chat) stop() tea.Cmd {
	if c.State.Answer != nil {
		c.stopped = c.State.Answer.ID
	}
	return c.act(func(_ context.Context, s *session.Session) error {
		s.Stop()
		return nil
	})
}

// Retry does again what failed last.
func (c *Chat) Retry() tea.Cmd {
	if again := c.failure.again; again != nil {
		c.failure = failure{}
		c.refresh()
		return again()
	}
	if !c.State.Retryable {
		return nil
	}
	c.transcript.ToEnd()
	return c.act(func(ctx context.Context, s *session.Session) error { return s.Retry(ctx) })
}

// ChangeModel asks later questions of another model.
func (c *Chat) ChangeModel(model codex.Model, effort string) tea.Cmd {
	c.SetModel(model, effort)
	return c.act(func(ctx context.Context, s *session.Session) error {
		return s.SetModel(ctx, model, effort)
	})
}

// Deleted takes conversations off the empty page. err reports one that could
// not be deleted.
func (c *Chat) Deleted(ids []string, err error) tea.Cmd {
	c.recents = slices.DeleteFunc(slices.Clone(c.recents), func(s history.Summary) bool { return slices.Contains(ids, s.ID) })
	if err != nil {
		return c.Flash(notice.Of(err).Sentence)
	}
	return nil
}

// Renamed gives the session the new title of its conversation.
func (c *Chat) Renamed(id, title string) tea.Cmd {
	if id != c.State.Conversation.ID {
		return nil
	}
	return c.act(func(ctx context.Context, s *session.Session) error { return s.Rename(ctx, title) })
}

// pulseMsg moves the dots on.
type pulseMsg struct{ of *Conversation }

// startPulse moves the dots as long as an answer has not begun. Nothing else
// in the chat moves by itself.
func (c *Chat) startPulse() tea.Cmd {
	if c.pulsing || !c.State.Waiting {
		return nil
	}
	c.pulsing = true
	return c.pulseLater()
}

func (c *Chat) pulse(msg pulseMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if !c.State.Waiting {
		c.pulsing = false
		return nil
	}
	c.transcript.Beat()
	return c.pulseLater()
}

func (c *Chat) pulseLater() tea.Cmd {
	of := c.Conversation
	return tea.Tick(transcript.PulseTime, func(time.Time) tea.Msg { return pulseMsg{of} })
}
