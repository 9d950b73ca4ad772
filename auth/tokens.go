package auth

import "time"

// Tokens is one person's sign-in: what the issuer gave, and what the claims
// inside say. It is a value; copies are independent.
type Tokens struct {
	Access  Secret // bearer of every request; never empty in a saved set
	Refresh Secret // single use: each refresh answers with the next one; may be empty
	ID      Secret // OpenID id token; only its claims are used; may be empty

	AccountID string    // ChatGPT-Account-Id; from the id token's claims, then the access token's
	Email     string    // for display; may be empty
	Plan      string    // chatgpt_plan_type; an open set, shown as it is
	Expiry    time.Time // when Access ends; zero means unknown

	// Issuer and BaseURL bind the set to the hosts it was got for: Refresh
	// goes to Issuer's host only, Access to BaseURL's host only. See [Tokens.CheckURL].
	Issuer  string
	BaseURL string

	LastRefresh time.Time // when the issuer last gave tokens; zero means unknown
}
