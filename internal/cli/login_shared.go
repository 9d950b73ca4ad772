package cli

import (
	"context"
	"errors"

	"banter/auth"
	"banter/codex"
)

// tryShared checks whether the Codex CLI's sign-in works here: whether it
// belongs to the servers that are set, and whether they accept it. It renews
// the sign-in in place if that is due. If the server cannot be asked, it warns,
// and the sign-in counts as working until it expires.
func (s *services) tryShared(ctx context.Context, warn func(error)) (auth.Tokens, error) {
	tokens, err := s.source.Tokens(ctx)
	if err != nil {
		return tokens, sharedFault(err)
	}
	if id := auth.ParseClaims(tokens.Access).ClientID; id != "" && id != s.provider.ClientID {
		return tokens, &failure{"The sign-in in the Codex CLI's file was made by another program, and only that program can renew it.",
			"Sign in with a code instead, or with the Codex CLI: codex login."}
	}
	_, err = s.client.Limits(ctx) // does not count against the plan
	if fault, ok := errors.AsType[*codex.Error](err); ok && (fault.Code == codex.CodeSignIn || fault.Code == codex.CodeCanceled) {
		return tokens, sharedFault(err)
	}
	if err != nil {
		warn(&failure{"The server could not be asked whether the sign-in still works.", "Your first question will show it."})
	}
	return s.source.Tokens(ctx) // Limits may have renewed them
}

// sharedFault returns err, as a *sharedOver if the sign-in has ended.
func sharedFault(err error) error {
	if errors.Is(err, auth.ErrSignInAgain) {
		return &sharedOver{err}
	}
	return err
}

// A sharedOver reports a sign-in of the Codex CLI that the issuer no longer
// accepts.
type sharedOver struct{ error }

func (e *sharedOver) Unwrap() error { return e.error }

// Notice implements notice.Noticer.
func (e *sharedOver) Notice() (sentence, hint string) {
	return "The Codex CLI's sign-in has ended; the server no longer accepts it.", "Sign in with a code instead, or with the Codex CLI: codex login."
}
