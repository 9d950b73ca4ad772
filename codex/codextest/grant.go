package codextest

import "time"

// refreshedTTL is the life of an access token from a refresh: ten days, as
// measured on the real issuer.
const refreshedTTL = 240 * time.Hour

// idTTL is the life of an id token.
const idTTL = time.Hour

// A grant is a sign-in. Every token belongs to one.
type grant struct {
	account Account
	revoked bool
}

// tokenState is the state of an access token at the backend.
type tokenState int

const (
	tokenGood tokenState = iota
	tokenExpired
	tokenInvalidated
)

// access is an access token that the issuer issued.
type access struct {
	grant *grant
	exp   time.Time
	state tokenState
}

// stateAt returns the state of the token at a time.
func (a *access) stateAt(now time.Time) tokenState {
	switch {
	case a.grant.revoked || a.state == tokenInvalidated:
		return tokenInvalidated
	case a.state == tokenExpired || !now.Before(a.exp):
		return tokenExpired
	}
	return tokenGood
}

// refresh is a refresh token that the issuer issued. It works once.
type refresh struct {
	grant *grant
	used  bool
}

// issue issues a set of tokens for g. Callers hold s.mu.
func (s *Server) issue(g *grant, ttl time.Duration) Tokens {
	now := s.now()
	set := Tokens{
		Access:  accessToken(g.account, now, ttl, s.next()),
		Refresh: refreshToken(g.account, s.next()),
		ID:      idToken(g.account, now, s.next()),
		Account: g.account,
		Expiry:  time.Unix(now.Add(ttl).Unix(), 0),
	}
	s.access[set.Access] = &access{grant: g, exp: set.Expiry}
	s.refresh[set.Refresh] = &refresh{grant: g}
	return set
}
