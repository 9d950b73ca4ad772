package auth

import (
	"strings"
	"time"
)

// Tokens are the tokens of one sign-in, with the claims that programs use. General
// encodings of Tokens fail: see [MarshalTokens].
type Tokens struct {
	Access  Secret // bearer token of each request; not empty in saved tokens
	Refresh Secret // valid once: a refresh returns the next one; may be empty
	ID      Secret // OpenID id token, used for its claims only; may be empty

	// AccountID is sent as ChatGPT-Account-Id. It is that of the id token's
	// claims, or else the access token's, or else the Organization of one.
	AccountID string
	Email     string    // to show to the person; may be empty
	Plan      string    // claim chatgpt_plan_type, to show to the person; may be empty
	Expiry    time.Time // when Access expires; zero: unknown

	// Provider is the name of a [Provider]; empty means that of [Codex].
	Provider string
	// Issuer and BaseURL bind the tokens to servers: Refresh is sent only to
	// the origin of Issuer, Access only to that of BaseURL. See [Tokens.Bind]
	// and [Tokens.CheckURL].
	Issuer  string
	BaseURL string

	LastRefresh time.Time // when the issuer issued the tokens; zero: unknown

	// The following are empty for tokens of [Codex].

	ClientID string // client id that the issuer issued to the person; the tokens work only with it
	Subject  string // the person, as the verified id token names them for ClientID; AccountID may be empty
	Scope    string // scopes that the issuer granted, separated by spaces; see [Tokens.PlanUse]
	// EarliestRefresh is the time, by this machine's clock, before which Refresh
	// must not be used; zero: any time.
	EarliestRefresh time.Time
}

// maxAge is the age up to which an access token without a known expiry counts as
// fresh. It is that of openai/codex login/src/auth/manager.rs.
const maxAge = 8 * 24 * time.Hour

// expired reports whether the access token is known to have expired.
func (t Tokens) expired(now time.Time) bool {
	return !t.Expiry.IsZero() && !now.Before(t.Expiry)
}

// stale reports whether the access token expires within margin, or is older than
// maxAge if its expiry is unknown.
func (t Tokens) stale(now time.Time, margin time.Duration) bool {
	if t.Expiry.IsZero() {
		return !t.LastRefresh.IsZero() && now.Sub(t.LastRefresh) > maxAge
	}
	return now.Add(margin).After(t.Expiry)
}

// due reports whether the tokens are stale and may be renewed.
func (t Tokens) due(now time.Time, margin time.Duration) bool {
	return t.stale(now, margin) && !t.early(now)
}

// early reports whether Refresh must not be used yet.
func (t Tokens) early(now time.Time) bool { return now.Before(t.EarliestRefresh) }

// withClaims returns t with its empty fields filled from the claims of the id token,
// or else of the access token.
func (t Tokens) withClaims() Tokens {
	if t.ClientID != "" {
		return t // its claims are verified when the tokens come, and its access token is opaque
	}
	id, access := ParseClaims(t.ID), ParseClaims(t.Access)
	t.AccountID = first(strings.TrimSpace(t.AccountID), id.AccountID, access.AccountID, id.Organization, access.Organization)
	t.Email = first(t.Email, id.Email, access.Email)
	t.Plan = first(t.Plan, id.Plan, access.Plan)
	if t.Expiry.IsZero() {
		t.Expiry = access.Expiry
	}
	return t
}
