package codextest

import (
	"net/http"
	"strings"
	"time"
)

// This file and the others named documented_*.go emulate "Sign in with ChatGPT",
// the route that OpenAI documents for open-source programs
// (developers.openai.com/siwc/token-sharing-open-source). It shares nothing with
// the sign-in of the Codex CLI but the host.

// The endpoints of the documented sign-in, as faults name them.
const (
	epDiscovery           = "discovery"
	epKeys                = "keys"
	epDocumentedAuthorize = "documented-authorize"
	epDocumentedExchange  = "documented-exchange"
	epDocumentedRefresh   = "documented-refresh"
	epDocumentedRevoke    = "documented-revoke"
)

// Constants of the documented route.
const (
	dynamicClient      = "dynamic_agent_client"
	documentedResource = "https://api.openai.com/v1"
	documentedScope    = "openid profile email offline_access resource.invoke chatgpt.tokens.use.direct"
	withoutPlan        = "openid profile email offline_access"
	planScope          = "chatgpt.tokens.use.direct"
	apiPath            = "/v1"

	documentedTTL   = time.Hour           // life of an access token
	refreshEarliest = 6 * time.Minute     // before the end of an access token, when a refresh is first allowed
	refreshLife     = 30 * 24 * time.Hour // life of a refresh token
)

// documentedState is the state of the documented sign-in. Server.mu guards it.
type documentedState struct {
	clients  map[string]*documentedClient // by client id
	codes    map[string]*documentedCode   // by authorization code
	access   map[string]*documentedAccess // by token
	refresh  map[string]*documentedRefresh
	attempts map[string]string // challenge of each authorization, by its nonce and by its state
	keys     int               // index of the key that signs now
}

func newDocumentedState() documentedState {
	return documentedState{
		clients:  map[string]*documentedClient{},
		codes:    map[string]*documentedCode{},
		access:   map[string]*documentedAccess{},
		refresh:  map[string]*documentedRefresh{},
		attempts: map[string]string{},
	}
}

// A documentedClient is the registration of a program for a person in a workspace.
type documentedClient struct {
	id, name string
	host     string // ext_agent_host_id of the registration
	account  Account
	scope    string // what the person granted
	settings ClientSettings
}

// subject names the person of the client. It differs from client to client, as it
// appears to do at the real issuer.
func (k *documentedClient) subject() string {
	return "user-" + k.account.Canary + noise("subject "+k.account.UserID+k.account.ID+k.id, 0, 24)
}

// A documentedGrant is a sign-in. Its tokens belong to it.
type documentedGrant struct {
	client  *documentedClient
	scope   string
	revoked bool
}

// documentedAccess is an access token of the documented route.
type documentedAccess struct {
	grant *documentedGrant
	exp   time.Time
	state tokenState
}

// documentedRefresh is a refresh token of the documented route. It works once, and
// not before its time.
type documentedRefresh struct {
	grant    *documentedGrant
	earliest time.Time
	exp      time.Time
	used     bool
}

func (a *documentedAccess) stateAt(now time.Time) tokenState {
	switch {
	case a.grant.revoked || a.state == tokenInvalidated:
		return tokenInvalidated
	case a.state == tokenExpired || !now.Before(a.exp):
		return tokenExpired
	}
	return tokenGood
}

// A Client is a registration of the documented route.
type Client struct {
	ID, Name string
	Host     string // host id of the registration
	Account  Account
}

// Clients returns the registrations of the documented route, in no order.
func (s *Server) Clients() []Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Client
	for _, k := range s.documented.clients {
		all = append(all, Client{k.id, k.name, k.host, k.account})
	}
	return all
}

// DocumentedBaseURL returns the base URL of the API of the documented route.
func (s *Server) DocumentedBaseURL() string { return s.Issuer() + apiPath }

// SignInDocumented is [Server.SignIn] on the documented route. It registers a
// client for the account.
func (s *Server) SignInDocumented(account Account, ttl time.Duration) Tokens {
	if ttl == 0 {
		ttl = documentedTTL
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.register(account.filled(), "Emulated", "urn:uuid:"+uuid("host", s.next()), documentedScope)
	return s.issueDocumented(&documentedGrant{client: k, scope: k.scope}, ttl, "", "")
}

// AllowRefreshes makes the issuer accept all refresh tokens of the documented route
// from now on, as if their time had come.
func (s *Server) AllowRefreshes() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.documented.refresh {
		r.earliest = s.now()
	}
}

// register makes a client. Callers hold s.mu.
func (s *Server) register(account Account, name, host, scope string) *documentedClient {
	k := &documentedClient{id: "oaiapp_" + noise("client", s.next(), 24), name: name, host: host, account: account, scope: scope}
	s.documented.clients[k.id] = k
	return k
}

// authorizeDocumented refuses a request to the API without a valid token of the
// documented route that may use the plan. It sets c.documented otherwise.
func (s *Server) authorizeDocumented(c *transaction) *reply {
	token := bearer(c.r)
	if token == "" {
		return detail(http.StatusUnauthorized, "Unauthorized")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.documented.access[token]
	if a == nil || a.stateAt(s.now()) != tokenGood {
		return &reply{status: http.StatusUnauthorized, body: object{"detail": object{"error_code": "invalid_token"}}}
	}
	if !contains(a.grant.scope, planScope) {
		return apiError{status: http.StatusForbidden, code: "chatpass_v2_scope_not_authorized",
			message: "The token does not have the scope of this request."}.reply()
	}
	if refused := a.grant.client.forbidden(); refused != nil {
		return refused
	}
	c.documented = a
	return nil
}

// contains reports whether a list of scopes has the scope.
func contains(scopes, scope string) bool {
	return strings.Contains(" "+scopes+" ", " "+scope+" ")
}

// discovery answers GET .well-known/openid-configuration.
func (s *Server) discovery(*transaction) *reply {
	issuer := s.Issuer()
	return ok(object{
		"issuer":                                issuer,
		"authorization_endpoint":                issuer + "/api/accounts/authorize",
		"token_endpoint":                        issuer + "/api/accounts/oauth/token",
		"revocation_endpoint":                   issuer + "/api/accounts/oauth/revoke",
		"jwks_uri":                              issuer + "/.well-known/jwks.json",
		"response_types_supported":              []string{"code"},
		"grant_types_supported":                 []string{"authorization_code", "refresh_token"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"code_challenge_methods_supported":      []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"none"},
		"scopes_supported":                      strings.Fields(documentedScope),
	})
}
