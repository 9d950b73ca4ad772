// Package session runs one conversation: it sends questions, accumulates the
// events of the answer in a message, saves the message as it grows, and
// publishes each state. It knows no screen.
//
// open.go opens a conversation and load.go reads it, its end first. ask.go saves
// a question together with an empty answer, turn.go streams the answer,
// accumulator.go and parts.go assemble it, attach.go finds the files of a question, save.go saves it, state.go publishes
// it, and replay.go makes the input of the next request. continue.go goes on with
// a half answer, compact.go asks for a summary of the older part, texts.go bounds
// the texts in memory, tree.go moves between branches, bookmark.go marks messages,
// undo.go goes back, follow.go shows what other processes add, and keep.go moves a temporary conversation to
// disk. group.go keeps conversations that go on in the background.
package session

import (
	"cmp"
	"context"
	"iter"
	"sync"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/attach"
	"banter/internal/crash"
)

// A Streamer streams answers; *codex.Client is one.
type Streamer interface {
	Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error]
}

// DefaultMaxAnswer is about ten times the longest answer of the largest models,
// in bytes. It is below the limit of package codex, whose answers may hold
// images.
const DefaultMaxAnswer = 8 << 20

// Options configures a session.
type Options struct {
	Client       Streamer
	History      *history.DB
	Model        codex.Model      // of a new conversation; a resumed one keeps its own
	Effort       string           // empty: the model's default
	Instructions string           // system prompt of a new conversation; a resumed one keeps its own
	Account      string           // name of the account that is signed in, by [codex.Account]; may be empty
	EndFirst     time.Duration    // how long a resumed conversation waits before it reads what is above its end, so that the end is shown first
	Memory       int              // limit of the texts that are kept in memory, in bytes; 0: DefaultMemory
	Mentions     bool             // @PATH in a question attaches the file there
	MaxAnswer    int              // limit of an answer, in bytes of text and reasoning; 0: DefaultMaxAnswer
	Now          func() time.Time // nil: time.Now; stamps messages
}

// A Session is one conversation in progress. It is safe for concurrent use;
// [Session.Next] has one caller at a time.
type Session struct {
	opts   Options
	follow sync.Mutex     // held while the changes of other processes are read; locked before head
	head   sync.Mutex     // held while the head of the conversation is written; locked before mu
	moving sync.RWMutex   // locked while the conversation moves to another history, read-locked while a message is saved; locked before mu
	work   sync.WaitGroup // one for the turn in progress, and one while earlier messages are read

	draft draft // locked before the others

	ctx    context.Context // ended by Close
	cancel context.CancelFunc
	closed chan struct{} // closed at the end of Close
	loaded chan struct{} // closed once the whole branch has been read

	mu        sync.Mutex // guards the fields below
	db        *history.DB
	revision  history.Revision // state of db that the fields below show
	conv      history.Conversation
	saved     bool                // conv is in the history
	messages  []history.Message   // the shown branch; snapshots share it, so it only grows
	near      map[string]bool     // ids of messages whose texts stay in memory
	omitted   bool                // texts of some of messages are not in memory
	damaged   bool                // texts might not be read again, so all stay in memory
	gone      bool                // another process has deleted the conversation
	renamed   map[string]string   // new ids of messages of a deleted conversation
	earlier   bool                // messages before them are still being read
	loadFault error               // why they could not be
	forks     map[string][]string // ids of messages with siblings, by parent; snapshots share it
	visited   map[string]string   // leaf that was shown last below a message with siblings
	undo      []undoStep
	recovered time.Time         // last look whether another process has died
	turn      *turn             // in progress, from before its question is saved; or nil
	queue     []string          // snapshots share it, so it is replaced and never changed
	attached  [][]attach.File   // files of the questions of queue
	once      Once              // for the next question
	unsaved   []history.Message // ended, but not saved because of an error
	limits    *codex.Limits
	usage     *codex.Usage
	failure   error // of the last answer
	saveFault error // of the last attempt to save
	compactAt int   // tokens of the last answer from which a question waits for a summary; 0: never
	declined  bool  // the last summary failed or was stopped, so none is made unasked
	closing   bool
	watchers  map[chan struct{}]struct{} // each holds one token after a change
	timesLeft int                        // number of times that the session was left
	version   uint64                     // counts changes
	seen      uint64                     // version that Next returned last
}

