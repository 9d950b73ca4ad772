package auth

import (
	"context"
	"time"
)

const (
	defaultLife = time.Hour                 // of an access token when the issuer names none
	longestLife = 10 * 365 * 24 * time.Hour // beyond it the number is nonsense
)

// A grant is what a sign-in flow ends with: a code that buys tokens once.
type grant struct {
	code, verifier Secret
	redirectURI    string // the one of the authorization, byte for byte
}

// exchange buys tokens with a grant (RFC 6749 section 4.1.3, RFC 7636 section
// 4.5). The endpoint takes a form only.
func (i issuer) exchange(ctx context.Context, g grant) (Tokens, error) {
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

// exchanged reads the answer to an exchange.
func (i issuer) exchanged(a answer) (Tokens, error) {
	switch {
	case !a.ok() || a.body == nil:
		return Tokens{}, a.failure(signingIn)
	case a.body.text("access_token") == "":
		return Tokens{}, a.missing("access_token")
	}
	return i.merge(Tokens{}, a).Bind(i.provider), nil
}

// merge lays the answer of the token endpoint over old: what the server
// leaves out keeps its old value.
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

func life(body object) time.Duration {
	seconds, ok := body.number("expires_in")
	if !ok || seconds <= 0 || seconds > longestLife.Seconds() {
		return defaultLife
	}
	return time.Duration(seconds * float64(time.Second))
}
