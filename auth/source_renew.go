package auth

import (
	"context"
	"errors"
	"strings"
	"time"
)

// freshen does the work of [Source.Tokens].
func (s *Source) freshen(ctx context.Context, epoch int) (Tokens, error) {
	if t, ok := s.ready(); ok {
		return t, nil
	}
	st := s.snapshot()
	var t Tokens
	if st.held != nil {
		t = *st.held
	} else {
		loaded, err := s.load(ctx)
		if err != nil {
			return Tokens{}, err
		}
		t = loaded
		s.hold(epoch, t)
	}
	if now := s.now(); st.unsaved == nil && !t.expired(now) && (!t.due(now, s.opts.Margin) || t.Refresh.IsZero()) {
		return t, nil
	}
	return s.renew(ctx, epoch, t, Secret{})
}

// replace does the work of [Source.Refresh].
func (s *Source) replace(ctx context.Context, epoch int, rejected Tokens) (Tokens, error) {
	if t, ok := s.ready(); ok && t.Access != rejected.Access {
		return t, nil
	}
	return s.renew(ctx, epoch, rejected, rejected.Access)
}

// renew returns tokens whose access token is not rejected, which is empty if the
// old one only expires soon. If that fails, it returns have while have works.
//
// Under the lock renew loads the store again, and returns its tokens if another
// process has renewed them. It saves new tokens before it unlocks and before it
// returns them.
func (s *Source) renew(ctx context.Context, epoch int, have Tokens, rejected Secret) (Tokens, error) {
	unlock, err := lockFile(ctx, s.opts.LockFile)
	if err != nil {
		return s.tolerate(epoch, have, rejected, err)
	}
	defer unlock()
	t, err := s.reload(ctx, epoch)
	switch {
	case errors.Is(err, ErrNoTokens): // signed out, in this process or another
		s.update(epoch, func(st *sourceState) { *st = sourceState{skewWarned: st.skewWarned} })
		return Tokens{}, err
	case err != nil:
		return s.tolerate(epoch, have, rejected, err)
	case t.Access != rejected && !t.expired(s.now()) && !t.due(s.now(), s.opts.Margin):
		return t, nil
	case t.Refresh.IsZero() && t.Access != rejected && !t.expired(s.now()):
		return t, nil
	case t.Refresh.IsZero():
		return Tokens{}, authFailed(&Error{
			Code: CodeSignInAgain, Sentence: "Your sign-in has ended and cannot be renewed.", Hint: "Sign in again.", Err: ErrSignInAgain,
		})
	}
	if err := s.refused(t.Refresh); err != nil {
		return s.tolerate(epoch, t, rejected, err)
	}
	if t.early(s.now()) {
		return s.tolerate(epoch, t, rejected, tooEarly(t))
	}
	if err := s.canSave(ctx); err != nil {
		err = notRenewed(err)
		got, failed := s.tolerate(epoch, t, rejected, err)
		if failed == nil {
			s.warnOfStore(epoch, err)
		}
		return got, failed
	}
	return s.spend(ctx, epoch, t, rejected)
}

// canSave returns nil if the store can save new tokens.
func (s *Source) canSave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	return CanSave(ctx, s.store)
}

// warnOfStore calls OnWarning once if the store keeps tokens from being renewed.
func (s *Source) warnOfStore(epoch int, err error) {
	if !s.snapshot().storeWarned {
		s.update(epoch, func(st *sourceState) { st.storeWarned = true })
		s.warn(err)
	}
}

// refused returns the issuer's error for a refresh token, which this process or
// another one got before, or nil.
func (s *Source) refused(token Secret) error {
	if st := s.snapshot(); st.refusedOf == token {
		return st.refused
	}
	return notedRefusal(s.opts.LockFile, token, s.now())
}

// spend sends the refresh token of t and saves the new tokens.
func (s *Source) spend(ctx context.Context, epoch int, t Tokens, rejected Secret) (Tokens, error) {
	if !s.last.begin() {
		return s.tolerate(epoch, t, rejected, errClosed)
	}
	answered := false
	defer func() { s.last.end(answered) }()
	reason := reasonExpiry
	if !rejected.IsZero() {
		reason = reasonRejected
	}
	next, err := s.issuer.refresh(ctx, t, reason)
	if errors.Is(err, ErrSignInAgain) {
		if other, ok := s.renewedElsewhere(ctx, t, rejected); ok {
			s.hold(epoch, other)
			return other, nil
		}
		s.remember(epoch, t, rejected, err)
		s.clear(ctx, t, rejected)
	}
	if err != nil {
		return s.tolerate(epoch, t, rejected, err)
	}
	answered = true
	s.last.answered()
	s.keep(ctx, epoch, t, next)
	if next.stale(s.now(), s.opts.Margin) { // the tokens live shorter than the margin
		s.update(epoch, func(st *sourceState) { st.restUntil = s.now().Add(restTime) })
	}
	return next, nil
}