// New starts a conversation. It is saved when the first question is sent.
func New(opts Options) *Session {
	s := newSession(opts)
	close(s.loaded)
	now := s.opts.Now()
	s.conv = history.Conversation{
		ID: history.NewID(), Account: opts.Account, Created: now, Updated: now,
		Model: opts.Model.Slug, Effort: opts.Model.Effort(opts.Effort), System: opts.Instructions,
	}
	return s
}

// Resume opens the saved conversation whose id is id or begins with it. An
// answer whose process died is marked as interrupted. If the history could not
// read all of it, State.Err is a [*history.DamageError].
func Resume(ctx context.Context, opts Options, id string) (*Session, error) {
	s := newSession(opts)
	s.saveFault = opts.History.Recover(ctx)
	conv, err := opts.History.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if conv.Model == "" {
		conv.Model, conv.Effort = opts.Model.Slug, opts.Model.Effort(opts.Effort)
	}
	s.conv, s.saved = conv, true
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func newSession(opts Options) *Session {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Memory <= 0 {
		opts.Memory = DefaultMemory
	}
	if opts.MaxAnswer <= 0 {
		opts.MaxAnswer = DefaultMaxAnswer
	}
	s := &Session{
		opts: opts, db: opts.History, version: 1,
		watchers: map[chan struct{}]struct{}{}, closed: make(chan struct{}), loaded: make(chan struct{}),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// history returns the database of the conversation.
func (s *Session) history() *history.DB {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db
}

// SetModel sets the model and the effort of the next questions, and saves them
// with the conversation. An effort that the model lacks becomes its default, and
// choices that it does not offer are dropped.
func (s *Session) SetModel(ctx context.Context, m codex.Model, effort string) error {
	effort = m.Effort(effort)
	return s.changeHead(ctx, func(c *history.Conversation) {
		c.Model, c.Effort, c.Choices = m.Slug, effort, Offered(c.Choices, m)
	})
}

// Override is SetModel for a model and an effort that the person named for this
// run: an empty one leaves the conversation's own.
func (s *Session) Override(ctx context.Context, catalog codex.Catalog, model, effort string) error {
	if model == "" && effort == "" {
		return nil
	}
	own := s.State().Conversation
	return s.SetModel(ctx, catalog.Pick(cmp.Or(model, own.Model)), cmp.Or(effort, own.Effort))
}

// Rename changes the title of the conversation.
func (s *Session) Rename(ctx context.Context, title string) error {
	return s.changeHead(ctx, func(c *history.Conversation) { c.Title = title })
}

// SetSystem changes the system prompt of the next questions, and saves it with the
// conversation; an empty one removes it.
func (s *Session) SetSystem(ctx context.Context, text string) error {
	return s.changeHead(ctx, func(c *history.Conversation) { c.System = text })
}

// changeHead applies change to the head of the conversation on disk, which
// another process may have changed meanwhile, and to the one in memory.
func (s *Session) changeHead(ctx context.Context, change func(*history.Conversation)) error {
	s.head.Lock()
	defer s.head.Unlock()
	s.mu.Lock()
	id, saved := s.conv.ID, s.saved
	s.mu.Unlock()
	if saved {
		if err := updateHead(ctx, s.history(), id, change); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.conv)
	s.touch()
	return nil
}

// updateHead applies change to the head of a conversation on disk.
func updateHead(ctx context.Context, db *history.DB, id string, change func(*history.Conversation)) error {
	c, err := db.Find(ctx, id)
	if err != nil {
		return err
	}
	change(&c)
	return db.Update(ctx, c)
}

// Close stops the answer in progress, saves everything and releases the
// session. Queued questions stay in [State.Queue], for the caller to keep with
// other unsent text. Close returns when no goroutine of the session runs, or
// when ctx ends.
func (s *Session) Close(ctx context.Context) error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return nil
	}
	s.closing = true
	s.stopLocked()
	s.mu.Unlock()
	s.cancel()

	defer close(s.closed)
	select {
	case <-crash.Go(s.work.Wait):
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.saveRest(ctx)
}
