// Package authtest has helpers for tests of programs that store or use tokens: a
// conformance suite for stores, tokens, and keychains and stores that fail on
// demand.
package authtest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"banter/auth"
)

// Canary is part of each secret that this package makes. If it appears outside of
// a store, a token has leaked.
const Canary = "canary-7f3e91"

// JWT returns an unsigned token with the given claims, whose signature is the
// [Canary]. It panics if claims cannot be encoded.
func JWT(claims map[string]any) string {
	payload, err := json.Marshal(claims)
	if err != nil {
		panic("authtest: claims that are no JSON: " + err.Error())
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode(payload) + "." + Canary
}

// AccountID is the account id of [Tokens].
const AccountID = "acc-0a1b2c"

// Tokens returns tokens like those of a sign-in. Each secret contains name, so
// that tokens can be distinguished. The claims contain expiry in seconds.
func Tokens(name string, expiry time.Time) auth.Tokens {
	claims := func(kind string) map[string]any {
		return map[string]any{
			"jti":   kind + "-" + name,
			"exp":   expiry.Unix(),
			"email": "ada@example.com",
			"https://api.openai.com/auth": map[string]any{
				"chatgpt_account_id": AccountID,
				"chatgpt_plan_type":  "plus",
			},
		}
	}
	return auth.Tokens{
		Access:      auth.NewSecret(JWT(claims("access"))),
		Refresh:     auth.NewSecret("refresh-" + name + "-" + Canary),
		ID:          auth.NewSecret(JWT(claims("id"))),
		AccountID:   AccountID,
		Email:       "ada@example.com",
		Plan:        "plus",
		Expiry:      time.Unix(expiry.Unix(), 0).UTC(),
		LastRefresh: time.Unix(expiry.Unix(), 0).UTC().Add(-240 * time.Hour),
	}.Bind(auth.Codex())
}

// Grow returns t with a refresh token of more than size bytes.
func Grow(t auth.Tokens, size int) auth.Tokens {
	t.Refresh = auth.NewSecret(t.Refresh.Reveal() + strings.Repeat("x", size))
	return t
}

// Same reports whether two sets are the same sign-in. A store need not keep
// Issuer and BaseURL; if it does, they must be the same.
func Same(a, b auth.Tokens) bool {
	bound := func(x, y string) bool { return x == "" || y == "" || x == y }
	return a.Access == b.Access && a.Refresh == b.Refresh && a.ID == b.ID &&
		a.AccountID == b.AccountID && a.Email == b.Email && a.Plan == b.Plan &&
		a.Expiry.Equal(b.Expiry) && a.LastRefresh.Equal(b.LastRefresh) &&
		a.ClientID == b.ClientID && a.Subject == b.Subject && a.Scope == b.Scope && a.EarliestRefresh.Equal(b.EarliestRefresh) &&
		bound(a.Issuer, b.Issuer) && bound(a.BaseURL, b.BaseURL)
}
