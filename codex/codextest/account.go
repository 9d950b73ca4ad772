package codextest

import "time"

// An Account is a person in a workspace, as tokens name them.
type Account struct {
	ID        string // chatgpt_account_id; empty: a fixed uuid
	UserID    string // chatgpt_user_id; empty: user-EMULATEDvisitor
	Email     string // empty: visitor@example.com
	Plan      string // chatgpt_plan_type; empty: plus
	Residency string // chatgpt_compute_residency; empty: no_constraint

	Pad    int    // access tokens of at least so many bytes; 0: about 2 KB, as real ones
	Canary string // letters, digits, - and _ that every token and grant of this account contains, for leak tests
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

// unconstrained is the residency of accounts that may be served anywhere.
const unconstrained = "no_constraint"

// personal reports whether the plan has exactly one workspace, so that
// requests need not name it.
func (a Account) personal() bool {
	switch a.Plan {
	case "free", "go", "plus", "pro", "prolite", "promax":
		return true
	}
	return false
}

// Tokens is what a sign-in gives, in plain text: for tests and for writing
// an auth.json by hand.
type Tokens struct {
	Access, Refresh, ID string
	Account             Account
	Expiry              time.Time // when Access ends
}

// SignIn returns tokens that the server knows, as if account had just signed
// in. Zero fields of account are filled in. The access token lives for ttl:
// 0 means Options.LoginTTL, a negative one has ended already.
func (s *Server) SignIn(account Account, ttl time.Duration) Tokens {
	if ttl == 0 {
		ttl = s.opts.LoginTTL
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(&grant{account: account.filled()}, ttl)
}

// ExpireAccess makes the backend refuse every access token given so far as
// expired, whatever its exp claim says. Refreshing still works.
func (s *Server) ExpireAccess() { s.endAccess(tokenExpired) }

// RevokeAccess makes the backend refuse every access token given so far as
// invalidated. Refreshing still works.
func (s *Server) RevokeAccess() { s.endAccess(tokenInvalidated) }

func (s *Server) endAccess(why tokenState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.access {
		a.state = why
	}
}

// RevokeSignIns ends every sign-in so far: access tokens are refused as
// invalidated, refresh tokens as revoked.
func (s *Server) RevokeSignIns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.refresh {
		r.grant.revoked = true
	}
}
