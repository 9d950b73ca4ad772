package auth

import (
	"context"
	"time"
)

const revokeTime = 10 * time.Second // limit of openai/codex login/src/auth/revoke.rs

// Revoke asks the issuer to end the sign-in on all machines (RFC 7009, in the JSON
// of openai/codex login/src/auth/revoke.rs). It does not delete the tokens from a
// store; [Source.SignOut] does. Of opts it uses Provider, HTTPClient and Now. The
// error is an [*Error] of [CodeOtherIssuer] if another issuer issued t; then
// nothing is sent.
//
// For tokens of [Documented] it sends a form to the revocation endpoint of the
// issuer's metadata (RFC 8414), up to three times. The error then is one of
// [CodeNotRevoked], and the program should still delete the tokens.
func Revoke(ctx context.Context, opts FlowOptions, t Tokens) error {
	server := opts.issuer()
	if err := checkIssuer(t, server.provider); err != nil {
		return err
	}
	if server.provider.dynamic() {
		return opts.revokeDynamic(ctx, server, t)
	}
	fields := map[string]string{
		"token": t.Refresh.Reveal(), "token_type_hint": "refresh_token", "client_id": server.provider.ClientID,
	}
	if t.Refresh.IsZero() {
		fields = map[string]string{"token": t.Access.Reveal(), "token_type_hint": "access_token"}
	}
	if fields["token"] == "" {
		return ErrNoTokens
	}
	ctx, cancel := context.WithTimeout(ctx, revokeTime)
	defer cancel()
	a, err := twice(func() (answer, error) { return server.postJSON(ctx, server.provider.RevokeURL, fields) })
	if err != nil {
		return err
	}
	if !a.ok() || a.page {
		return a.failure(signingIn)
	}
	return nil
}
