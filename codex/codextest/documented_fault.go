package codextest

import (
	"maps"
	"net/url"
	"slices"
	"time"
)

// An idFault is a way in which an id token is wrong. It changes the claims, or makes
// the token, or both.
type idFault struct {
	claims func(claims object, now time.Time)
	token  func(header, claims object, key int) string
}

func claim(name string, value any) idFault {
	return idFault{claims: func(m object, _ time.Time) { m[name] = value }}
}

func noClaim(name string) idFault {
	return idFault{claims: func(m object, _ time.Time) { delete(m, name) }}
}

func tokenHeader(name string, value any) func(header, claims object, key int) string {
	return func(header, claims object, key int) string {
		header[name] = value
		return signed(header, claims, key)
	}
}

// idFaults are the faults of an id token, by the argument of the fault id-token.
var idFaults = map[string]idFault{
	"audience":    claim("aud", "oaiapp_of_another_program"),
	"issuer":      claim("iss", "https://auth.openai.com.example"),
	"nonce":       claim("nonce", "of-another-attempt"),
	"subject":     claim("sub", "user-another-person"),
	"azp":         claim("azp", "oaiapp_of_another_program"),
	"no-nonce":    noClaim("nonce"),
	"no-subject":  noClaim("sub"),
	"no-audience": noClaim("aud"),
	"no-issuer":   noClaim("iss"),
	"no-expiry":   noClaim("exp"),
	"no-issued":   noClaim("iat"),
	"audiences":   {claims: func(m object, _ time.Time) { m["aud"] = append(m["aud"].([]string), "another") }},
	"expiry":      {claims: func(m object, now time.Time) { m["exp"] = now.Add(-time.Minute).Unix() }},
	"key":         {token: func(header, claims object, _ int) string { return signed(header, claims, strangeKey) }},
	"unknown-key": {token: tokenHeader("kid", "a-key-that-no-one-knows")},
	"no-key":      {token: tokenHeader("kid", "")},
	"hs256": {token: func(header, claims object, key int) string {
		header["alg"] = "HS256"
		return hmacSigned(header, claims, key)
	}},
	"es256": {token: func(header, claims object, key int) string {
		header["alg"] = "ES256"
		return ecdsaSigned(header, claims, key)
	}},
	"none": {token: func(header, claims object, _ int) string {
		header["alg"] = "none"
		return unsigned(header, claims) + "."
	}},
	"none-with-junk": {token: func(header, claims object, _ int) string {
		header["alg"] = "none"
		return unsigned(header, claims) + ".c2ln"
	}},
	"signature": {token: func(header, claims object, key int) string {
		token := []byte(signed(header, claims, key))
		letter := &token[len(token)-20] // another one of base64
		if *letter == 'A' {
			*letter = 'B'
		} else {
			*letter = 'A'
		}
		return string(token)
	}},
	"claims": {token: func(header, claims object, key int) string { // a valid signature of other claims
		other := maps.Clone(claims)
		other["email"] = "mallory@example.com"
		token := signed(header, claims, key)
		return unsigned(header, other) + token[len(unsigned(header, claims)):]
	}},
	"own-key": {token: func(header, claims object, _ int) string { // the token brings the key that it is signed with
		header["jwk"] = publicJWK(strangeKey)
		return signed(header, claims, strangeKey)
	}},
	"own-key-address": {token: func(header, claims object, _ int) string {
		header["jku"] = "https://example.com/jwks.json"
		return signed(header, claims, strangeKey)
	}},
	"not-a-token": {token: func(object, object, int) string { return "no.token" }},
}

// callbackFaults are the faults of the address to which the page sends the browser,
// by the argument of the fault documented-callback.
var callbackFaults = map[string]func(url.Values){
	"state":          func(q url.Values) { q.Set("state", "of-another-attempt") },
	"no-state":       func(q url.Values) { q.Del("state") },
	"two-states":     func(q url.Values) { q.Add("state", q.Get("state")) },
	"two-codes":      func(q url.Values) { q.Add("code", "another-code") },
	"two-clients":    func(q url.Values) { q["client_id"] = []string{"oaiapp_one", "oaiapp_two"} },
	"no-code":        func(q url.Values) { q.Del("code") },
	"no-client":      func(q url.Values) { q.Del("client_id") },
	"other-client":   func(q url.Values) { q.Set("client_id", "oaiapp_of_another_program") },
	"strange-client": func(q url.Values) { q.Set("client_id", "app_EMoamEEZ73f0CkXaXp7hrann") },
	"dynamic-client": func(q url.Values) { q.Set("client_id", dynamicClient) },
	"problem":        func(q url.Values) { q.Set("error", "invalid_kitten") },
	"other-issuer":   func(q url.Values) { q.Set("iss", "https://auth.openai.com.example") },
	"unknown-field":  func(q url.Values) { q.Set("session_state", "abc") },
}

