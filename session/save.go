package session

import (
	"context"
	"time"

	"banter/history"
	"banter/internal/crash"
)

// saveEvery is the time after which received text is saved at the latest.
const saveEvery = time.Second

// saveWhileGrowing saves the answer of t every saveEvery while it grows. stop
// ends that and waits for the last write. No timer runs while no text arrives.
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

// wait reports whether a token arrived before quit was closed.
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

// saveHalf saves the answer so far. An error is shown, the stream goes on, and
// the next attempt follows after saveEvery.
func (s *Session) saveHalf(t *turn) {
	s.moving.RLock()
	fault := s.history().Put(context.WithoutCancel(t.ctx), s.half(t))
	s.moving.RUnlock()

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
	case <-t.dirty: // this save includes it
	default:
	}
	m := t.draft()
	m.Items = s.replayable(t)
	return m
}

// saveRest saves the messages that could not be saved when they ended.
func (s *Session) saveRest(ctx context.Context) error {
	s.moving.RLock()
	defer s.moving.RUnlock()
	s.mu.Lock()
	unsaved := s.unsaved
	s.mu.Unlock()
	if len(unsaved) == 0 {
		return nil
	}
	return s.history().Put(ctx, unsaved...)
}