// remember records that the issuer refused the refresh token of t, so that it is
// not sent again.
func (s *Source) remember(epoch int, t Tokens, rejected Secret, err error) {
	s.update(epoch, func(st *sourceState) { st.refused, st.refusedOf = err, t.Refresh })
	if e, ok := errors.AsType[*Error](err); ok {
		noteRefusal(s.opts.LockFile, t.Refresh, e.Code, s.now())
	}
	if t.Access != rejected && !t.expired(s.now()) {
		s.warn(endsSoon(err))
	}
}

// renewedElsewhere is called after the issuer refused a refresh token. It returns
// the tokens of a program that does not share the lock, such as the Codex CLI, if
// that program has used the refresh token and saves new tokens within a moment.
func (s *Source) renewedElsewhere(ctx context.Context, spent Tokens, rejected Secret) (Tokens, bool) {
	for _, pause := range []time.Duration{0, 200 * time.Millisecond, time.Second} {
		if s.sleep(ctx, pause) != nil {
			return Tokens{}, false
		}
		t, err := s.load(ctx)
		if err == nil && t.Refresh != spent.Refresh && t.Access != rejected && !t.expired(s.now()) {
			return t, true
		}
	}
	return Tokens{}, false
}

// tolerate is called after a renewal failed. It returns the old tokens and delays
// the next attempt, or returns an error if the old tokens do not work.
func (s *Source) tolerate(epoch int, have Tokens, rejected Secret, err error) (Tokens, error) {
	if have.Access == rejected || have.expired(s.now()) {
		return Tokens{}, authFailed(err)
	}
	s.hold(epoch, have)
	s.update(epoch, func(st *sourceState) { st.restUntil = s.now().Add(restTime) })
	return have, nil
}

// load returns the tokens of the store, completed from their claims and bound to
// the provider.
func (s *Source) load(ctx context.Context) (Tokens, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	t, err := s.store.Load(ctx)
	if err != nil {
		return Tokens{}, err
	}
	if s.opts.Tokens != nil && t.Issuer == "" && t.BaseURL == "" {
		t = t.Bind(s.issuer.provider) // the caller chose both tokens and provider
	}
	if t, err = bindSaved(t.withClaims(), s.issuer.provider); err != nil {
		return Tokens{}, err
	}
	if t.AccountID == "" && s.issuer.provider.Headers.Account != "" {
		return Tokens{}, accountIDMissing()
	}
	return t, nil
}

// hold records that t is in the store.
func (s *Source) hold(epoch int, t Tokens) {
	s.update(epoch, func(st *sourceState) {
		if st.unsaved == nil {
			st.held = &t
		}
	})
}

// update changes the state, unless Forget was called since the flight began.
func (s *Source) update(epoch int, change func(*sourceState)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch == epoch {
		change(&s.state)
	}
}

// snapshot returns a copy of the state.
func (s *Source) snapshot() sourceState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *Source) sleep(ctx context.Context, d time.Duration) error {
	if s.opts.Sleep != nil {
		return s.opts.Sleep(ctx, d)
	}
	return sleep(ctx, d)
}

func (s *Source) warn(err error) {
	if s.opts.OnWarning != nil {
		s.opts.OnWarning(err)
	}
}

// authFailed returns the error for access tokens that cannot be renewed, in the
// words of cause.
func authFailed(cause error) error {
	e := &Error{Code: CodeAuthFailed, Err: cause}
	if inner, ok := errors.AsType[*Error](cause); ok {
		e.Sentence, e.Hint = inner.Sentence, inner.Hint
	}
	return e
}

// accountIDMissing returns the error for tokens that do not name an account.
func accountIDMissing() error {
	return &Error{
		Code:     CodeAccountIDMissing,
		Sentence: "The sign-in does not say which ChatGPT account it is for.",
		Hint:     "Sign in again.",
		Err:      errors.New("no account id in the tokens or their claims"),
	}
}

// endsSoon returns the warning for a sign-in that cannot be renewed while its access
// token still works.
func endsSoon(cause error) error {
	return &Error{
		Code:     CodeSignInAgain,
		Sentence: "Your sign-in ends soon and cannot be renewed.",
		Hint:     "Sign in again when it suits you.",
		Err:      cause,
	}
}

// notRenewed returns the error for a refresh token that was not sent because the
// store could not save new tokens.
func notRenewed(cause error) error {
	e := &Error{Code: CodeNotSaved, Sentence: "Your sign-in has to be renewed, and the renewed one could not be saved.", Err: cause}
	if inner, ok := errors.AsType[*Error](cause); ok && inner.Sentence != "" {
		e.Hint = strings.TrimSpace(inner.Sentence + " " + inner.Hint)
	}
	return e
}
