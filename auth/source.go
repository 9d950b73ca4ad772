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
	restTime      = 30 * time.Second // between tries to refresh a token that still works
	patience      = 5 * time.Second  // for a refresh, with a token in hand that still works
	storeTime     = 20 * time.Second // one call of a store, for stores that know no limit of their own
)

// SourceOptions configures a [Source]. Store or Tokens must be given.
type SourceOptions struct {
	Provider   Provider      // zero: Codex()
	Store      Store         // where the tokens are
	Tokens     *Tokens       // inline tokens instead of a store, for scripts and tests
	LockFile   string        // flock path that serialises refreshes over processes; "": this process only
	HTTPClient *http.Client  // nil: http.DefaultClient
	Margin     time.Duration // refresh this long before expiry; 0: 5 minutes
	OnTokens   func(Tokens)  // called after each refresh, once the new tokens are saved
	// OnWarning is told what a person should know although the tokens still
	// work: each is an [*Error] with words. Like OnTokens it is called from
	// the refreshing goroutine and must not call the Source.
	OnWarning func(error)
	Now       func() time.Time
	Sleep     func(ctx context.Context, d time.Duration) error
}

// A Source hands out tokens that are fresh enough to use. It loads lazily,
// refreshes before expiry, one refresh at a time over all goroutines and
// processes, and saves new tokens before it returns them. It is safe for
// concurrent use.
//
// A caller that gives up does not stop a refresh that others, or the next
// call, will want: a refresh token is good once, and the answer to it must
// reach the store.
type Source struct {
	opts   SourceOptions
	issuer issuer
	store  Store

	flights singleflight.Group
	turn    chan struct{} // holds one token while a flight is in the air
	last    lastSteps     // calls to the issuer whose answer must be saved

	mu    sync.Mutex
	epoch int // counts Forget
	state sourceState
}

// A sourceState is what a Source knows.
type sourceState struct {
	held      *Tokens   // what was loaded or got last
	unsaved   *Tokens   // what the store holds instead, when held could not be saved
	saveErr   error     // why not
	refused   error     // the issuer's last word on refusedOf
	refusedOf Secret    // a refresh token that is never sent again
	restUntil time.Time // nothing that failed is tried again before, unless held has ended
	skewTold  bool      // the person knows that the clock is wrong
	storeTold bool      // the person knows that the store takes nothing
}

// NewSource returns a Source. It does no I/O. Without a store and tokens it
// fails with an [*Error] of CodeTokensRequired.
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
	s.issuer.onSkew = s.tellSkew
	return s, nil
}

// Tokens returns tokens whose access token is not about to expire, as far as
// that can be had: without a refresh token, or while the issuer cannot be
// asked, it returns the ones there are until they have really expired. Then
// it fails with an [*Error] of CodeAuthFailed, which wraps [ErrSignInAgain]
// when the issuer has refused for good. With an empty store the error wraps
// [ErrNoTokens].
func (s *Source) Tokens(ctx context.Context) (Tokens, error) {
	if t, ok := s.ready(); ok {
		return t, ctx.Err()
	}
	return s.fly(ctx, "fresh", patience, s.freshen)
}

// Refresh is for a caller whose request was answered with 401: it returns
// tokens other than rejected, from the store if another process has already
// refreshed, otherwise from the issuer. It fails with [ErrSignInAgain] when
// there can be none.
func (s *Source) Refresh(ctx context.Context, rejected Tokens) (Tokens, error) {
	if t, ok := s.ready(); ok && t.Access != rejected.Access {
		return t, ctx.Err()
	}
	key := sha256.Sum256([]byte(rejected.Access.Reveal()))
	return s.fly(ctx, hex.EncodeToString(key[:]), 0, func(ctx context.Context, epoch int) (Tokens, error) {
		return s.replace(ctx, epoch, rejected)
	})
}

// Forget drops the tokens held in memory, so that the next call loads the
// store anew: after a sign-in, a sign-out or a switch of account.
func (s *Source) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	s.state = sourceState{skewTold: s.state.skewTold}
}

// SignOut deletes the tokens from the store and forgets them. It waits for a
// refresh in progress, here or in another process, which would bring them back.
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

// Close is called before the program ends. It waits for a refresh under way and
// for the last step of a sign-in (see [FlowOptions]) until the new tokens are
// saved, and tries once more to save those that could not be saved. ctx bounds
// the wait for the issuer; a store that is saving what the issuer gave has 30
// seconds more. No refresh begins afterwards; tokens that still work can be had.
// Close returns nil when nothing is unsaved, and an [*Error] of CodeNotSaved when
// the next start will ask to sign in again.
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

// exclusively runs act while nobody refreshes.
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

// fly runs act for all callers that wait under the same key, one key after the
// other. act goes on when its callers give up. With patience, a caller gives
// up after that time if tokens are there that still work.
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
			if recover() != nil { // in a store or a callback: nobody else could catch it
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

// ready returns the held tokens if nothing needs to be done about them, or
// nothing can be just now.
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
	return *st.held, st.unsaved == nil && !st.held.stale(now, s.opts.Margin)
}

func (s *Source) currentEpoch() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch
}

func (s *Source) now() time.Time { return s.issuer.now() }
