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

// frameTime is the least time between two states on the screen. Each state costs a
// drawing, and a person does not read faster.
const frameTime = 33 * time.Millisecond

type (
	// stateMsg is the newest state of a session.
	stateMsg struct {
		of    *Conversation
		state session.State
		err   error
	}
	// doneMsg is the result of a call of the session.
	doneMsg struct {
		of  *Conversation
		err error
	}
)

// Opened is a conversation that the root has opened.
type Opened struct {
	Session   *session.Session
	Draft     string            // its unsent text
	Temporary bool              // nothing of it is on disk until [Chat.Keep]
	Recents   []history.Summary // the last conversations, if this one is new
	Asked     Asked             // the questions of all conversations; nil: none
	At        Place             // where to scroll; zero: to the end
}

// Show shows an opened conversation. The input keeps text that was typed
// meanwhile; Up then brings back the draft.
func (c *Chat) Show(o Opened) tea.Cmd {
	c.sess, c.recents = o.Session, o.Recents
	c.failure, c.temporary = failure{}, o.Temporary
	c.state = o.Session.State()
	c.draft = draft{edits: c.draft.edits}
	c.past = pastQuestions{from: o.Asked}
	if c.editor.Empty() {
		c.editor.Load(o.Draft)
	} else {
		c.inputs.keep(o.Draft)
	}
	c.limitSession()
	c.refresh()
	c.head()
	c.transcript.ToEnd()
	c.target = o.At
	return tea.Batch(c.awaitState(), c.deliver(), c.edited(), c.reach())
}

// awaitState returns a command that waits for a newer state, at most one a frame. It
// is issued again only after a state has arrived, so that a slow screen gets fewer
// and larger steps.
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

// stateArrived shows a state.
func (c *Chat) stateArrived(msg stateMsg) tea.Cmd {
	if msg.of != c.Conversation || msg.err != nil { // another conversation, or closed
		return nil
	}
	c.arrived = c.now()
	c.texts.unreadable = false
	return tea.Batch(c.awaitState(), c.take(msg.state))
}

// take shows a state, unless a newer one is shown.
func (c *Chat) take(state session.State) tea.Cmd {
	if state.Version < c.state.Version {
		return nil
	}
	c.grew = c.grew || state.Answer != nil
	queued, compacting, before := c.state.Queue, c.state.Compacting, 0
	if c.state.Earlier && len(c.state.Messages) > 0 {
		before = transcript.Before(c.state.Messages[0].ID, state.Messages)
	}
	renewed := c.tellOfDeletion(state)
	c.state = state
	var warning tea.Cmd
	if state.Limits != nil && (c.limits == nil || !state.Limits.At.Before(c.limits.At)) {
		warning = c.SetLimits(state.Limits)
	}
	c.refresh()
	c.shift(before)
	c.reachGoal()
	var draft tea.Cmd
	if !slices.Equal(queued, c.state.Queue) {
		draft = c.scheduleDraft()
	}
	return tea.Batch(c.startSpinner(), c.notifyMode(before), draft, warning, c.reach(), c.compacted(compacting), renewed)
}

// tellOfDeletion says that the conversation was deleted elsewhere, or is there
// again.
func (c *Chat) tellOfDeletion(next session.State) tea.Cmd {
	switch {
	case next.Deleted == c.state.Deleted:
		return nil
	case next.Deleted:
		c.Warn(notice.Notice{
			Sentence: "This conversation was deleted elsewhere.",
			Hint:     "Its text stays here until you leave. Your next question begins a new conversation with it.",
		})
		return nil
	}
	c.warning = notice.Notice{}
	if next.Conversation.ID != c.state.Conversation.ID {
		return c.Flash("A new conversation with what was said so far.", "A new conversation.")
	}
	return c.Flash("The conversation is back.")
}

// onSession returns a command that calls f with the session. An error of f is
// shown.
func (c *Chat) onSession(f func(context.Context, *session.Session) error) tea.Cmd {
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

// stop ends the answer in progress and keeps what has arrived.
func (c *Chat) stop() tea.Cmd {
	if c.state.Answer != nil {
		c.stopped = c.state.Answer.ID
	}
	return c.onSession(func(_ context.Context, s *session.Session) error {
		s.Stop()
		return nil
	})
}

// Retry repeats what failed last, if anything did.
func (c *Chat) Retry() tea.Cmd {
	if again := c.failure.again; again != nil {
		c.failure = failure{}
		c.refresh()
		return again()
	}
	if !c.state.Retryable {
		return nil
	}
	c.transcript.ToEnd()
	return c.onSession(func(ctx context.Context, s *session.Session) error { return s.Retry(ctx) })
}

// ChangeModel sets the model and effort of the next questions, here and in the
// session.
func (c *Chat) ChangeModel(model codex.Model, effort string) tea.Cmd {
	c.SetModel(model, effort)
	c.forgetOnceModel()
	return c.onSession(func(ctx context.Context, s *session.Session) error {
		return s.SetModel(ctx, model, effort)
	})
}

// Deleted removes deleted conversations from the empty page. It shows err, the
// error of one that could not be deleted.
func (c *Chat) Deleted(ids []string, err error) tea.Cmd {
	c.recents = slices.DeleteFunc(slices.Clone(c.recents), func(s history.Summary) bool { return slices.Contains(ids, s.ID) })
	if err != nil {
		return c.Flash(notice.Of(err).Sentence)
	}
	return nil
}

// Renamed passes a new title to the session if it has the conversation with that
// ID.
func (c *Chat) Renamed(id, title string) tea.Cmd {
	if id != c.state.Conversation.ID {
		return nil
	}
	return c.onSession(func(ctx context.Context, s *session.Session) error { return s.Rename(ctx, title) })
}
