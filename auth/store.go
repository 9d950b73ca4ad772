package auth

import "context"

// ErrNoTokens is returned by [Store.Load] if the store is empty: the person has not
// signed in, or has signed out.
var ErrNoTokens error = &Error{Code: CodeNotSignedIn, Sentence: "You are not signed in.", Hint: "Sign in first."}

// ErrSignInAgain is wrapped by errors after which only a new sign-in helps: the
// refresh token has expired, or was used or revoked.
var ErrSignInAgain error = &Error{Code: CodeSignInAgain, Sentence: "Your sign-in has ended.", Hint: "Sign in again."}

// A Store saves the tokens of one sign-in. [Source] and the sign-in flows call it;
// programs get tokens from a Source. [Keychain], [Sealed], [CodexFile] and [Memory]
// implement Store. Another implementation encodes tokens with [MarshalTokens], and
// package auth/authtest tests whether it follows the rules below.
//
// Methods may be called concurrently, also by several processes. They return
// ctx.Err() if ctx has ended, and return within a few seconds even if a part of the
// system hangs. Errors never hold a secret.
type Store interface {
	// Load returns the saved tokens, or an error that wraps [ErrNoTokens] if
	// the store is empty.
	Load(ctx context.Context) (Tokens, error)
	// Save replaces the saved tokens. If it returns nil, Load returns t. If it
	// returns an error, Load returns the old tokens or t, never a mixture.
	Save(ctx context.Context, t Tokens) error
	// Delete removes every trace of the tokens. It returns nil if the store is
	// empty.
	Delete(ctx context.Context) error
}

// A SaveChecker is a [Store] that can predict whether Save would succeed. A [Source]
// asks it before it sends a refresh token, because tokens that cannot be saved are
// lost when the program ends.
type SaveChecker interface {
	// CanSave returns nil if Save would succeed, or the error that Save would
	// return, as far as the store can know without changing what it holds.
	CanSave(ctx context.Context) error
}

// CanSave calls the CanSave method of store. It returns nil if store is no
// [SaveChecker].
func CanSave(ctx context.Context, store Store) error {
	if checker, ok := store.(SaveChecker); ok {
		return checker.CanSave(ctx)
	}
	return nil
}
