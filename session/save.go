package session

import (
	"context"
	"time"

	"banter/history"
	"banter/internal/crash"
)

// saveEvery is the longest that text which has arrived is in memory alone.
const saveEvery = time.Second

// saveWhileGrowing saves the answer of t at most once every saveEvery while
// it grows, until the returned function is called, which waits for the last
// write. Nothing runs while nothing arrives.
func (s *Session) saveWhileGrowing(t *turn) (stop func()) {
	quit := make(chan struct{})
	done := crash.Go(func() {
		last := time.Now()
		for wait(t.dirty, quit) && sleep(saveEvery-time.Since(last), quit) {
			s.saveHalf(t)
			last = time.Now()
		}
	})
	return func() {
		close(quit)
		<-done
	}
}

// wait reports whether a token came before quit.
func wait(token, quit <-chan struct{}) bool {
	select {
	case <-token:
		return true
	case <-quit:
		return false
	}
}

func sleep(d time.Duration, quit <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-quit:
		return false
	}
}

// saveHalf saves the answer so far. A fault is shown and the next attempt
// made a second later: the stream goes on.
func (s *Session) saveHalf(t *turn) {
	fault := s.opts.History.Put(context.WithoutCancel(t.ctx), s.half(t))

	s.mu.Lock()
	defer s.mu.Unlock()
	if fault != nil || s.saveFault != nil {
		s.saveFault = fault
		s.touch()
	}
}

// half returns the answer so far.
func (s *Session) half(t *turn) history.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-t.dirty: // what came while we slept is saved now
	default:
	}
	m := t.draft()
	m.Items = s.replayable(t)
	return m
}

// saveRest tries once more what could not be saved when it ended.
func (s *Session) saveRest(ctx context.Context) error {
	s.mu.Lock()
	unsaved := s.unsaved
	s.mu.Unlock()
	if len(unsaved) == 0 {
		return nil
	}
	return s.opts.History.Put(ctx, unsaved...)
}
