package auth

import (
	"context"
	"net/http"
	"time"
)

// SourceOptions configures a [Source]. Store or Tokens must be given.
type SourceOptions struct {
	Provider   Provider
	Store      Store
	Tokens     *Tokens       // inline tokens instead of a store, for scripts and tests
	LockFile   string        // flock path that serialises refreshes over processes; "": this process only
	HTTPClient *http.Client  // nil: http.DefaultClient
	Margin     time.Duration // refresh this long before expiry; 0: 5 minutes
	OnTokens   func(Tokens)  // called after each refresh, once the new tokens are saved
	Now        func() time.Time
}

// A Source hands out tokens that are fresh enough to use. It loads lazily,
// refreshes before expiry, one refresh at a time over all goroutines and
// processes, and saves new tokens before it returns them. It is safe for
// concurrent use.
type Source struct{}

// NewSource returns a Source. It does no I/O.
func NewSource(opts SourceOptions) (*Source, error) { panic("skeleton") }

// Tokens returns tokens whose access token is not about to expire.
func (s *Source) Tokens(ctx context.Context) (Tokens, error) { panic("skeleton") }

// Refresh is for a caller whose request was answered with 401: it returns
// tokens other than rejected, from the store if another process has already
// refreshed, otherwise from the issuer. It fails with [ErrSignInAgain] when
// there can be none.
func (s *Source) Refresh(ctx context.Context, rejected Tokens) (Tokens, error) { panic("skeleton") }

// Forget drops the tokens held in memory, so that the next call loads the
// store anew: after a sign-in, a sign-out or a switch of account.
func (s *Source) Forget() { panic("skeleton") }
