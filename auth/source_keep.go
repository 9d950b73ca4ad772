package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// reload loads the tokens from the store again. The caller holds the lock. If an
// earlier save failed and the store still holds the older tokens, reload saves the
// newer ones in memory, and returns them even if that fails. If the store cannot be
// read, its tokens may be the newer ones, so reload does not save.
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
		return Tokens{}, err // the person has signed out since
	case err == nil && stored.Access == mine.Access: // the save succeeded after its time-out
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

// keep saves next over old. If saving fails, next remains in memory, keep calls
// OnWarning, and later calls try to save it again.
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

// clear removes a refresh token that the issuer has refused for good from the store,
// and the access token with it if that does not work. The documentation of the
// dynamic issuer asks for that. A [CodexFile] is left alone, because it is another
// program's. It ignores errors: the refusal is noted beside the lock, too.
func (s *Source) clear(ctx context.Context, t Tokens, rejected Secret) {
	if !s.issuer.provider.dynamic() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if t.Access == rejected || t.expired(s.now()) {
		_ = s.store.Delete(ctx)
		return
	}
	t.Refresh = Secret{}
	_ = s.store.Save(ctx, t)
}

// save saves t within storeTime.
func (s *Source) save(ctx context.Context, t Tokens) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	return s.store.Save(ctx, t)
}

// saved records that t is saved and calls OnTokens.
func (s *Source) saved(epoch int, t Tokens) {
	s.update(epoch, func(st *sourceState) { st.held, st.unsaved, st.saveErr, st.restUntil = &t, nil, nil, time.Time{} })
	if s.opts.OnTokens != nil {
		s.opts.OnTokens(t)
	}
}

// worthRepeating reports whether a save that failed may succeed a moment later. It
// does not while a keychain waits for a person to unlock it.
func worthRepeating(err error) bool {
	return !hasCode(err, CodeKeychainAbsent) && !hasCode(err, CodeKeychainLocked) && !hasCode(err, CodeKeychainTimeout)
}

// inMemoryOnly returns the warning for tokens that could not be saved: the next
// start will load the old ones, whose refresh token is used.
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

// clockTolerance is how far two clocks may differ without a warning.
const clockTolerance = 2 * time.Minute

// warnOfSkew calls OnWarning once if the clocks of the issuer and of this machine
// differ.
func (s *Source) warnOfSkew(ahead time.Duration) {
	if ahead.Abs() < clockTolerance {
		return
	}
	s.mu.Lock()
	told := s.state.skewWarned
	s.state.skewWarned = true
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
		Hint:     "Correct it: signing in and renewing depend on it.",
		Err:      fmt.Errorf("server clock is ahead by %v", ahead.Round(time.Second)),
	})
}

// roughly returns a duration of minutes or more in words.
func roughly(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
