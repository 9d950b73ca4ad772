package auth_test

import (
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
)

// A guest is a program at the auditor.
type guest struct {
	*desk
	server *auditor
}

func newGuest(t *testing.T) *guest {
	server, dir := newAuditor(t), t.TempDir()
	d := &desk{t: t, dir: dir, store: auth.NewMemory()}
	d.opts = auth.FlowOptions{
		Provider: auth.Documented(), Store: d.store, LockFile: filepath.Join(dir, "lock"), Account: "default", Now: server.clock,
		Registry: auth.NewRegistry(filepath.Join(dir, "chatgpt")), HTTPClient: &http.Client{Transport: server},
	}
	return &guest{d, server}
}

// decides signs in, where the person with the e-mail decides on the page.
func (g *guest) decides(email, decision string, change ...func(*auth.FlowOptions)) (auth.Tokens, error) {
	g.t.Helper()
	s := g.sit(change...)
	g.visits(http.MethodGet, g.server.page(s.flow.URL, email, decision))
	return s.end()
}

// TestDocumentedRules uses every flow at the auditor. No documented rule is broken.
func TestDocumentedRules(t *testing.T) {
	g := newGuest(t)
	if _, err := g.decides("ada@example.com", "deny"); err == nil {
		t.Error("a denied sign-in succeeds")
	}
	tokens, err := g.decides("ada@example.com", "no plan")
	if err != nil || tokens.PlanUse() {
		t.Fatalf("without the plan: %+v, %v", tokens, err)
	}
	if tokens, err = g.decides("ada@example.com", "allow", func(o *auth.FlowOptions) { o.AskPlanUse = true }); err != nil || !tokens.PlanUse() {
		t.Fatalf("with the plan: %+v, %v", tokens, err)
	}
	other := auth.NewMemory()
	work := func(o *auth.FlowOptions) { o.Account, o.Store = "work", other }
	if second, err := g.decides("ada@work.example", "allow", work); err != nil || second.ClientID == tokens.ClientID {
		t.Fatalf("the second account: %v", err)
	}
	source := g.source()
	for range 40 { // most of a day
		g.server.wait(37 * time.Minute)
		got, err := source.Tokens(t.Context())
		if err != nil || !got.PlanUse() || got.Subject != tokens.Subject {
			t.Fatalf("a refresh: %+v, %v", got, err)
		}
		if g.server.clock().Before(got.EarliestRefresh) {
			if _, err := source.Refresh(t.Context(), got); err == nil || errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("after a 401, too early: %v", err)
			}
		}
	}
	g.losesAnAnswer(source)
	last, err := g.store.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := auth.Revoke(t.Context(), g.opts, last); err != nil {
		t.Error(err)
	}
	if err := source.SignOut(t.Context()); err != nil {
		t.Error(err)
	}
	if again, err := g.decides("ada@example.com", "allow"); err != nil || again.ClientID != tokens.ClientID {
		t.Errorf("signed in again: %v", err)
	}
	if len(g.server.clients) != 2 {
		t.Errorf("%d clients", len(g.server.clients))
	}
	g.server.check()
}

// losesAnAnswer loses the answer to a refresh. The token is sent once more.
func (g *guest) losesAnAnswer(source *auth.Source) {
	g.server.wait(58 * time.Minute)
	if _, err := source.Tokens(g.t.Context()); err != nil { // a fresh token, so that the next step has minutes to spare
		g.t.Fatal(err)
	}
	g.server.wait(55*time.Minute + 30*time.Second)
	g.server.lose = true
	if _, err := source.Tokens(g.t.Context()); err != nil {
		g.t.Errorf("while the old token works: %v", err)
	}
	g.server.wait(time.Minute)
	if _, err := source.Tokens(g.t.Context()); err != nil {
		g.t.Errorf("after a lost answer: %v", err)
	}
}

// TestAuditorCounts checks that the auditor finds what it looks for.
func TestAuditorCounts(t *testing.T) {
	g := newGuest(t)
	s := g.sit()
	back := g.server.page(strings.Replace(s.flow.URL, "openid", "openid+phone", 1)+"&prompt=login", "ada@example.com", "allow")
	g.visits(http.MethodGet, back)
	tokens, err := s.end()
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {tokens.ClientID}, "refresh_token": {tokens.Refresh.Reveal()}, "scope": {"openid"}}
	client := &http.Client{Transport: g.server}
	for range 2 {
		response, err := client.PostForm("https://auth.openai.com/api/accounts/oauth/token", form)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	for _, part := range []string{"complete scope", "parameters of the guide", "fields of the refresh", "not before earliest", "sent once", "with the resource"} {
		found := false
		for name := range g.server.broken {
			found = found || strings.Contains(name, part)
		}
		if !found {
			t.Errorf("%q is not counted: %v", part, g.server.broken)
		}
	}
}
