package codextest

import (
	"net/http"
	"strings"
)

// bearer returns the token of the Authorization header, or "".
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return token
}

// identify sets the access token of c, if it is known.
func (s *Server) identify(c *transaction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.access = s.access[bearer(c.r)]
}

// authorize refuses a request to the backend without a valid token for the
// workspace it names.
func (s *Server) authorize(c *transaction) *reply {
	switch token := bearer(c.r); {
	case token == "":
		return detail(http.StatusUnauthorized, "Unauthorized")
	case c.access == nil && strings.Count(token, ".") != 2:
		return detail(http.StatusUnauthorized, "Could not parse your authentication token. Please try signing in again.")
	case c.access == nil:
		return tokenRefused(tokenInvalidated)
	}
	s.mu.Lock()
	state := c.access.stateAt(s.now())
	s.mu.Unlock()
	if state != tokenGood {
		return tokenRefused(state)
	}
	return checkWorkspace(c)
}

// tokenRefused returns the 401 for a token that is no longer valid. It repeats
// the status beside the error (router-for-me/CLIProxyAPI#3654).
func tokenRefused(why tokenState) *reply {
	e := apiError{status: http.StatusUnauthorized, code: "token_expired",
		message: "Provided authentication token is expired. Please try signing in again."}
	if why == tokenInvalidated {
		e.code = "token_invalidated"
		e.message = "Your authentication token has been invalidated. Please try signing in again."
	}
	a := e.reply()
	a.body.(map[string]any)["status"] = e.status
	return a
}

// checkWorkspace compares the ChatGPT-Account-Id header with the token.
// Measured on Plus: requests of a plan with a single workspace may leave it
// out. The answers to a wrong or missing header otherwise are not documented.
func checkWorkspace(c *transaction) *reply {
	account := c.access.grant.account
	switch id := c.r.Header.Get("ChatGPT-Account-Id"); {
	case id == "" && account.personal():
	case id == "":
		return detail(http.StatusBadRequest, "ChatGPT-Account-Id header is required")
	case id != account.ID:
		return apiError{status: http.StatusForbidden, code: "workspace_access_denied",
			message: "You do not have access to this workspace."}.reply()
	}
	if account.Residency != unconstrained && c.r.Header.Get("x-openai-internal-codex-residency") != account.Residency {
		return detail(http.StatusUnauthorized, "Workspace is not authorized in this region.")
	}
	return nil
}
