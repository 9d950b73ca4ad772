package codextest

import "time"

// An Account is a person in a workspace, in the terms of the tokens' claims.
type Account struct {
	ID        string // chatgpt_account_id; "" means a fixed uuid
	UserID    string // chatgpt_user_id; "" means user-EMULATEDvisitor
	Email     string // "" means visitor@example.com
	Plan      string // chatgpt_plan_type; "" means plus
	Residency string // chatgpt_compute_residency; "" means no_constraint

	Pad    int    // least length of access tokens in bytes; 0 means about 2 KB, as for real ones
	Canary string // letters, digits, - and _ in every token and grant of this account, for tests that look for leaks
}

func (a Account) filled() Account {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&a.ID, "5ad7ac28-6b1f-4c55-9d1c-0f1e2d3c4b5a")
	fill(&a.UserID, "user-EMULATEDvisitor")
	fill(&a.Email, "visitor@example.com")
	fill(&a.Plan, "plus")
	fill(&a.Residency, unconstrained)
	return a
}

// unconstrained is the residency of accounts that any region may serve.
const unconstrained = "no_constraint"

// personal reports whether the plan has exactly one workspace, so that requests
// need not name it.
func (a Account) personal() bool {
	switch a.Plan {
	case "free", "go", "plus", "pro", "prolite", "promax":
		return true
	}
	return false
}

// Tokens are the tokens of a sign-in in plain text, for tests and for writing
// an auth.json.
type Tokens struct {
	Access, Refresh, ID string
	Account             Account
	Expiry              time.Time // end of Access

	// The following are set by [Server.SignInDocumented] alone.

	ClientID, Subject, Scope string
	EarliestRefresh          time.Time // before which Refresh is refused
}

// SignIn signs account in and returns its tokens. It fills in zero fields of
// account. The access token lives for ttl: 0 means Options.LoginTTL, and with a
// negative one the token has already expired.
func (s *Server) SignIn(account Account, ttl time.Duration) Tokens {
	if ttl == 0 {
		ttl = s.opts.LoginTTL
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(&grant{account: account.filled()}, ttl)
}

// ExpireAccess makes the backend refuse all access tokens so far as expired,
// independent of their exp claim. Refreshing still works.
func (s *Server) ExpireAccess() { s.endAccess(tokenExpired) }

// RevokeAccess makes the backend refuse all access tokens so far as
// invalidated. Refreshing still works.
func (s *Server) RevokeAccess() { s.endAccess(tokenInvalidated) }

func (s *Server) endAccess(why tokenState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.access {
		a.state = why
	}
	for _, a := range s.documented.access {
		a.state = why
	}
}

// RevokeSignIns ends all sign-ins so far: the backend refuses their access
// tokens as invalidated, and the issuer their refresh tokens as revoked.
func (s *Server) RevokeSignIns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.refresh {
		r.grant.revoked = true
	}
	for _, r := range s.documented.refresh {
		r.grant.revoked = true
	}
}
