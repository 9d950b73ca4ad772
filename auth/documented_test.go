package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/codex/codextest"
)

// TestDocumentedSignIn covers the first sign-in, the next one with the client that
// was issued, and what is kept of both.
func TestDocumentedSignIn(t *testing.T) {
	d := newDesk(t, emulator(t))
	s := d.sit()
	first := s.query()
	page := s.allow()
	tokens, err := s.end()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(tokens.ClientID, "oaiapp_") || tokens.Subject == "" || tokens.Email != "visitor@example.com" || !tokens.PlanUse() ||
		tokens.AccountID != "" || tokens.Plan != "" || tokens.EarliestRefresh.IsZero() || tokens.Provider != "documented" {
		t.Errorf("got %+v", tokens)
	}
	if saved, err := d.store.Load(t.Context()); err != nil || saved != tokens {
		t.Errorf("saved %+v, %v", saved, err)
	}
	for _, secret := range []string{"eyJ", authtest.Canary, first.Get("state"), tokens.ClientID} {
		if strings.Contains(page.text+fmt.Sprintf("%+v %q %#v", s.flow, s.flow, s.flow), secret) {
			t.Errorf("the page or the flow shows %q", secret)
		}
	}
	h := page.header
	if h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(page.text, "history.replaceState") ||
		!strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(h.Get("Content-Security-Policy"), "script-src 'sha256-") {
		t.Errorf("page %s with %v", page.text, h)
	}
	again := d.sit()
	second := again.query()
	if second.Get("client_id") != tokens.ClientID || second.Has("agent_name_hint") || second.Get("login_hint") != "visitor@example.com" ||
		second.Has("id_token_hint") || second.Has("prompt") || second.Get("ext_agent_host_id") != first.Get("ext_agent_host_id") {
		t.Errorf("re-authorization with %v", second)
	}
	again.allow()
	if next, err := again.end(); err != nil || next.ClientID != tokens.ClientID || next.Subject != tokens.Subject || next.Refresh == tokens.Refresh {
		t.Errorf("then %+v, %v", next, err)
	}
	if n := len(d.server.Clients()); n != 1 {
		t.Errorf("%d clients", n)
	}
	registered, known, err := d.opts.Registry.Find(t.Context(), d.server.Issuer(), "default")
	if err != nil || !known || registered.Subject != tokens.Subject || registered.RedirectPath != "/auth/callback" || registered.Email != tokens.Email {
		t.Errorf("registered %+v, %v", registered, err)
	}
}

// TestDocumentedAccounts checks that each account has its client, that another person
// does not take its place, and that a new client is registered only if asked.
func TestDocumentedAccounts(t *testing.T) {
	d := newDesk(t, emulator(t))
	work := func(o *auth.FlowOptions) { o.Account, o.Store = "work", auth.NewMemory() }
	one, two := d.signIn(), d.signIn(work)
	if one.ClientID == two.ClientID || one.Subject == two.Subject {
		t.Errorf("two workspaces share the client %s", one.ClientID)
	}
	breaks(t, d.server, "id-token:subject", 1)
	s := d.sit()
	page := s.allow()
	_, err := s.end()
	checkError(t, err, auth.CodeOtherPerson, "Another person")
	if saved, _ := d.store.Load(t.Context()); saved != one || page.status != 400 || strings.Contains(page.text, "signed in\"") {
		t.Errorf("the saved sign-in is another; page %s", page.text)
	}
	three := d.signIn(func(o *auth.FlowOptions) { o.NewClient = true })
	if three.ClientID == one.ClientID || d.signIn().ClientID != three.ClientID {
		t.Error("the new client is not that of the account")
	}
	if err := d.opts.Registry.Rename(t.Context(), d.server.Issuer(), "work", "office"); err != nil {
		t.Fatal(err)
	}
	if got := d.signIn(func(o *auth.FlowOptions) { o.Account = "office" }); got.ClientID != two.ClientID {
		t.Error("a renamed account registers again")
	}
	if n := len(d.server.Clients()); n != 3 {
		t.Errorf("%d clients, want 3", n)
	}
}

// TestDocumentedPlanUse covers a person who allows the sign-in but not the plan, and
// who allows that later.
func TestDocumentedPlanUse(t *testing.T) {
	d := newDesk(t, emulator(t))
	s := d.sit()
	back, err := d.server.AuthorizeAs(codextest.Account{}, s.flow.URL, false)
	if err != nil {
		t.Fatal(err)
	}
	if page := d.visits("GET", back); page.status != 200 {
		t.Errorf("page %d %s", page.status, page.text)
	}
	tokens, err := s.end()
	if err != nil || tokens.PlanUse() || tokens.Access.IsZero() {
		t.Fatalf("got %+v, %v", tokens, err)
	}
	if d.signIn().PlanUse() {
		t.Error("a usual sign-in asks for the plan again")
	}
	ask := d.sit(func(o *auth.FlowOptions) { o.AskPlanUse = true })
	if q := ask.query(); q.Get("prompt") != "consent" || q.Get("client_id") != tokens.ClientID {
		t.Errorf("asked with %v", q)
	}
	ask.allow()
	if got, err := ask.end(); err != nil || !got.PlanUse() {
		t.Errorf("then %+v, %v", got, err)
	}
}

