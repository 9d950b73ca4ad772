package session

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/crash"
	"banter/internal/notice"
)

// A turn is one answer, from before its question is saved until the answer is
// saved. mu of its session guards all of it except ctx, cancel and dirty.
type turn struct {
	ctx    context.Context
	cancel context.CancelFunc
	dirty  chan struct{} // holds one token when there is something to save

	answer    history.Message // without the text, which is in acc
	streaming bool            // the question is saved and the answer has not ended
	stopped   bool
	retrying  *codex.Retrying
	sent      []history.Message // the branch with all texts, once the request is made
	stripped  []history.Message // earlier answers without the items that the server refused
	acc       accumulator

	compaction *compaction // what is summarized; nil: the turn answers a question
	follows    bool        // it answers the question that waited for a summary
	once       Once        // what was chosen for its question alone
}

// draft returns the answer so far, with the text, the reasoning and the items to
// show.
func (t *turn) draft() history.Message {
	m := t.answer
	m.Text, m.Reasoning = t.acc.text.string(), t.acc.reasoning.string()
	if t.acc.account != "" {
		m.Account = t.acc.account
	}
	m.Items = append(slices.Clip(m.Items), t.acc.raw()...)
	return m
}

// Stop ends the answer in progress. Its text so far is kept and marked as
// stopped. The next queued question follows.
func (s *Session) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopLocked()
}

func (s *Session) stopLocked() {
	if s.turn != nil {
		s.turn.stopped = true
		s.turn.cancel()
	}
}

// run streams the answer of t, then those of the queue.
func (s *Session) run(t *turn) {
	defer s.work.Done()
	for t != nil {
		var more bool
		if t.compaction != nil {
			more = s.compact(t)
		} else {
			err := s.stream(t)
			t.cancel()
			more = s.end(t, err)
		}
		if more {
			t = s.next()
		} else {
			t = nil
		}
	}
}

// stream sends the request and accumulates the events of the answer, which is
// saved meanwhile.
func (s *Session) stream(t *turn) error {
	stopSaving := s.saveWhileGrowing(t)
	defer stopSaving()
	req, err := s.request(t)
	if err != nil {
		return err
	}
	return s.listen(t, req)
}

// listen sends a request and accumulates the events of its answer.
func (s *Session) listen(t *turn, req codex.Request) (err error) {
	// A panic fails the answer, so that its text is saved, and is passed on to the
	// program's handler. The error names only the type of the value, because the
	// value may quote a token or the conversation.
	defer func() {
		if fault := recover(); fault != nil {
			crash.Handled(fault, debug.Stack())
			err = fmt.Errorf("panic with a %T while answering", fault)
		}
	}()
	for event, err := range s.opts.Client.Stream(t.ctx, req) {
		if err != nil {
			return err
		}
		if s.receive(t, event); t.acc.ended() {
			return nil
		}
	}
	return nil
}

// request makes the request of a turn: the shown branch, which ends with the
// question.
func (s *Session) request(t *turn) (codex.Request, error) {
	s.mu.Lock()
	db, messages, answer := s.db, s.messages, t.answer
	choices, system := t.choices(s.conv), s.conv.System
	s.mu.Unlock()
	messages, err := readWhole(t.ctx, db, messages)
	if err != nil {
		return codex.Request{}, err
	}
	s.mu.Lock()
	t.sent = slices.Clone(messages)
	s.mu.Unlock()
	req := codex.Request{
		Model: answer.Model, Effort: answer.Effort, Summary: "auto", Instructions: system,
		Input: t.input(messages, s.loader(t.ctx)), ConversationID: answer.Conversation,
		Verbosity: choices.Verbosity, ServiceTier: choices.Tier, Schema: t.once.Schema,
	}
	if choices.Web {
		req.WebSearch = codex.WebSearchLive
	}
	return req, nil
}

