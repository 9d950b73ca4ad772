package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"banter/internal/filelock"
)

const (
	defaultMargin = 5 * time.Minute
	restTime      = 30 * time.Second // between attempts to renew an access token that still works
	patience      = 5 * time.Second  // how long a caller waits for a refresh if it has an access token that still works
	storeTime     = 20 * time.Second // limit for one call of a store
)

// SourceOptions configures a [Source]. Either Store or Tokens must be set.
type SourceOptions struct {
	Provider Provider // zero: Codex()
	Store    Store    // holds the tokens
	Tokens   *Tokens  // tokens to use instead of a store, for scripts and tests

	// LockFile is the path of a file that the Source locks during a refresh, so
	// that processes do not use the same refresh token. It must be the same for
	// all processes with the same store; the Source creates it and its folder.
	// Empty: no other process uses the store.
	LockFile string
	// Margin is how long before its expiry an access token is renewed; 0 means
	// 5 minutes.
	Margin time.Duration

	// OnTokens, if not nil, is called after each refresh with the new tokens,
	// once they are saved. It must not call the Source.
	OnTokens func(Tokens)
	// OnWarning, if not nil, is called with an [*Error] to show to the person
	// although the tokens still work: new tokens could not be saved, the sign-in
	// cannot be renewed, the clock is wrong. It must not call the Source.
	OnWarning func(error)

	HTTPClient *http.Client                                     // nil: http.DefaultClient
	Now        func() time.Time                                 // nil: time.Now
	Sleep      func(ctx context.Context, d time.Duration) error // nil: a timer
}

// A Source returns access tokens that are not about to expire. It loads the tokens
// on first use, refreshes them before they expire, and saves new tokens before it
// returns them. Over all goroutines and processes that share a store and a lock
// file, it sends each refresh token once. It is safe for concurrent use.
//
// A refresh continues if its caller's context ends: a refresh token is valid once,
// so its answer must reach the store.
type Source struct {
	opts   SourceOptions
	issuer issuer
	store  Store

	flights singleflight.Group
	turn    chan struct{} // holds a value while a flight runs
	last    lastSteps     // calls to the issuer whose answer must be saved

	mu    sync.Mutex
	epoch int // number of calls of Forget
	state sourceState
}

// A sourceState is the part of a Source that Forget resets, except skewWarned.
type sourceState struct {
	held        *Tokens   // newest tokens, loaded or from a refresh
	unsaved     *Tokens   // tokens in the store if held could not be saved
	saveErr     error     // why held could not be saved
	refused     error     // the issuer's error for refusedOf
	refusedOf   Secret    // refresh token that is not sent again
	restUntil   time.Time // no attempt after a failure before this time, unless held has expired
	skewWarned  bool      // OnWarning was called for the clock
	storeWarned bool      // OnWarning was called for the store
}

// NewSource returns a Source. It does no I/O. The error is an [*Error] of
// [CodeTokensRequired] if opts has neither a Store nor Tokens.
func NewSource(opts SourceOptions) (*Source, error) {
	store := opts.Store
	if opts.Tokens != nil {
		store = NewMemory(*opts.Tokens)
	}
	if store == nil {
		return nil, &Error{
			Code:     CodeTokensRequired,
			Sentence: "There is no sign-in to use.",
			Hint:     "Give a store or tokens.",
			Err:      errors.New("neither a store nor tokens were given"),
		}
	}
	if opts.Margin == 0 {
		opts.Margin = defaultMargin
	}
	s := &Source{opts: opts, store: store, turn: make(chan struct{}, 1)}
	s.issuer = newIssuer(opts.Provider, opts.HTTPClient, opts.Now)
	s.issuer.onSkew = s.warnOfSkew
	return s, nil
}

// Tokens returns tokens whose access token does not expire within the Margin. If
// they cannot be renewed, because they have no refresh token or the issuer cannot
// be reached, it returns the old tokens until they have expired.
//
// The error wraps [ErrNoTokens] if the store is empty. It is an [*Error] of
// [CodeAuthFailed] if the tokens have expired and cannot be renewed, which wraps
// [ErrSignInAgain] if only a new sign-in helps, and of [CodeAccountIDMissing] if
// the tokens do not name an account.
func (s *Source) Tokens(ctx context.Context) (Tokens, error) {
	if t, ok := s.ready(); ok {
		return t, ctx.Err()
	}
	return s.fly(ctx, "fresh", patience, s.freshen)
}

