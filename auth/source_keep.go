package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// reload reads the store again; the caller holds the lock. When an earlier save
// failed and the store still holds the set from before, what counts is in
// memory: it is saved now, and returned whether that works or not. Where nobody
// can say what the store holds, it may be newer, and is left alone.
func (s *Source) reload(ctx context.Context, epoch int) (Tokens, error) {
	stored, err := s.load(ctx)
	st := s.snapshot()
	if st.unsaved == nil || st.held == nil {
		if err == nil {
			s.hold(epoch, stored)
		}
		return stored, err
	}
	mine := *st.held
	switch {
	case errors.Is(err, ErrNoTokens):
		return Tokens{}, err // signed out since: that is what the person wants
	case err == nil && stored.Access == mine.Access: // the save came through late
		s.saved(epoch, mine)
	case err == nil && stored.Access != st.unsaved.Access: // a new sign-in
		s.update(epoch, func(st *sourceState) { st.held, st.unsaved = &stored, nil })
		return stored, nil
	case err == nil || hasCode(err, CodeDamaged):
		s.keep(ctx, epoch, *st.unsaved, mine)
	default:
		s.update(epoch, func(st *sourceState) { st.saveErr, st.restUntil = err, s.now().Add(restTime) })
	}
	return mine, nil
}

// keep saves next over old and remembers it. When saving fails for good it
// stays in memory only, which is a warning and not an error: this session goes
// on, and later calls try to save again.
func (s *Source) keep(ctx context.Context, epoch int, old, next Tokens) {
	err := s.save(ctx, next)
	for _, pause := range []time.Duration{200 * time.Millisecond, time.Second} {
		if err == nil || !worthRepeating(err) || s.sleep(ctx, pause) != nil {
			break
		}
		err = s.save(ctx, next)
	}
	if err == nil {
		s.saved(epoch, next)
		return
	}
	told := s.snapshot().unsaved != nil
	s.update(epoch, func(st *sourceState) {
		st.held, st.unsaved, st.saveErr, st.restUntil = &next, &old, err, s.now().Add(restTime)
	})
	if !told {
		s.warn(inMemoryOnly(err))
	}
}

func (s *Source) save(ctx context.Context, t Tokens) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	return s.store.Save(ctx, t)
}

// saved remembers t as saved and tells the caller of it.
func (s *Source) saved(epoch int, t Tokens) {
	s.update(epoch, func(st *sourceState) { st.held, st.unsaved, st.saveErr, st.restUntil = &t, nil, nil, time.Time{} })
	if s.opts.OnTokens != nil {
		s.opts.OnTokens(t)
	}
}

// worthRepeating reports whether a save that failed may work a moment later. A
// keychain that waits for somebody does not.
func worthRepeating(err error) bool {
	return !hasCode(err, CodeKeychainAbsent) && !hasCode(err, CodeKeychainLocked) && !hasCode(err, CodeKeychainTimeout)
}

// inMemoryOnly warns that the next start will find the old, spent tokens.
func inMemoryOnly(cause error) error {
	e := &Error{
		Code:     CodeNotSaved,
		Sentence: "Your renewed sign-in could not be saved; it lasts until you quit Banter.",
		Hint:     "Banter keeps trying.",
		Err:      cause,
	}
	if inner, ok := errors.AsType[*Error](cause); ok && inner.Sentence != "" {
		e.Hint = inner.Sentence + " " + inner.Hint + " " + e.Hint
	}
	return e
}

const clockTolerance = 2 * time.Minute

// tellSkew warns once when the issuer's clock and this machine's differ.
func (s *Source) tellSkew(ahead time.Duration) {
	if ahead.Abs() < clockTolerance {
		return
	}
	s.mu.Lock()
	told := s.state.skewTold
	s.state.skewTold = true
	s.mu.Unlock()
	if told {
		return
	}
	direction := "behind"
	if ahead < 0 {
		direction = "ahead"
	}
	s.warn(&Error{
		Code:     CodeClock,
		Sentence: fmt.Sprintf("This computer's clock is %s %s.", roughly(ahead.Abs()), direction),
		Hint:     "Set it right: signing in and renewing depend on it.",
		Err:      fmt.Errorf("server clock is ahead by %v", ahead.Round(time.Second)),
	})
}

// roughly names a stretch of time of minutes or more in words.
func roughly(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
