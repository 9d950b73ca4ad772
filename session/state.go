package session

import (
	"context"
	"encoding/json"
	"errors"

	"banter/codex"
	"banter/history"
)

// State is a snapshot of a session. Slices are shared and must not be changed.
type State struct {
	Conversation history.Conversation
	Messages     []history.Message // the shown branch; the last may be streaming in another process
	Answer       *history.Message  // the answer being written, or nil; its Text only grows while Rewritten stays the same
	Rewritten    int               // counts how often Answer.Text changed other than by growing
	Waiting      bool              // the question is sent, no text has arrived yet
	Retrying     *codex.Retrying   // with Waiting: the request failed and is sent again after a pause; or nil
	Queue        []string          // questions to be sent when the answer ends
	Limits       *codex.Limits     // the newest limits seen, or nil
	Usage        *codex.Usage      // of the last answer, or nil
	Err          error             // why the last answer failed, until the next send; saving faults too
	Retryable    bool              // Retry would ask a question again that has no whole answer
}

// State returns the present state. It copies no text, however long.
func (s *Session) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot()
}

// Next waits until the state differs from what Next returned last and
// returns it; the first call returns at once. A caller that comes late gets
// one state for many changes; the last state is always delivered. It fails
// only when ctx ends or, with [ErrClosed], when the session is closed.
func (s *Session) Next(ctx context.Context) (State, error) {
	for {
		if state, ok := s.news(); ok {
			return state, nil
		}
		select {
		case <-s.changed:
		case <-ctx.Done():
			return State{}, ctx.Err()
		case <-s.closed:
			if state, ok := s.news(); ok {
				return state, nil
			}
			return State{}, ErrClosed
		}
	}
}

func (s *Session) news() (State, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == s.version {
		return State{}, false
	}
	s.seen = s.version
	return s.snapshot(), true
}

// touch makes Next return. The caller holds mu.
func (s *Session) touch() {
	s.version++
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

func (s *Session) snapshot() State {
	state := State{
		Conversation: s.conv, Queue: s.queue, Limits: s.limits, Usage: s.usage,
		Messages: s.messages[:len(s.messages):len(s.messages)],
		Err:      join(s.failure, s.saveFault),
	}
	if t := s.turn; t != nil && t.streaming {
		answer := t.draft()
		state.Answer, state.Rewritten = &answer, t.fold.text.rewritten
		state.Waiting, state.Retrying = answer.Text == "", t.retrying
	}
	state.Retryable = s.turn == nil && unanswered(s.messages)
	return state
}

// join is errors.Join that leaves a single error as it is.
func join(a, b error) error {
	if a != nil && b != nil {
		return errors.Join(a, b)
	}
	if a != nil {
		return a
	}
	return b
}

// unanswered reports whether the last question has no whole answer. An
// answer that another process is writing is not ours to ask for again.
func unanswered(messages []history.Message) bool {
	if len(messages) == 0 {
		return false
	}
	last := messages[len(messages)-1]
	return last.Role == history.User || last.Status != history.Done && last.Status != history.Streaming
}

// lastUsage returns the usage of the last answer, if it is known.
func lastUsage(messages []history.Message) *codex.Usage {
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].Role != history.Assistant {
			continue
		}
		usage := new(codex.Usage)
		if json.Unmarshal(messages[i].Usage, usage) != nil {
			return nil
		}
		return usage
	}
	return nil
}
