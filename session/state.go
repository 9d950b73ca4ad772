package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"banter/codex"
	"banter/history"
)

// State is a snapshot of a session. Slices are shared and must not be changed. In a
// long conversation the texts of some messages are omitted; see [Session.Near].
type State struct {
	Version      uint64 // later states have larger ones
	Conversation history.Conversation
	Messages     []history.Message // the shown branch; another process may be streaming the last
	Omitted      bool              // texts of some of Messages are not in memory
	Earlier      bool              // messages before the first of Messages are still being read
	Elsewhere    bool              // another process is writing the last of Messages
	Answer       *history.Message  // the answer in progress, or nil; its Text only grows while Rewritten is unchanged
	Rewritten    int               // number of times that Answer.Text changed other than by growing
	Waiting      bool              // the question was sent and no text has arrived; a continued answer has its half
	Retrying     *codex.Retrying   // with Waiting: the request failed and is sent again after a pause; or nil
	Search       *codex.Search     // the step of a web search that goes on, with what is known of it; or nil
	Once         Once              // what was chosen for the next question alone
	Queue        []string          // questions to send when the answer ends
	Limits       *codex.Limits     // the newest limits seen, or nil
	Usage        *codex.Usage      // of the last answer, or nil
	Err          error             // reason for which the last answer failed, until the next question; also why saving failed
	Retryable    bool              // the last question has no whole answer, and Retry would ask it again
	Continuable  bool              // the last answer has a half that Continue would go on with
	Deleted      bool              // another process has deleted the conversation; the next question begins a new one with what is shown
	Temporary    bool              // nothing of the conversation is on disk
	Undoable     Undoable          // what Undo would undo
	Compacting   bool              // with Waiting: the model is writing a summary of the older messages
	Compactable  bool              // Compact would ask for one

	forks map[string][]string
}

// Siblings returns the place of m among the messages with the same parent,
// counted from 1, and how many there are. m is in Messages, or Answer.
func (s State) Siblings(m history.Message) (place, count int) {
	all := s.forks[m.Parent]
	if place = 1 + slices.Index(all, m.ID); place == 0 {
		return 1, 1
	}
	return place, len(all)
}

// State returns the present state. It copies no text, however long.
func (s *Session) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot()
}

// Next waits until the state differs from the last result of Next, and returns
// it; the first call returns at once. A slow caller gets one state for many
// changes, and always the last one. While it waits, it also looks for what
// other processes have changed, every [history.WatchEvery]. Next fails if ctx
// ends, with [ErrLeft] if the session is left meanwhile and, with [ErrClosed],
// after it is closed.
func (s *Session) Next(ctx context.Context) (State, error) {
	changed, cancel := s.subscribe()
	defer cancel()
	s.mu.Lock()
	times := s.timesLeft
	s.mu.Unlock()
	watch := time.NewTicker(history.WatchEvery)
	defer watch.Stop()
	for {
		state, ok, err := s.news(times)
		if ok || err != nil {
			return state, err
		}
		select {
		case <-watch.C:
			s.watch(ctx)
		case <-changed:
		case <-ctx.Done():
			return State{}, ctx.Err()
		case <-s.closed:
			if state, ok, err := s.news(times); ok || err != nil {
				return state, err
			}
			return State{}, ErrClosed
		}
	}
}

// watch shows what other processes have changed. Its errors are left to the next
// question, which cannot do without.
func (s *Session) watch(ctx context.Context) {
	_ = s.catchUp(ctx)
	s.mu.Lock()
	db, due := s.db, s.elsewhere() && time.Since(s.recovered) >= recoverEvery
	if due {
		s.recovered = time.Now()
	}
	s.mu.Unlock()
	if due {
		_ = db.Recover(ctx)
	}
}

// news returns a state that Next has not returned. timesLeft is from when Next
// was called.
func (s *Session) news(timesLeft int) (State, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timesLeft != timesLeft {
		return State{}, false, ErrLeft
	}
	if s.seen == s.version {
		return State{}, false, nil
	}
	s.seen = s.version
	return s.snapshot(), true, nil
}

// detach makes a call of Next that waits return ErrLeft. The next call returns
// at once.
func (s *Session) detach() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timesLeft++
	s.seen = 0
	s.touch()
}

// progress returns the questions that wait, and whether an answer is in
// progress.
func (s *Session) progress() (queue []string, answering bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue, s.turn != nil
}

// touch makes Next return. The caller holds mu.
func (s *Session) touch() {
	s.version++
	for changed := range s.watchers {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
}

// subscribe returns a channel that holds one token after a change, until cancel
// is called.
func (s *Session) subscribe() (changed <-chan struct{}, cancel func()) {
	token := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers[token] = struct{}{}
	return token, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, token)
	}
}

func (s *Session) snapshot() State {
	state := State{
		Version: s.version, Omitted: s.omitted, Conversation: s.conv, Once: s.once, Queue: s.queue, Limits: s.limits, Usage: s.usage,
		Messages: s.messages[:len(s.messages):len(s.messages)],
		Err:      join(s.failure, s.saveFault),
		Earlier:  s.earlier, Elsewhere: s.elsewhere(), Deleted: s.gone, Temporary: s.db.Temporary(), Undoable: s.undoable(), forks: s.forks,
	}
	if s.gone { // that it cannot be saved is no news
		state.Err = s.failure
	}
	if t := s.turn; t != nil && t.streaming {
		answer := t.draft()
		state.Answer, state.Rewritten = &answer, t.acc.text.rewritten
		state.Waiting, state.Retrying, state.Search = !t.acc.began(), t.retrying, t.acc.search
	}
	if t := s.turn; t != nil && !t.streaming && (t.compaction != nil || t.follows) {
		state.Waiting, state.Compacting, state.Err = true, true, s.saveFault
	}
	branch, _, _ := answered(s.messages)
	state.Compactable = s.turn == nil && !s.earlier && len(branch) > 0 && !branch[len(branch)-1].IsSummary()
	state.Retryable = s.turn == nil && unanswered(s.messages)
	if n := len(s.messages); s.turn == nil && n > 1 {
		state.Continuable = halfAnswer(s.messages[n-1]) && s.messages[n-1].Text != ""
	}
	return state
}

// join is errors.Join, except that it returns a single error unchanged.
func join(a, b error) error {
	if a != nil && b != nil {
		return errors.Join(a, b)
	}
	if a != nil {
		return a
	}
	return b
}

// unanswered reports whether the last question has no whole answer. An answer
// that another process is writing counts as whole.
func unanswered(messages []history.Message) bool {
	if len(messages) == 0 {
		return false
	}
	last := messages[len(messages)-1]
	return last.Role == history.User || last.Status != history.Done && last.Status != history.Streaming
}