// TestIDTokenRefused signs in with every id token that the emulator can forge.
// Nothing is taken of any, and what was saved remains.
func TestIDTokenRefused(t *testing.T) {
	says := map[string]string{
		"signature": "signature is wrong", "claims": "signature is wrong", "key": "signature is wrong", "own-key": "signature is wrong",
		"own-key-address": "signature is wrong", "unknown-key": "unknown key", "no-key": "unknown key", "none": "not a token", "none-with-junk": "not a token",
		"hs256": "not a token", "es256": "not a token", "not-a-token": "not a token", "audience": "another audience", "no-audience": "another audience",
		"audiences": "another authorized party", "azp": "another authorized party", "issuer": "another issuer", "no-issuer": "another issuer",
		"nonce": "nonce of another", "no-nonce": "nonce of another", "no-subject": "without a subject", "no-expiry": "without its time",
		"no-issued": "without its time", "expiry": "expired", "subject": "subject is not",
	}
	d := newDesk(t, emulator(t))
	saved := d.signIn()
	for name := range codextest.Faults() {
		kind, ok := strings.CutPrefix(name, "id-token:")
		if !ok {
			continue
		}
		t.Run(kind, func(t *testing.T) {
			breaks(t, d.server, name, 1)
			s := d.sit()
			page := s.allow()
			tokens, err := s.end()
			code := auth.CodeIdentity
			if kind == "subject" {
				code = auth.CodeOtherPerson
			}
			checkError(t, err, code, "")
			if err == nil || says[kind] == "" || !strings.Contains(err.Error(), says[kind]) || tokens != (auth.Tokens{}) || page.status != 400 {
				t.Errorf("got %v, page %d, want the words %q", err, page.status, says[kind])
			}
			if now, err := d.store.Load(t.Context()); err != nil || now != saved {
				t.Errorf("the saved sign-in is another: %v", err)
			}
		})
	}
	d.server.RotateKeys()
	d.signIn()
}

// TestDocumentedMetadata checks that nothing is exchanged while the keys of the issuer
// cannot be had, and that a passing fault of them only takes time.
func TestDocumentedMetadata(t *testing.T) {
	for name, code := range map[string]auth.Code{
		"500@discovery": auth.CodeIssuer, "hangup@keys": auth.CodeNetwork, "elsewhere": auth.CodeIssuer, "elsewhere@keys": auth.CodeIssuer, "no-keys": auth.CodeBadAnswer,
		"secret-key": auth.CodeBadAnswer, "not-json@keys": auth.CodeChallenge, "discovery-issuer": auth.CodeBadAnswer, "discovery-missing:issuer": auth.CodeBadAnswer,
		"discovery-other:jwks_uri": auth.CodeBadAnswer, "discovery-missing:jwks_uri": auth.CodeBadAnswer, "once": "",
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, emulator(t))
			d.hurries()
			if name == "once" {
				breaks(t, d.server, "500@keys", 1)
				d.signIn()
				return
			}
			breaks(t, d.server, name, -1)
			s := d.sit()
			s.allow()
			_, err := s.end()
			checkError(t, err, code, "")
			if errors.Is(err, auth.ErrSignInAgain) || d.count("documented-exchange") != 0 {
				t.Errorf("got %v, %d exchanges", err, d.count("documented-exchange"))
			}
		})
	}
}

// TestDocumentedNeeds checks what the documented sign-in does not do.
func TestDocumentedNeeds(t *testing.T) {
	_, err := auth.StartBrowserFlow(t.Context(), auth.FlowOptions{Provider: auth.Documented()})
	checkError(t, err, auth.CodeRegistry, "needs a folder")
	_, err = auth.StartDeviceFlow(t.Context(), auth.FlowOptions{Provider: auth.Documented()})
	checkError(t, err, auth.CodeDeviceDisabled, "does not offer sign-in by code")
	tokens := fresh("x", time.Hour).Bind(auth.Documented())
	tokens.ClientID = "oaiapp_x"
	err = auth.NewCodexFile(filepath.Join(t.TempDir(), "auth.json")).Save(t.Context(), tokens)
	checkError(t, err, auth.CodeOtherIssuer, "another way")
	if p, known := auth.ProviderNamed("documented"); !known || p.AuthorizeURL != "https://auth.openai.com/api/accounts/authorize" ||
		p.TokenURL != "https://auth.openai.com/api/accounts/oauth/token" || p.RevokeURL != "" || p.Headers != (auth.HeaderNames{}) {
		t.Errorf("provider %+v", p)
	}
	header := http.Header{"Chatgpt-Account-Id": {"x"}}
	if tokens.SetHeaders(header); header.Get("Authorization") == "" || len(header) != 2 {
		t.Errorf("headers %d", len(header))
	}
	if !fresh("x", time.Hour).PlanUse() || tokens.PlanUse() {
		t.Error("the plan of a sign-in")
	}
}