// receive applies one event to the turn and to the state.
func (s *Session) receive(t *turn, event codex.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch event := event.(type) {
	case codex.LimitsChanged:
		s.limits = &event.Limits
	case codex.Retrying:
		t.retrying = &event
		t.acc.restart()
	case codex.ReasoningRefused:
		s.strip(t, event.Items)
		if half := t.acc.half; half != nil {
			half.Items, _ = readable(half.Items, event.Items)
		}
	default:
		if !t.acc.take(event) {
			return
		}
		if t.answer.Usage == nil && t.acc.began() && t.acc.reasoning.size > 0 {
			t.answer.Usage = usageText(nil, max(s.opts.Now().Sub(t.answer.Created), time.Millisecond))
		}
		if t.acc.text.size+t.acc.reasoning.size > s.opts.MaxAnswer {
			t.acc.incomplete = codex.ReasonTooLong
		}
		t.retrying = nil
		select {
		case t.dirty <- struct{}{}:
		default:
		}
	}
	s.touch()
}

// end saves and shows the answer with the way it ended. It reports whether the
// next question of the queue may follow.
func (s *Session) end(t *turn, err error) bool {
	s.moving.RLock()
	defer s.moving.RUnlock()
	m, err := s.ended(t, err)
	s.mu.Lock()
	unsaved := append(append(slices.Clip(s.unsaved), t.stripped...), m)
	s.mu.Unlock()

	fault := s.history().Put(context.WithoutCancel(t.ctx), unsaved...)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.saveFault, s.unsaved = fault, nil
	if fault != nil {
		s.unsaved = unsaved
	}
	if e, ok := errors.AsType[*codex.Error](err); ok && e.Limits != nil {
		s.limits = e.Limits
	}
	s.setMessages(append(s.messages, m))
	s.failure, s.usage, s.conv.Updated = err, t.acc.usage, m.Ended
	t.streaming = false
	if m.Status == history.Failed {
		s.returnOnce(t)
	}
	if m.Status == history.Failed || len(s.queue) == 0 || s.closing {
		s.turn = nil
		s.touch()
		return false
	}
	return true
}

// ended returns the answer to save and, if it failed, the reason.
func (s *Session) ended(t *turn, err error) (history.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := t.draft()
	m.Items = s.replayable(t)
	m.Ended = s.opts.Now()
	m.Status, err = outcome(t, err)
	if err != nil {
		m.Error = notice.Of(err).Sentence
	}
	if t.acc.usage != nil {
		m.Usage = usageText(t.acc.usage, Thought(m))
	}
	return m, err
}

// outcome returns the status of an ended answer and, if it failed, the reason.
func outcome(t *turn, err error) (history.Status, error) {
	switch {
	case t.acc.completed:
		return history.Done, nil
	case t.stopped:
		return history.Stopped, nil
	case err != nil:
		return history.Failed, err
	case t.acc.incomplete != "":
		return history.Failed, &IncompleteError{t.acc.incomplete}
	}
	return history.Failed, errCut
}

// next starts the turn of the first queued question. The session stays claimed
// between the two turns, so that no other question overtakes the queue.
func (s *Session) next() *turn {
	s.mu.Lock()
	ended := s.turn
	if c := s.due(); c != nil && ended.compaction == nil {
		c.waiting = 0
		t := s.begin(ended.ctx)
		s.summarizes(t, c)
		s.mu.Unlock()
		return t
	}
	text, files := s.queue[0], s.attached[0]
	s.queue, s.attached = slices.Clone(s.queue[1:]), s.attached[1:]
	how := begun{branch: s.messages, question: s.question(text, leaf(s.messages), files), once: true}
	t := s.begin(ended.ctx)
	s.takeOnce(t, &how)
	t.follows = ended.compaction != nil
	s.mu.Unlock()

	err := s.saveQuestion(context.WithoutCancel(t.ctx), t, how)
	if err == nil {
		return t
	}
	t.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requeue(text, files)
	s.turn, s.saveFault = nil, err
	s.returnOnce(t)
	s.touch()
	return nil
}
