package codextest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// codeLife is how long an authorization code is valid.
const codeLife = 10 * time.Minute

// A code is an authorization code that the issuer issued. It works once.
type code struct {
	account   Account
	challenge string   // PKCE, S256
	redirects []string // one of them must come back with the code, byte for byte
	created   time.Time
}

// newCode registers k and returns its code. Callers hold s.mu.
func (s *Server) newCode(k code) string {
	text := "ac_" + k.account.Canary + noise("code", s.next(), 43)
	k.created = s.now()
	s.codes[text] = &k
	return text
}

// challenge returns the S256 challenge of PKCE (RFC 7636 section 4.2).
func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// tokenForm returns the parameters of a token request. The issuer accepts a
// refresh as JSON, which the Codex CLI sends, and as a form; a code exchange
// only as a form.
func tokenForm(c *transaction) url.Values {
	switch contentType(c.r) {
	case formType:
		form, _ := url.ParseQuery(string(c.body))
		return form
	case jsonType:
		var object map[string]any
		json.Unmarshal(c.body, &object)
		form := url.Values{}
		for k, v := range object {
			if text, ok := v.(string); ok {
				form.Set(k, text)
			}
		}
		return form
	}
	return url.Values{} // other types are not read
}

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// contentType returns the media type of a body, without parameters.
func contentType(r *http.Request) string {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind
}

// exchange answers POST oauth/token with an authorization code. The real
// issuer's words for these refusals are not documented.
func (s *Server) exchange(c *transaction) *reply {
	f := c.form
	switch {
	case contentType(c.r) != formType:
		return invalid("invalid_request", "", "The code exchange takes a form.")
	case f.Get("grant_type") != "authorization_code":
		return invalid("unsupported_grant_type", "grant_type", "Unsupported grant type.")
	case f.Get("client_id") != ClientID:
		return apiError{status: http.StatusUnauthorized, code: "invalid_client", message: "Unknown client."}.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.codes[f.Get("code")]
	if k == nil || s.now().Sub(k.created) >= codeLife {
		return oauthError(http.StatusBadRequest, "invalid_grant", "The authorization code is invalid, expired or was used before.")
	}
	if !slices.Contains(k.redirects, f.Get("redirect_uri")) {
		return oauthError(http.StatusBadRequest, "invalid_grant", "The redirect_uri is not the one of the authorization request.")
	}
	if challenge(f.Get("code_verifier")) != k.challenge {
		return oauthError(http.StatusBadRequest, "invalid_grant", "The code_verifier does not match the code_challenge.")
	}
	delete(s.codes, f.Get("code"))
	return tokenReply(s.issue(&grant{account: k.account}, s.opts.LoginTTL), s.opts.LoginTTL)
}

// oauthError returns an error in the form of RFC 6749 section 5.2.
func oauthError(status int, code, description string) *reply {
	return &reply{status: status, body: map[string]any{"error": code, "error_description": description}}
}

// tokenReply returns the answer to a good token request.
func tokenReply(t Tokens, ttl time.Duration) *reply {
	a := ok(map[string]any{
		"access_token":  t.Access,
		"refresh_token": t.Refresh,
		"id_token":      t.ID,
		"token_type":    "Bearer",
		"expires_in":    int64(ttl / time.Second),
		"scope":         "openid profile email offline_access",
	})
	a.header = map[string]string{"Cache-Control": "no-store"}
	return a
}

// refreshTokens answers POST oauth/token with a refresh token. Each works once;
// the answer holds the next one.
func (s *Server) refreshTokens(c *transaction) *reply {
	if c.form.Get("client_id") != ClientID {
		return apiError{status: http.StatusUnauthorized, code: "invalid_client", message: "Unknown client."}.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.refresh[c.form.Get("refresh_token")]
	switch {
	case r == nil:
		return refreshRefused("refresh_token_invalidated")
	case r.used:
		return refreshRefused("refresh_token_reused")
	case r.grant.revoked:
		return refreshRefused("refresh_token_invalidated")
	}
	r.used = true
	return tokenReply(s.issue(r.grant, refreshedTTL), refreshedTTL)
}

// refreshRefused returns the 401 for a refresh token that no longer works. The
// body for reuse was seen in the field (openai/codex#10332); the others have
// its form.
func refreshRefused(code string) *reply {
	message := map[string]string{
		"refresh_token_reused":      "Your refresh token has already been used to generate a new access token. Please try signing in again.",
		"refresh_token_expired":     "Your refresh token has expired. Please try signing in again.",
		"refresh_token_invalidated": "Your refresh token has been invalidated. Please try signing in again.",
	}[code]
	return apiError{status: http.StatusUnauthorized, code: code, message: message}.reply()
}

// revoke answers POST oauth/revoke. It ends the sign-in of the token. An
// unknown token is no error (RFC 7009 section 2.2).
func (s *Server) revoke(c *transaction) *reply {
	var req struct {
		Token    string `json:"token"`
		Hint     string `json:"token_type_hint"`
		ClientID string `json:"client_id"`
	}
	if a := decodeJSON(c, &req); a != nil {
		return a
	}
	if req.Hint == "refresh_token" && req.ClientID != ClientID {
		return apiError{status: http.StatusUnauthorized, code: "invalid_client", message: "Unknown client."}.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.refresh[req.Token]; r != nil {
		r.grant.revoked = true
	}
	if a := s.access[req.Token]; a != nil {
		a.grant.revoked = true
	}
	return ok(map[string]any{})
}
