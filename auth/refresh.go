package auth

import (
	"context"
	"net/http"
)

// Reasons that the Codex CLI gives with a refresh (openai/codex
// login/src/auth/manager.rs).
const (
	reasonExpiry   = "proactive_expiry"
	reasonRejected = "unauthorized_recovery"
)

// refresh spends the refresh token of old. A refusal that no repetition can
// mend wraps [ErrSignInAgain].
func (i issuer) refresh(ctx context.Context, old Tokens, reason string) (Tokens, error) {
	a, err := twice(func() (answer, error) { return i.askRefresh(ctx, old.Refresh, reason) })
	if err != nil {
		return Tokens{}, err
	}
	return i.refreshed(old, a)
}

// refreshed reads the answer to a refresh.
func (i issuer) refreshed(old Tokens, a answer) (Tokens, error) {
	switch {
	case a.refused():
		return Tokens{}, a.refusal()
	case !a.ok() || a.body == nil:
		return Tokens{}, a.failure()
	case a.body.text("access_token") == "" && a.body.text("refresh_token") == "":
		return Tokens{}, a.missing("access_token")
	}
	return i.merge(old, a), nil
}

// askRefresh sends what the Codex CLI sends, or a form with what RFC 6749
// section 6 asks for.
func (i issuer) askRefresh(ctx context.Context, token Secret, reason string) (answer, error) {
	fields := i.provider.with(map[string]string{
		"client_id":     i.provider.ClientID,
		"grant_type":    "refresh_token",
		"refresh_token": token.Reveal(),
	})
	if i.provider.RefreshForm {
		return i.postForm(ctx, i.provider.TokenURL, fields)
	}
	fields["refresh_reason"] = reason
	return i.postJSON(ctx, i.provider.TokenURL, fields)
}

// refusals are the codes that end a sign-in, with the reason for the user. The
// Codex CLI counts the first four and any 401; the others would otherwise be
// asked again for ever.
var refusals = map[string]string{
	"refresh_token_expired":     "Your sign-in has expired.",
	"refresh_token_reused":      "Your sign-in was already renewed elsewhere.",
	"refresh_token_invalidated": "Your sign-in was ended elsewhere.",
	"invalid_grant":             "Your sign-in is no longer accepted.",
	"app_session_terminated":    "Your sign-in was ended elsewhere.",
	"invalid_refresh_token":     "Your sign-in is no longer accepted.",
	"token_expired":             "Your sign-in has expired.",
	"token_invalidated":         "Your sign-in was ended elsewhere.",
	"unauthorized_client":       "ChatGPT does not accept this program's sign-in any more.",
	"invalid_client":            "ChatGPT does not accept this program's sign-in any more.",
	"access_denied":             "ChatGPT refuses this account.",
}

// refused reports whether the answer to a refresh is permanent. A page for
// browsers is somebody in the way, and a 5xx is a fault, whatever they say.
func (a answer) refused() bool {
	if a.page || a.status < 400 || a.status >= 500 || a.status == http.StatusTooManyRequests {
		return false
	}
	return refusals[a.code()] != "" || a.status == http.StatusUnauthorized
}

func (a answer) refusal() error { return refusal(first(a.code(), "unauthorized"), a.chain()) }

func refusal(code string, cause error) error {
	return &Error{
		Code:     Code(code),
		Sentence: first(refusals[code], "Your sign-in is no longer accepted."),
		Hint:     "Sign in again.",
		Err:      refusedError{cause},
	}
}

// refusedError makes a refusal wrap ErrSignInAgain.
type refusedError struct{ error }

func (e refusedError) Unwrap() []error { return []error{e.error, ErrSignInAgain} }
