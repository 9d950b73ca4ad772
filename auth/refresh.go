package auth

import "context"

// Values of refresh_reason, which the Codex CLI sends with a refresh
// (openai/codex login/src/auth/manager.rs).
const (
	reasonExpiry   = "proactive_expiry"      // the access token ends soon
	reasonRejected = "unauthorized_recovery" // the backend rejected the access token
)

// refresh exchanges the refresh token of old, which is valid once, for new tokens.
// The error wraps [ErrSignInAgain] if the issuer refuses for good.
func (i issuer) refresh(ctx context.Context, old Tokens, reason string) (Tokens, error) {
	if i.provider.dynamic() {
		return i.refreshDynamic(ctx, old)
	}
	a, err := twice(func() (answer, error) { return i.askRefresh(ctx, old.Refresh, reason) })
	if err != nil {
		return Tokens{}, err
	}
	return i.refreshed(old, a)
}

// refreshed returns the tokens in the answer to a refresh.
func (i issuer) refreshed(old Tokens, a answer) (Tokens, error) {
	switch {
	case !a.ok() || a.body == nil:
		return Tokens{}, a.failure(renewing)
	case a.body.text("access_token") == "" && a.body.text("refresh_token") == "":
		return Tokens{}, a.missing("access_token")
	}
	return i.merge(old, a), nil
}

// askRefresh sends a refresh as the Codex CLI does, in JSON, or as RFC 6749 section
// 6 does, in a form.
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
