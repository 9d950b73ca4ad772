package codex_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// TestRoutesStayApart checks that tokens of one route are refused on the other
// before anything is sent, and that other programs get no access to the documented
// one.
func TestRoutesStayApart(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	codexTokens, documented := visit(s).tokens, beGuest(s).tokens
	unnamed, nameless, limited := documented, documented, documented
	unnamed.Provider, unnamed.AccountID, unnamed.BaseURL = "", "acc", s.BaseURL()
	nameless.Subject = ""
	limited.Scope = "openid profile email offline_access"
	source := func(tokens auth.Tokens) codex.TokenSource { return fixed(func() auth.Tokens { return tokens }) }
	of := func(route codex.Route, base string, tokens auth.Tokens) error {
		c := codex.NewClient(codex.Options{Source: source(tokens), Route: route, BaseURL: base, HTTPClient: s.Client()})
		_, err := c.Generate(t.Context(), question("gpt-5.5"))
		return err
	}
	through := func(tokens auth.Tokens, base string) error {
		transport := &codex.Transport{Source: source(tokens), BaseURL: base, Base: s.Client().Transport}
		req := httptest.NewRequest("POST", "https://api.openai.com/v1/responses", strings.NewReader(`{}`))
		_, err := transport.RoundTrip(req)
		return err
	}
	const other, terms = "another way to ChatGPT", "no other program through it"
	for name, test := range map[string]struct {
		err  error
		says string
	}{
		"codex tokens on the documented route":  {of(codex.RouteDocumented, s.DocumentedBaseURL(), codexTokens), other},
		"documented tokens on the codex route":  {of("", s.BaseURL(), documented), other},
		"tokens that do not name their route":   {of(codex.RouteCodex, s.BaseURL(), unnamed), other},
		"documented tokens at chatgpt.com":      {of(codex.RouteDocumented, "https://chatgpt.com/backend-api/codex", documented), "must not be sent to chatgpt.com"},
		"tokens without a person":               {of(codex.RouteDocumented, s.DocumentedBaseURL(), nameless), "does not name a ChatGPT account"},
		"no consent":                            {of(codex.RouteDocumented, s.DocumentedBaseURL(), limited), "Your sign-in does not allow"},
		"transport":                             {through(documented, s.BaseURL()), terms},
		"transport with tokens without a route": {through(unnamed, s.BaseURL()), terms},
		"transport to the documented API":       {through(codexTokens, "https://api.openai.com/v1"), "must not be sent to api.openai.com"},
		"a proxy":                               {codexGenerate(t, codex.Options{Source: source(documented), Route: codex.RouteDocumented, ProxyBaseURL: "http://127.0.0.1:1/", HTTPClient: s.Client()}), terms},
	} {
		e, _ := test.err.(interface{ Notice() (string, string) })
		if e == nil {
			t.Errorf("%s: %v", name, test.err)
			continue
		}
		if sentence, hint := e.Notice(); !strings.Contains(sentence, test.says) || hint == "" {
			t.Errorf("%s: %s %s", name, sentence, hint)
		}
	}
	for base, token := range map[string]string{s.BaseURL(): documented.Access.Reveal(), "https://api.openai.com/v1": codexTokens.Access.Reveal()} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/api/proxy/openai/codex/responses", strings.NewReader(`{}`))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("ChatGPT-Account-Id", "acc")
		(&codex.Proxy{BaseURL: base, Base: s.Client().Transport}).ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), terms) {
			t.Errorf("proxy to %s: status %d, %s", base, w.Code, w.Body)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func codexGenerate(t *testing.T, opts codex.Options) error {
	_, err := codex.NewClient(opts).Generate(t.Context(), question("gpt-5.5"))
	return err
}

// TestAccountsOfRoutesDiffer checks that one person's accounts have names that
// differ by route and client, and hold nothing of the person.
func TestAccountsOfRoutesDiffer(t *testing.T) {
	ada := documentedTokens("ada")
	other, again := ada, ada
	other.ClientID = "oaiapp_of_another_workspace"
	again.Access, again.AccountID, again.Email = auth.NewSecret("newer"), "acc", "ada@example.com"
	name := codex.Account(ada)
	if name != codex.Account(again) || name == codex.Account(other) || strings.Contains(name, "ada") || !strings.HasPrefix(name, "documented-") {
		t.Errorf("%q, %q, %q", name, codex.Account(again), codex.Account(other))
	}
	if got := codex.Account(auth.Tokens{AccountID: "acc"}); got != "acc" {
		t.Error(got)
	}
}
