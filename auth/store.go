package auth

import "context"

// ErrNoTokens is returned by [Store.Load] when nobody is signed in. It is the
// normal state of a first start, not a fault.
var ErrNoTokens error = &Error{Code: CodeNotSignedIn, Sentence: "You are not signed in.", Hint: "Sign in first."}

// ErrSignInAgain is wrapped by every error that only a new sign-in can mend:
// the refresh token is expired, used, or revoked.
var ErrSignInAgain error = &Error{Code: CodeSignInAgain, Sentence: "Your sign-in is over.", Hint: "Sign in again."}

// A Store keeps one set of tokens. [Source] and the sign-in flows call it;
// other code reads tokens through a Source.
//
// Methods may be called concurrently, also by several processes. They honour
// ctx and return within a few seconds even when the system part they use
// hangs. An error never holds a secret. Package authtest tests these rules.
type Store interface {
	// Load returns the saved tokens. It returns an error that wraps
	// [ErrNoTokens] when there are none.
	Load(ctx context.Context) (Tokens, error)
	// Save replaces the saved tokens. When it returns nil they have been read
	// back; when it fails, Load still returns the old set or the new one,
	// never a mixture.
	Save(ctx context.Context, t Tokens) error
	// Delete removes every trace of the tokens. Deleting nothing is no error.
	Delete(ctx context.Context) error
}

// A SaveChecker is a [Store] that can find out whether a Save would work. A
// [Source] asks it before it spends a refresh token: what the issuer gives for
// the token is lost unless it can be saved.
type SaveChecker interface {
	// CanSave returns nil unless Save would fail, as far as the store can know
	// without changing what it holds. The error is the one that Save would
	// return.
	CanSave(ctx context.Context) error
}

// CanSave asks store whether a Save would work. A store that is no
// [SaveChecker] counts as one that can.
func CanSave(ctx context.Context, store Store) error {
	if checker, ok := store.(SaveChecker); ok {
		return checker.CanSave(ctx)
	}
	return nil
}