// Refresh returns tokens whose access token is not that of rejected. A program calls
// it after the backend answered a request with status 401. The tokens are those of
// the store if another goroutine or process has renewed them already, or else the
// issuer's. The error wraps [ErrSignInAgain] if only a new sign-in helps.
func (s *Source) Refresh(ctx context.Context, rejected Tokens) (Tokens, error) {
	if t, ok := s.ready(); ok && t.Access != rejected.Access {
		return t, ctx.Err()
	}
	key := sha256.Sum256([]byte(rejected.Access.Reveal()))
	return s.fly(ctx, hex.EncodeToString(key[:]), 0, func(ctx context.Context, epoch int) (Tokens, error) {
		return s.replace(ctx, epoch, rejected)
	})
}

// Forget drops the tokens in memory, so that the next call loads them from the
// store. A program calls it after it changed the store: after a sign-in or a
// sign-out.
func (s *Source) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	s.state = sourceState{skewWarned: s.state.skewWarned}
}

// SignOut deletes the tokens from the store and from memory. It waits for a refresh
// in progress, in this process or another, which would save them again. It does not
// ask the issuer to end the sign-in: see [Revoke].
func (s *Source) SignOut(ctx context.Context) error {
	return s.exclusively(ctx, func() error {
		if err := s.store.Delete(ctx); err != nil {
			return err
		}
		forgetRefusal(s.opts.LockFile)
		s.Forget()
		filelock.Remove(s.opts.LockFile)
		return nil
	})
}

// Close waits until the tokens of a refresh or a sign-in in progress are saved, and
// tries once more to save those that could not be saved. A program calls it before
// it ends. ctx limits the wait for the issuer; a store that is saving gets 30
// seconds more. After Close, Tokens still returns tokens that have not expired, but
// no refresh or exchange begins.
//
// Close returns nil if all tokens are saved, and an [*Error] of [CodeNotSaved] if
// tokens are lost, so that the person has to sign in again.
func (s *Source) Close(ctx context.Context) error {
	if err := s.last.close(ctx); err != nil {
		return endedBefore(err)
	}
	if s.snapshot().unsaved == nil {
		return nil
	}
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	return s.exclusively(saving, func() error {
		_, err := s.reload(saving, s.currentEpoch())
		if st := s.snapshot(); err == nil && st.unsaved != nil {
			return lost(st.saveErr)
		}
		if errors.Is(err, ErrNoTokens) { // signed out since
			return nil
		}
		return err
	})
}

// exclusively calls act while no goroutine or process refreshes.
func (s *Source) exclusively(ctx context.Context, act func() error) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.turn }()
	unlock, err := lockFile(ctx, s.opts.LockFile)
	if err != nil {
		return err
	}
	defer unlock()
	return act()
}

// fly calls act once for all callers that wait under the same key, one key after
// the other. act continues if its callers give up. If patience is not 0, a caller
// gives up after that time if it has tokens that still work.
func (s *Source) fly(ctx context.Context, key string, patience time.Duration, act func(context.Context, int) (Tokens, error)) (Tokens, error) {
	if err := ctx.Err(); err != nil {
		return Tokens{}, err
	}
	epoch := s.currentEpoch()
	detached := context.WithoutCancel(ctx)
	result := s.flights.DoChan(fmt.Sprint(epoch, key), func() (t any, err error) {
		s.turn <- struct{}{}
		defer func() { <-s.turn }()
		defer func() {
			if recover() != nil { // a store or a callback panicked on this goroutine
				err = authFailed(errors.New("renewing the sign-in panicked"))
			}
		}()
		return act(detached, epoch)
	})
	var enough <-chan time.Time
	if patience > 0 {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		enough = timer.C
	}
	for {
		select {
		case r := <-result:
			if r.Err != nil {
				return Tokens{}, r.Err
			}
			return r.Val.(Tokens), nil
		case <-enough:
			if held := s.snapshot().held; held != nil && !held.expired(s.now()) {
				return *held, nil
			}
		case <-ctx.Done():
			return Tokens{}, ctx.Err()
		}
	}
}

// ready returns the held tokens and whether they can be used without a flight: they
// are fresh, or the last attempt to renew them failed a moment ago.
func (s *Source) ready() (Tokens, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, now := s.state, s.now()
	switch {
	case st.held == nil:
		return Tokens{}, false
	case now.Before(st.restUntil) && !st.held.expired(now):
		return *st.held, true
	}
	return *st.held, st.unsaved == nil && !st.held.expired(now) && !st.held.due(now, s.opts.Margin)
}

func (s *Source) currentEpoch() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch
}

func (s *Source) now() time.Time { return s.issuer.now() }
