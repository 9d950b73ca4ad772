package codextest

import (
	"net/http"
	"net/url"
	"time"
)

// documentedForm returns why a form of the token or revocation endpoint is refused
// before it is looked at, or nil. The refusals are in the form of RFC 6749 with the
// code alone, as measured.
func (s *Server) documentedForm(c *transaction, fields ...string) *reply {
	if contentType(c.r) != formType || c.r.URL.RawQuery != "" {
		return oauthRefused("invalid_request")
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return oauthRefused("invalid_request")
	}
	for name, values := range form {
		if len(values) != 1 || name == "client_secret" {
			return oauthRefused("invalid_request")
		}
	}
	for _, name := range fields {
		if form.Get(name) == "" {
			return oauthRefused("invalid_request")
		}
	}
	c.form = form
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documented.clients[form.Get("client_id")] == nil {
		return oauthRefused("invalid_client")
	}
	return nil
}

// oauthRefused returns a refusal of the token endpoint.
func oauthRefused(code string) *reply {
	return &reply{status: http.StatusBadRequest, body: object{"error": code}}
}

// documentedExchange answers POST api/accounts/oauth/token with a code.
func (s *Server) documentedExchange(c *transaction) *reply {
	if c.form.Get("grant_type") != "authorization_code" {
		return oauthRefused("unsupported_grant_type")
	}
	if a := s.documentedForm(c, "client_id", "code", "code_verifier", "redirect_uri", "resource"); a != nil {
		return a
	}
	f := c.form
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.documented.codes[f.Get("code")]
	if k == nil || k.client.id != f.Get("client_id") {
		return oauthRefused("invalid_grant")
	}
	delete(s.documented.codes, f.Get("code")) // it works once, however this ends
	switch {
	case f.Get("resource") != documentedResource:
		return oauthRefused("invalid_target")
	case s.now().Sub(k.created) >= codeLife || k.redirect != f.Get("redirect_uri") || challenge(f.Get("code_verifier")) != k.challenge:
		return oauthRefused("invalid_grant")
	}
	grant := &documentedGrant{client: k.client, scope: k.scope}
	ttl := min(documentedTTL, s.opts.LoginTTL)
	return s.documentedReply(s.issueDocumented(grant, ttl, k.nonce, c.idFault), ttl)
}

// documentedRefresh answers POST api/accounts/oauth/token with a refresh token. A
// refresh before its time spends the token: whether the real issuer is as strict is
// not known.
func (s *Server) documentedRefresh(c *transaction) *reply {
	if a := s.documentedForm(c, "client_id", "refresh_token", "resource"); a != nil {
		return a
	}
	f := c.form
	s.mu.Lock()
	defer s.mu.Unlock()
	r, now := s.documented.refresh[f.Get("refresh_token")], s.now()
	switch {
	case f.Has("scope"):
		return oauthRefused("invalid_scope")
	case f.Get("resource") != documentedResource:
		return oauthRefused("invalid_target")
	case r == nil || r.grant.client.id != f.Get("client_id"):
		return oauthRefused("invalid_grant")
	case r.used:
		return oauthRefused("refresh_token_reused")
	case r.grant.revoked:
		return oauthRefused("refresh_token_invalidated")
	case !now.Before(r.exp):
		return oauthRefused("refresh_token_expired")
	}
	r.used = true
	if now.Before(r.earliest) {
		return oauthRefused("invalid_grant")
	}
	r.grant.scope = r.grant.client.scope
	return s.documentedReply(s.issueDocumented(r.grant, documentedTTL, "", c.idFault), documentedTTL)
}

// documentedRevoke answers POST api/accounts/oauth/revoke with an empty body. An
// unknown token is no error (RFC 7009 section 2.2). The client stays registered.
func (s *Server) documentedRevoke(c *transaction) *reply {
	if a := s.documentedForm(c, "client_id", "token", "token_type_hint"); a != nil {
		return a
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.documented.refresh[c.form.Get("token")]
	switch {
	case c.form.Get("token_type_hint") != "refresh_token":
		return oauthRefused("unsupported_token_type")
	case r != nil && r.grant.client.id == c.form.Get("client_id"):
		r.grant.revoked = true
	}
	return &reply{status: http.StatusOK}
}

// issueDocumented issues a set of tokens. Callers hold s.mu.
func (s *Server) issueDocumented(g *documentedGrant, ttl time.Duration, nonce, idFault string) Tokens {
	now := s.now()
	end := time.Unix(now.Add(ttl).Unix(), 0)
	set := Tokens{
		Refresh:         "rt_" + g.client.account.Canary + noise("documented refresh", s.next(), 60),
		Account:         g.client.account,
		Expiry:          end,
		ClientID:        g.client.id,
		Subject:         g.client.subject(),
		Scope:           g.scope,
		EarliestRefresh: end.Add(-refreshEarliest),
	}
	set.Access = s.documentedAccessToken(g, now, end)
	set.ID = s.documentedIDToken(g.client, now, nonce, idFault)
	s.documented.access[set.Access] = &documentedAccess{grant: g, exp: end}
	s.documented.refresh[set.Refresh] = &documentedRefresh{grant: g, earliest: set.EarliestRefresh, exp: now.Add(refreshLife)}
	return set
}

// documentedReply returns the answer to a good token request.
func (s *Server) documentedReply(t Tokens, ttl time.Duration) *reply {
	a := ok(object{
		"access_token":        t.Access,
		"refresh_token":       t.Refresh,
		"id_token":            t.ID,
		"token_type":          "Bearer",
		"expires_in":          int64(ttl / time.Second),
		"scope":               t.Scope,
		"earliest_refresh_at": t.EarliestRefresh.Unix(),
	})
	a.header = map[string]string{"Cache-Control": "no-store"}
	return a
}
