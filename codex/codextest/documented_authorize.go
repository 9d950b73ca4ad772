package codextest

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A documentedCode is an authorization code of the documented route. It works once.
type documentedCode struct {
	client    *documentedClient
	challenge string // PKCE, S256
	redirect  string
	nonce     string
	scope     string
	created   time.Time
}

var (
	// loopbackRedirect is the only form of redirect URI.
	loopbackRedirect = regexp.MustCompile(`^http://127\.0\.0\.1:[1-9][0-9]{0,4}/auth/callback$`)
	// hostIDs are the documented forms of ext_agent_host_id.
	hostIDs = regexp.MustCompile(`^(urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}` +
		`|urn:ietf:params:oauth:jwk-thumbprint:sha-256:[A-Za-z0-9_-]{43}|did:key:z[A-Za-z0-9]+)$`)
	// challenges are the S256 challenges of PKCE.
	challenges = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
)

// consentPage answers the page of the documented sign-in: consent to a new client,
// or the choice of an account for a known one.
func (s *Server) consentPage(c *transaction) *reply {
	q := c.r.URL.Query()
	if problem := s.consentProblem(q); problem != "" {
		return render(http.StatusBadRequest, "message.html", object{"Text": "Authentication error: " + problem})
	}
	hinted := q.Get("id_token_hint") != "" && q.Get("prompt") == ""
	if c.r.Method == http.MethodGet && c.deny == "" && !hinted {
		shown := object{"Client": s.clientName(q), "Known": q.Get("client_id") != dynamicClient && q.Get("prompt") == ""}
		if all := s.workspaces(); q.Get("client_id") == dynamicClient && len(all) > 1 { // a known client stays in its own
			shown["Workspaces"] = all
		}
		return render(http.StatusOK, "consent.html", shown)
	}
	form, _ := url.ParseQuery(string(c.body))
	decision := form.Get("decision")
	if hinted {
		decision = "approve"
	}
	return redirect(s.consented(q, s.workspace(form.Get("workspace")), decision, c))
}

func (s *Server) clientName(q url.Values) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.documented.clients[q.Get("client_id")]; k != nil {
		return k.name
	}
	return q.Get("agent_name_hint")
}

// consentProblem returns what is wrong with an authorization request, or "". It
// remembers nonce, state and challenge, which must be new in each request.
func (s *Server) consentProblem(q url.Values) string {
	for name, values := range q {
		if len(values) != 1 {
			return "duplicate_parameter: " + name
		}
	}
	for _, name := range []string{"access_token", "refresh_token", "client_secret", "code_verifier", "force_reconsent"} {
		if q.Has(name) {
			return "parameter_not_allowed: " + name
		}
	}
	for _, name := range []string{"client_id", "ext_agent_host_id", "response_type", "redirect_uri", "scope", "resource", "state", "nonce",
		"code_challenge", "code_challenge_method"} {
		if q.Get(name) == "" {
			return "missing_required_parameter: " + name
		}
	}
	switch {
	case !hostIDs.MatchString(q.Get("ext_agent_host_id")):
		return "invalid_ext_agent_host_id"
	case q.Get("response_type") != "code":
		return "unsupported_response_type"
	case !loopbackRedirect.MatchString(q.Get("redirect_uri")):
		return "invalid_redirect_uri"
	case q.Get("resource") != documentedResource:
		return "invalid_target"
	case q.Get("code_challenge_method") != "S256" || !challenges.MatchString(q.Get("code_challenge")):
		return "invalid_code_challenge"
	case !sameScopes(q.Get("scope"), documentedScope):
		return "invalid_scope"
	}
	if problem := s.clientProblem(q); problem != "" {
		return problem
	}
	return s.attemptProblem(q)
}

func sameScopes(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// clientProblem checks the parameters that differ between a new client and a known
// one.
func (s *Server) clientProblem(q url.Values) string {
	if q.Get("client_id") == dynamicClient {
		if q.Get("agent_name_hint") == "" {
			return "missing_required_parameter: agent_name_hint"
		}
		for _, name := range []string{"id_token_hint", "login_hint", "prompt"} {
			if q.Has(name) {
				return "parameter_not_allowed: " + name
			}
		}
		return ""
	}
	s.mu.Lock()
	known := s.documented.clients[q.Get("client_id")] != nil
	s.mu.Unlock()
	switch {
	case !known:
		return "invalid_client"
	case q.Has("agent_name_hint"):
		return "parameter_not_allowed: agent_name_hint"
	case q.Has("prompt") && q.Get("prompt") != "consent":
		return "invalid_prompt"
	}
	return ""
}

// attemptProblem reports a state, nonce or challenge of an earlier authorization. A
// page and the decision on it are one authorization.
func (s *Server) attemptProblem(q url.Values) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	whole := q.Get("state") + " " + q.Get("nonce") + " " + q.Get("code_challenge")
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		key := name + " " + q.Get(name)
		if earlier, used := s.documented.attempts[key]; used && earlier != whole {
			return "used_before: " + name
		}
		s.documented.attempts[key] = whole
	}
	return ""
}

// consented returns the URL to which the issuer sends the browser after the
// decision: approve, limited (without the plan), or another to deny.
func (s *Server) consented(q url.Values, account Account, decision string, c *transaction) string {
	back := url.Values{"state": {q.Get("state")}}
	if c.deny == "" && decision != "approve" && decision != "limited" {
		c.deny = "The user denied the request."
	}
	if c.deny != "" {
		back.Set("error", "access_denied")
		back.Set("error_description", c.deny)
		return q.Get("redirect_uri") + "?" + back.Encode()
	}
	scope := documentedScope
	if decision == "limited" {
		scope = withoutPlan
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.documented.clients[q.Get("client_id")]
	switch {
	case k == nil:
		k = s.register(account, q.Get("agent_name_hint"), q.Get("ext_agent_host_id"), scope)
		back.Set("client_id", k.id)
	case q.Get("prompt") == "consent":
		k.scope, k.settings.PlanUseOff = scope, false
	}
	code := "oc_" + k.account.Canary + noise("documented code", s.next(), 43)
	s.documented.codes[code] = &documentedCode{client: k, challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"),
		nonce: q.Get("nonce"), scope: k.scope, created: s.now()}
	back.Set("code", code)
	back.Set("scope", k.scope)
	for _, edit := range c.callback {
		edit(back)
	}
	return q.Get("redirect_uri") + "?" + back.Encode()
}

// AuthorizeAs is [Server.Authorize] for an account, on the documented route. Without
// plan the person allows the sign-in but not the use of the plan. A known client stays
// in its workspace.
func (s *Server) AuthorizeAs(account Account, authorizeURL string, plan bool) (callback string, err error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return "", err
	}
	if problem := s.consentProblem(u.Query()); problem != "" {
		return "", fmt.Errorf("authorize: %s", problem)
	}
	decision := "approve"
	if !plan {
		decision = "limited"
	}
	c := &transaction{r: &http.Request{Method: http.MethodPost, URL: u}, endpoint: epDocumentedAuthorize}
	s.runFaults(c)
	return s.consented(u.Query(), account.filled(), decision, c), nil
}
