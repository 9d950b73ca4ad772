// Package session holds one conversation in progress: it sends questions,
// folds the events of the answer into a message, saves it as it grows, and
// publishes what changed. It knows no screen.
package session

import (
	"context"
	"iter"
	"time"

	"banter/codex"
	"banter/history"
)

// A Streamer gives answers; *codex.Client is one.
type Streamer interface {
	Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error]
}

// Options configures a session.
type Options struct {
	Client       Streamer
	History      *history.DB
	Model        codex.Model // of a new conversation; a resumed one keeps its own
	Effort       string      // empty: the model's default
	Instructions string
	Account      string
	Now          func() time.Time
}

// A Session is one conversation in progress. It is safe for concurrent use;
// [Session.Next] has one caller at a time.
type Session struct{}

// New starts a conversation. It is saved when the first question is sent.
func New(opts Options) *Session { panic("skeleton") }

// Resume opens a saved conversation by id. An answer that was being written
// when its process died is marked interrupted.
func Resume(ctx context.Context, opts Options, id string) (*Session, error) { panic("skeleton") }

// State is a snapshot of a session. Slices are shared and must not be changed.
type State struct {
	Conversation history.Conversation
	Messages     []history.Message // the shown branch, finished messages only
	Answer       *history.Message  // the answer being written, or nil; its Text only grows while Rewritten stays the same
	Rewritten    int               // counts how often Answer.Text changed other than by growing
	Waiting      bool              // the question is sent, no text has arrived yet
	Queue        []string          // questions to be sent when the answer ends
	Limits       *codex.Limits     // the newest limits seen, or nil
	Usage        *codex.Usage      // of the last answer, or nil
	Err          error             // why the last answer failed, until the next send; saving faults too
	Retryable    bool              // Retry would ask the last question again
}

// State returns the present state.
func (s *Session) State() State { panic("skeleton") }

// Next waits until the state differs from what Next returned last and
// returns it. A caller that comes late gets one state for many changes; the
// last state is always delivered. It fails only when ctx ends or the session
// is closed.
func (s *Session) Next(ctx context.Context) (State, error) { panic("skeleton") }

// Send asks text, or queues it while an answer is being written. The question
// is on disk when Send returns nil; on an error nothing was sent or kept.
func (s *Session) Send(ctx context.Context, text string) error { panic("skeleton") }

// Stop ends the answer in progress. What has arrived is kept and marked.
func (s *Session) Stop() { panic("skeleton") }

// Retry asks the last question again, as a sibling of a failed or stopped
// answer.
func (s *Session) Retry(ctx context.Context) error { panic("skeleton") }

// Unqueue removes the i-th queued question and returns it, for editing.
func (s *Session) Unqueue(i int) (string, bool) { panic("skeleton") }

// SetModel changes what the next question is asked of, and remembers it in
// the conversation. An effort that the model lacks becomes its default.
func (s *Session) SetModel(ctx context.Context, m codex.Model, effort string) error {
	panic("skeleton")
}

// Close stops the answer in progress, saves everything and releases the
// session. It returns when nothing of the session runs any more.
func (s *Session) Close(ctx context.Context) error { panic("skeleton") }
