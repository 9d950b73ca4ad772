package auth

import (
	"context"
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
	case !a.ok() || a.body == nil:
		return Tokens{}, a.failure(renewing)
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
