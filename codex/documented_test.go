package codex_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// A guest is a TokenSource of the documented route for the emulator. It counts
// refreshes.
type guest struct {
	server    *codextest.Server
	tokens    auth.Tokens
	refreshes int
}

func beGuest(s *codextest.Server) *guest {
	g := &guest{server: s}
	g.signIn()
	return g
}

func (g *guest) signIn() {
	t := g.server.SignInDocumented(codextest.Account{Canary: canary}, 0)
	g.tokens = auth.Tokens{Access: auth.NewSecret(t.Access), Refresh: auth.NewSecret(t.Refresh), ID: auth.NewSecret(t.ID), ClientID: t.ClientID,
		Subject: t.Subject, Scope: t.Scope, Provider: "documented", BaseURL: g.server.DocumentedBaseURL(), Issuer: g.server.Issuer()}
}

func (g *guest) Tokens(context.Context) (auth.Tokens, error) { return g.tokens, nil }

func (g *guest) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) {
	g.refreshes++
	return g.tokens, nil
}

func documentedClient(s *codextest.Server, source codex.TokenSource) *codex.Client {
	return codex.NewClient(codex.Options{Source: source, Route: codex.RouteDocumented, BaseURL: s.DocumentedBaseURL(), HTTPClient: s.Client()})
}

// askPlan is run for the documented route.
func askPlan(t *testing.T, c *codex.Client, s *codextest.Server, req codex.Request) outcome {
	t.Helper()
	before := len(s.Requests())
	o := run(t.Context(), c, s, req)
	o.requests = len(s.Requests()) - before
	return o
}

// TestDocumentedAnswer checks an answer with its request: nothing but the
// documented headers, no token outside of Authorization, unknown limits.
func TestDocumentedAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		g := beGuest(s)
		c := documentedClient(s, g)
		catalog, err := c.Models(t.Context())
		if err != nil || catalog.Bundled || len(catalog.Models) <= len(catalog.Listed()) {
			t.Fatalf("%+v, %v", catalog, err)
		}
		for _, m := range catalog.Models {
			req := question(m.Slug)
			req.Verbosity, req.ServiceTier, req.WebSearch, req.ConversationID = "low", "priority", codex.WebSearchLive, "01994b5c-0000-7000-8000-000000000000"
			req.Schema = &codex.Schema{JSON: json.RawMessage(`{}`)}
			if got := askPlan(t, c, s, req); got.err != nil || got.text != document || got.requests != 1 {
				t.Errorf("%s: %v after %d requests", m.Slug, got.err, got.requests)
			}
		}
		if got := askPlan(t, c, s, question("gpt-6-luna")); got.err != nil {
			t.Errorf("a model that is not listed: %v", got.err)
		}
		if l, err := c.Limits(t.Context()); err != nil || !l.Unknown || len(l.Windows) > 0 {
			t.Errorf("%+v, %v", l, err)
		}
		for _, r := range s.Requests() {
			names := slices.Sorted(mapKeys(r.Header))
			if want := "Authorization User-Agent"; r.Method == "GET" && strings.Join(names, " ") != want {
				t.Errorf("%s has the headers %v", r.Path, names)
			}
			if want := "Accept-Encoding Authorization Content-Type User-Agent"; r.Method == "POST" && strings.Join(names, " ") != want {
				t.Errorf("%s has the headers %v", r.Path, names)
			}
			if !strings.HasPrefix(r.Path, "/v1/") || r.Query != "" || strings.Contains(r.Path+r.Body, canary) {
				t.Errorf("%s?%s", r.Path, r.Query)
			}
		}
	})
}

func mapKeys(h http.Header) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range h {
			if !yield(name) {
				return
			}
		}
	}
}

// TestDocumentedCatalog checks that a catalog is kept for each route and account,
// and asked for again after the server did not know a model.
func TestDocumentedCatalog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		dir := t.TempDir()
		g := beGuest(s)
		open := func(route codex.Route, base string, source codex.TokenSource) *codex.Client {
			return codex.NewClient(codex.Options{Source: source, Route: route, BaseURL: base, HTTPClient: s.Client(), CacheDir: dir})
		}
		c := open(codex.RouteDocumented, s.DocumentedBaseURL(), g)
		if known := c.Kept(codex.Account(g.tokens)); len(known.Models) != 0 || known.Default().Slug != "" {
			t.Errorf("%d models are known before the server lists any", len(known.Models))
		}
		asked := func() int {
			return len(slices.DeleteFunc(s.Requests(), func(r codextest.Request) bool { return r.Endpoint != "documented-models" }))
		}
		for range 2 {
			if _, err := c.Models(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := askPlan(t, c, s, question("gpt-99")); got.code != codex.CodeModel || got.requests != 1 {
			t.Errorf("%v after %d requests", got.err, got.requests)
		}
		if _, err := c.Models(t.Context()); err != nil || asked() != 2 {
			t.Errorf("%v; the list was asked for %d times", err, asked())
		}
		if _, err := open(codex.RouteCodex, s.BaseURL(), visit(s)).Models(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.signIn()
		if _, err := c.Models(t.Context()); err != nil {
			t.Fatal(err)
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		if len(files) != 3 {
			t.Errorf("files %v, want one for each route and account", files)
		}
		for _, name := range files {
			if data, err := os.ReadFile(name); err != nil || strings.Contains(string(data)+name, canary) {
				t.Errorf("%s: %v, or it names the person", name, err)
			}
		}
		for fault, code := range map[string]codex.Code{"models-none": codex.CodeModel, "models-data": codex.CodeProtocol, "admission:403@documented-models": codex.CodeForbidden} {
			if err := s.Fault(fault, 1); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour / 10)
			_, err := c.Models(t.Context())
			if e, ok := err.(*codex.Error); !ok || e.Code != code {
				t.Errorf("%s: %v", fault, err)
			}
		}
	})
}

