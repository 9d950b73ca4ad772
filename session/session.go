// Package session holds one conversation in progress: it sends questions,
// folds the events of the answer into a message, saves it as it grows, and
// publishes what changed. It knows no screen.
//
// A question takes this way: ask.go saves it beside an empty answer, turn.go
// streams the answer, fold.go and parts.go put its pieces together, save.go
// writes them down, state.go publishes them, and replay.go makes the next
// request of what was said before.
package session

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/crash"
)

// A Streamer gives answers; *codex.Client is one.
type Streamer interface {
	Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error]
}

// DefaultMaxAnswer is some ten times what the largest models write. It is less
// than what package codex reads, where answers may hold images.
const DefaultMaxAnswer = 8 << 20

// Options configures a session.
type Options struct {
	Client       Streamer
	History      *history.DB
	Model        codex.Model // of a new conversation; a resumed one keeps its own
	Effort       string      // empty: the model's default
	Instructions string
	Account      string           // account id that the person is signed in with; may be empty
	MaxAnswer    int              // longest answer that is kept, in bytes of text and reasoning; 0: DefaultMaxAnswer
	Now          func() time.Time // nil: time.Now; stamps messages
}

// A Session is one conversation in progress. It is safe for concurrent use;
// [Session.Next] has one caller at a time.
type Session struct {
	opts Options
	head sync.Mutex     // held while the conversation's head is written; taken before mu
	work sync.WaitGroup // one for the turn in progress

	draft draft // taken before mu

	changed chan struct{} // holds one token when Next has something to look at
	closed  chan struct{} // closed at the end of Close

	mu        sync.Mutex // guards what follows
	conv      history.Conversation
	saved     bool              // conv is in the history
	messages  []history.Message // the shown branch; snapshots share it, so only its end grows
	turn      *turn             // in progress, from before its question is saved; nil: idle
	queue     []string          // snapshots share it, so it is replaced, never changed
	unsaved   []history.Message // ended, but not on disk for a fault
	limits    *codex.Limits
	usage     *codex.Usage
	failure   error // of the last answer
	saveFault error // of the last attempt to save
	closing   bool
	version   uint64 // counts changes
	seen      uint64 // version that Next returned last
}

// New starts a conversation. It is saved when the first question is sent.
func New(opts Options) *Session {
	s := newSession(opts)
	now := s.opts.Now()
	s.conv = history.Conversation{
		ID: history.NewID(), Account: opts.Account, Created: now, Updated: now,
		Model: opts.Model.Slug, Effort: opts.Model.Effort(opts.Effort),
	}
	return s
}

// Resume opens a saved conversation by id. An answer that was being written
// when its process died is marked interrupted. What the history could not
// read is told in State.Err.
func Resume(ctx context.Context, opts Options, id string) (*Session, error) {
	s := newSession(opts)
	s.saveFault = opts.History.Recover(ctx)
	conv, err := opts.History.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	messages, err := opts.History.Branch(ctx, conv.Leaf)
	if _, partial := errors.AsType[*history.DamageError](err); err != nil && !partial {
		return nil, err
	}
	if conv.Model == "" {
		conv.Model, conv.Effort = opts.Model.Slug, opts.Model.Effort(opts.Effort)
	}
	s.conv, s.messages, s.saved, s.failure = conv, messages, true, err
	s.usage = lastUsage(messages)
	return s, nil
}

func newSession(opts Options) *Session {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.MaxAnswer <= 0 {
		opts.MaxAnswer = DefaultMaxAnswer
	}
	return &Session{opts: opts, version: 1, changed: make(chan struct{}, 1), closed: make(chan struct{})}
}

// SetModel changes what the next question is asked of, and remembers it in
// the conversation. An effort that the model lacks becomes its default.
func (s *Session) SetModel(ctx context.Context, m codex.Model, effort string) error {
	effort = m.Effort(effort)
	return s.changeHead(ctx, func(c *history.Conversation) { c.Model, c.Effort = m.Slug, effort })
}

// Rename changes the title of the conversation.
func (s *Session) Rename(ctx context.Context, title string) error {
	return s.changeHead(ctx, func(c *history.Conversation) { c.Title = title })
}

// changeHead applies change to the conversation as it is on disk, where
// another process may have changed it too.
func (s *Session) changeHead(ctx context.Context, change func(*history.Conversation)) error {
	s.head.Lock()
	defer s.head.Unlock()
	s.mu.Lock()
	id, saved := s.conv.ID, s.saved
	s.mu.Unlock()
	if saved {
		c, err := s.opts.History.Find(ctx, id)
		if err != nil {
			return err
		}
		change(&c)
		if err := s.opts.History.Update(ctx, c); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.conv)
	s.touch()
	return nil
}

// Close stops the answer in progress, saves everything and releases the
// session. Questions still queued stay in [State.Queue]: the caller keeps them
// with whatever else is unsent. It returns when nothing of the session runs any
// more, or when ctx ends.
func (s *Session) Close(ctx context.Context) error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return nil
	}
	s.closing = true
	s.stopLocked()
	s.mu.Unlock()

	defer close(s.closed)
	select {
	case <-crash.Go(s.work.Wait):
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.saveRest(ctx)
}
