package auth

import (
	"context"
	"time"
)

const (
	defaultLife = time.Hour                 // life of an access token without expires_in
	longestLife = 10 * 365 * 24 * time.Hour // a longer expires_in is ignored
)

// A grant is an authorization code. The issuer exchanges it for tokens once.
type grant struct {
	code, verifier Secret
	redirectURI    string // redirect_uri of the authorization, byte for byte

	// The following are empty unless the issuer registers clients.

	nonce  Secret
	client Registration // client of the authorization; its Subject is the person who may sign in, or empty
}

// exchange exchanges a grant for tokens (RFC 6749 section 4.1.3, RFC 7636 section
// 4.5). The endpoint accepts only a form.
func (i issuer) exchange(ctx context.Context, g grant) (Tokens, error) {
	if i.provider.dynamic() {
		return i.exchangeDynamic(ctx, g)
	}
	a, err := i.postForm(ctx, i.provider.TokenURL, i.provider.with(map[string]string{
		"grant_type":    "authorization_code",
		"client_id":     i.provider.ClientID,
		"code":          g.code.Reveal(),
		"code_verifier": g.verifier.Reveal(),
		"redirect_uri":  g.redirectURI,
	}))
	if err != nil {
		return Tokens{}, err
	}
	return i.exchanged(a)
}

// exchanged returns the tokens in the answer to an exchange.
func (i issuer) exchanged(a answer) (Tokens, error) {
	switch {
	case !a.ok() || a.body == nil:
		return Tokens{}, a.failure(signingIn)
	case a.body.text("access_token") == "":
		return Tokens{}, a.missing("access_token")
	}
	return i.merge(Tokens{}, a).Bind(i.provider), nil
}

// merge returns old with the fields that an answer of the token endpoint holds.
func (i issuer) merge(old Tokens, a answer) Tokens {
	t := old
	replace := func(secret *Secret, field string) {
		if value := a.body.text(field); value != "" {
			*secret = NewSecret(value)
		}
	}
	replace(&t.Access, "access_token")
	replace(&t.Refresh, "refresh_token")
	replace(&t.ID, "id_token")
	t.LastRefresh = i.now()
	if t.Access != old.Access {
		t.Expiry = i.now().Add(life(a.body))
	}
	t.Email, t.Plan = "", ""
	t = t.withClaims()
	t.Email, t.Plan = first(t.Email, old.Email), first(t.Plan, old.Plan)
	return t
}

// life returns how long a new access token is valid.
func life(body object) time.Duration {
	seconds, ok := body.number("expires_in")
	if !ok || seconds <= 0 || seconds > longestLife.Seconds() {
		return defaultLife
	}
	return time.Duration(seconds * float64(time.Second))
}
