package auth

import (
	"strings"
	"time"
)

// Tokens is one person's sign-in: what the issuer gave, and what the claims
// inside say. It is a value; copies are independent.
type Tokens struct {
	Access  Secret // bearer of every request; never empty in a saved set
	Refresh Secret // single use: each refresh answers with the next one; may be empty
	ID      Secret // OpenID id token; only its claims are used; may be empty

	AccountID string    // ChatGPT-Account-Id; from the id token's claims, then the access token's, then their organizations
	Email     string    // for display; may be empty
	Plan      string    // chatgpt_plan_type; an open set, shown as it is
	Expiry    time.Time // when Access ends; zero means unknown

	// Provider names the [Provider] of the set; empty means [Codex]'s.
	Provider string
	// Issuer and BaseURL bind the set to the hosts it was got for: Refresh
	// goes to Issuer's host only, Access to BaseURL's host only. See [Tokens.CheckURL].
	Issuer  string
	BaseURL string

	LastRefresh time.Time // when the issuer last gave tokens; zero means unknown
}

// maxAge is how long a token without a readable expiry counts as fresh
// (openai/codex login/src/auth/manager.rs).
const maxAge = 8 * 24 * time.Hour

// expired reports whether the access token has ended, as far as is known.
func (t Tokens) expired(now time.Time) bool {
	return !t.Expiry.IsZero() && !now.Before(t.Expiry)
}

// stale reports whether the access token ends within margin.
func (t Tokens) stale(now time.Time, margin time.Duration) bool {
	if t.Expiry.IsZero() {
		return !t.LastRefresh.IsZero() && now.Sub(t.LastRefresh) > maxAge
	}
	return now.Add(margin).After(t.Expiry)
}

// withClaims fills the fields that are empty from the claims of the id token,
// then of the access token.
func (t Tokens) withClaims() Tokens {
	id, access := ParseClaims(t.ID), ParseClaims(t.Access)
	t.AccountID = first(strings.TrimSpace(t.AccountID), id.AccountID, access.AccountID, id.Organization, access.Organization)
	t.Email = first(t.Email, id.Email, access.Email)
	t.Plan = first(t.Plan, id.Plan, access.Plan)
	if t.Expiry.IsZero() {
		t.Expiry = access.Expiry
	}
	return t
}