// documentedFaults are answers of the documented sign-in that go wrong. Faults of
// HTTP work here too: 500@documented-refresh, hangup@discovery, ...
var documentedFaults = []fault{
	{name: "id-token", args: slices.Sorted(maps.Keys(idFaults)), at: epDocumentedExchange, doc: "ARG of the id token is wrong, or it is of the kind ARG",
		adjust: func(_ *Server, c *transaction, arg string) { c.idFault = arg }},
	{name: "documented-callback", args: slices.Sorted(maps.Keys(callbackFaults)), at: epDocumentedAuthorize, doc: "ARG of the callback is wrong",
		adjust: func(_ *Server, c *transaction, arg string) { c.callback = append(c.callback, callbackFaults[arg]) }},
	{name: "documented-denied", at: epDocumentedAuthorize, doc: "the browser comes back with access_denied",
		adjust: func(_ *Server, c *transaction, _ string) { c.deny = "The user denied the request." }},
	{name: "token-missing", args: []string{"access_token", "refresh_token", "id_token", "token_type", "expires_in", "scope", "earliest_refresh_at"},
		at: epDocumentedExchange, doc: "the field ARG of the answer is missing", edit: missing},
	{name: "token-type", at: epDocumentedExchange, doc: "token_type is dpop", edit: func(m object, _ string) { m["token_type"] = "dpop" }},
	{name: "no-plan", at: epDocumentedExchange, doc: "the plan's scope is not granted",
		edit: func(m object, _ string) { m["scope"] = "openid profile email offline_access" }},
	{name: "earliest-text", at: epDocumentedExchange, doc: "earliest_refresh_at is a date in a text", edit: func(m object, _ string) {
		if at, ok := m["earliest_refresh_at"].(int64); ok {
			m["earliest_refresh_at"] = time.Unix(at, 0).UTC().Format(time.RFC3339)
		}
	}},
	{name: "earliest-late", at: epDocumentedExchange, doc: "earliest_refresh_at is ten minutes after the end of the access token", reply: lateRefresh},
	{name: "token-code", at: epDocumentedExchange, doc: "400 with the code ARG alone",
		args: []string{"invalid_grant", "invalid_client", "invalid_target", "invalid_refresh_token", "token_expired", "refresh_token_expired",
			"refresh_token_invalidated", "refresh_token_reused", "unheard_of"},
		reply: func(_ *Server, _ *transaction, code string) *reply { return oauthRefused(code) }},
	{name: "token-401", args: []string{"invalid_grant", "invalid_client", "unheard_of"}, at: epDocumentedRefresh, doc: "401 with the code ARG in an error object",
		reply: func(_ *Server, _ *transaction, code string) *reply {
			return apiError{status: 401, code: code, message: "Refused for a test."}.reply()
		}},
	{name: "discovery-issuer", at: epDiscovery, doc: "the issuer has a slash at its end", edit: func(m object, _ string) { m["issuer"] = m["issuer"].(string) + "/" }},
	{name: "discovery-other", args: []string{"jwks_uri", "revocation_endpoint"}, at: epDiscovery, doc: "the endpoint ARG is at another host",
		edit: func(m object, name string) { m[name] = "https://auth.example.com/x" }},
	{name: "discovery-missing", args: []string{"issuer", "jwks_uri", "revocation_endpoint"}, at: epDiscovery, doc: "the field ARG is missing", edit: missing},
	{name: "elsewhere", at: epDiscovery, doc: "302 to another host", reply: always(redirect("https://auth.example.com/"))},
	{name: "no-keys", at: epKeys, doc: "the key set is empty", edit: func(m object, _ string) { m["keys"] = []any{} }},
	{name: "secret-key", at: epKeys, doc: "the key set has an HMAC key under the name of the key", edit: func(m object, _ string) {
		kid := m["keys"].([]any)[0].(object)["kid"]
		m["keys"] = []any{object{"kty": "oct", "k": "c2VjcmV0", "kid": kid, "alg": "HS256"}}
	}},
}

// lateRefresh answers an exchange or a refresh whose refresh token is not to be
// used when the access token ends.
func lateRefresh(s *Server, c *transaction, _ string) *reply {
	c.edits = append(c.edits, func(m object) {
		token, _ := m["refresh_token"].(string)
		s.mu.Lock()
		defer s.mu.Unlock()
		if r := s.documented.refresh[token]; r != nil {
			r.earliest = r.earliest.Add(refreshEarliest + 10*time.Minute)
			m["earliest_refresh_at"] = r.earliest.Unix()
		}
	})
	return nil
}
