package session

import (
	"context"
	"errors"
	"time"

	"banter/history"
	"banter/internal/crash"
)

// firstMessages is the number of messages that are read before a conversation
// is shown: more than fill a screen.
const firstMessages = 20

// load reads the end of the branch that the conversation shows. If messages
// come before it, they are read in the background.
func (s *Session) load(ctx context.Context) error {
	revision, err := s.db.Revision(ctx)
	if err != nil {
		return err
	}
	messages, whole, err := s.db.End(ctx, s.conv.Leaf, "", firstMessages)
	if isDamage(err) {
		whole = true
		messages, err = s.db.Branch(ctx, s.conv.Leaf)
	}
	if err != nil && !isDamage(err) {
		return err
	}
	s.revision, s.messages, s.failure, s.damaged = revision, messages, err, isDamage(err)
	s.usage = lastUsage(messages)
	if whole {
		s.forks, err = s.db.Forks(ctx, s.conv.ID)
		close(s.loaded)
		if isDamage(err) {
			return nil // reported by the messages
		}
		return err
	}
	s.earlier = true
	s.work.Add(1)
	crash.Go(func() {
		defer s.work.Done()
		select {
		case <-time.After(s.opts.EndFirst):
		case <-s.ctx.Done():
		}
		s.loadRest()
	})
	return nil
}

// loadRest reads the whole branch and puts what comes before the shown messages
// before them. Nothing else changes messages until then.
func (s *Session) loadRest() {
	defer close(s.loaded)
	db, conv := s.history(), s.State().Conversation
	all, err := db.Outline(s.ctx, conv.Leaf, s.opts.Memory)
	fault := err
	if isDamage(err) {
		fault = nil
	}
	if fault == nil {
		all, fault = s.fill(s.ctx, db, all)
	}
	var forks map[string][]string
	if fault == nil {
		forks, fault = db.Forks(s.ctx, conv.ID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loadFault = fault
	if fault == nil {
		s.forks, s.failure, s.damaged, s.earlier = forks, err, isDamage(err), false
		s.setMessages(all)
	}
	s.touch()
}

// whole waits until the whole branch is in memory. It returns the error that
// prevented that.
func (s *Session) whole(ctx context.Context) error {
	select {
	case <-s.loaded:
	case <-ctx.Done():
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.loadFault != nil && s.closing {
		return ErrClosed
	}
	return s.loadFault
}

// isDamage reports whether err accompanies a result that is complete except for
// damaged records.
func isDamage(err error) bool {
	_, ok := errors.AsType[*history.DamageError](err)
	return ok
}