// TestDocumentedHours asks every ten minutes for three hours with a real source: it
// refreshes in time, once an hour, and no token is in an address.
func TestDocumentedHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		tokens := beGuest(s).tokens
		tokens.Expiry, tokens.EarliestRefresh = time.Now().Add(time.Hour), time.Now().Add(54*time.Minute)
		provider := auth.Documented()
		provider.Issuer, provider.BaseURL = s.Issuer(), s.DocumentedBaseURL()
		source, err := auth.NewSource(auth.SourceOptions{Provider: provider, Tokens: &tokens, HTTPClient: s.Client()})
		if err != nil {
			t.Fatal(err)
		}
		c := documentedClient(s, source)
		for range 18 {
			time.Sleep(10 * time.Minute)
			if got := run(t.Context(), c, s, question("gpt-5.5")); got.err != nil || got.text != document {
				t.Fatal(got.err)
			}
		}
		s.ExpireAccess()
		got := run(t.Context(), c, s, question("gpt-5.5"))
		if got.code != codex.CodeServer || !strings.Contains(got.sentence, "cannot be renewed before") || got.err.Status != http.StatusUnauthorized {
			t.Errorf("%+v", got.err)
		}
		refreshes := 0
		for _, r := range s.Requests() {
			if r.Endpoint == "documented-refresh" {
				refreshes++
			}
			if strings.Contains(r.Path+r.Query, canary) || strings.HasPrefix(r.Path, "/backend-api") || r.Status >= 400 && r.Status != http.StatusUnauthorized {
				t.Errorf("%s?%s: status %d", r.Path, r.Query, r.Status)
			}
		}
		if refreshes != 3 {
			t.Errorf("%d refreshes", refreshes)
		}
	})
}

// TestDocumentedGrantShrinks checks that nothing more is sent if a refresh shows
// that the person has taken back the use of the plan.
func TestDocumentedGrantShrinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		g := beGuest(s)
		s.ExpireAccess()
		g.tokens.Scope = "openid profile email offline_access resource.invoke chatgpt.tokens.use.direct"
		c := documentedClient(s, shrinking{g})
		got := askPlan(t, c, s, question("gpt-5.5"))
		if got.code != codex.CodeConsent || got.requests != 1 || g.refreshes != 1 || got.err.RequestID == "" {
			t.Errorf("%+v after %d requests", got.err, got.requests)
		}
	})
}

// shrinking is a guest whose refreshed tokens lack the scope of the plan.
type shrinking struct{ *guest }

func (s shrinking) Refresh(ctx context.Context, old auth.Tokens) (auth.Tokens, error) {
	tokens, err := s.guest.Refresh(ctx, old)
	tokens.Scope = "openid profile"
	return tokens, err
}

// TestDocumentedRefusesParts checks that a request with a part that the route does
// not have is not sent.
func TestDocumentedRefusesParts(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	c := documentedClient(s, beGuest(s))
	for raw, want := range map[string]string{
		`{"type":"image_generation"}`: "tools[0]", `{"type":"file_search"}`: "tools[0]", `{"type":"mcp","server_label":"x"}`: "tools[0]",
		`{"type":"namespace","name":"n","description":"d","tools":[{"type":"tool_search"}]}`: "tools[0]", `7`: "tools[0]",
		`{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}`:                              "input[0]",
		`{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}`:                                                    "input[0]",
		`{"role":"user","content":[{"type":"input_audio","input_audio":{"data":""}}]}`:                                            "input[0]",
		`{"type":"additional_tools","role":"developer","tools":[{"type":"web_search"}]}`:                                          "input[0].tools[0]",
		`{"type":"function_call_output","call_id":"c","output":[{"type":"input_image","image_url":"https://example.com/a.png"}]}`: "input[0]",
	} {
		req := question("gpt-5.5")
		if strings.HasPrefix(want, "tools") {
			req.Tools = []json.RawMessage{json.RawMessage(raw)}
		} else {
			var item codex.Item
			if err := item.UnmarshalJSON([]byte(raw)); err != nil {
				t.Fatal(err)
			}
			req.Input = []codex.Item{item}
		}
		if got := askPlan(t, c, s, req); got.code != codex.CodeRefused || got.requests != 0 || got.err.Param != want {
			t.Errorf("%s: %+v after %d requests", raw, got.err, got.requests)
		}
	}
}
