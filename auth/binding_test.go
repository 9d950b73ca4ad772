package auth_test

import (
	"net/url"
	"testing"
	"time"

	"banter/auth"
)

func TestCheckURL(t *testing.T) {
	loopback := auth.Provider{Issuer: "http://127.0.0.1:9/", BaseURL: "http://127.0.0.1:9/backend-api/codex/"}
	plain := auth.Provider{BaseURL: "http://chatgpt.com/backend-api/codex"}
	for name, test := range map[string]struct {
		tokens auth.Tokens
		url    string
		ok     bool
	}{
		"own host":              {fresh("x", time.Hour), "https://chatgpt.com/backend-api/codex/responses?a=b", true},
		"own host, port":        {fresh("x", time.Hour), "https://CHATGPT.com:443/x", true},
		"unbound":               {auth.Tokens{}, "https://chatgpt.com/x", true},
		"unbound, elsewhere":    {auth.Tokens{}, "https://example.com/x", false},
		"other host":            {fresh("x", time.Hour), "https://chatgpt.com.evil.example/x", false},
		"sub domain":            {fresh("x", time.Hour), "https://x.chatgpt.com/x", false},
		"user part":             {fresh("x", time.Hour), "https://chatgpt.com@evil.example/", false},
		"plain http":            {fresh("x", time.Hour), "http://chatgpt.com/x", false},
		"plain to plain":        {auth.Tokens{}.Bind(plain), "http://chatgpt.com/x", false},
		"other port":            {fresh("x", time.Hour), "https://chatgpt.com:8443/x", false},
		"issuer":                {fresh("x", time.Hour), "https://auth.openai.com/x", false},
		"loopback":              {fresh("x", time.Hour), "http://127.0.0.1/x", false},
		"documented":            {auth.Tokens{Provider: "documented"}, "https://api.openai.com/v1/models", true},
		"documented at ChatGPT": {auth.Tokens{}.Bind(auth.Documented()), "https://chatgpt.com/backend-api/codex/responses", false},
		"Codex at the API":      {fresh("x", time.Hour), "https://api.openai.com/v1/models", false},
		"bound to loopback":     {auth.Tokens{}.Bind(loopback), "http://127.0.0.1:9/backend-api/codex/responses", true},
		"other loopback":        {auth.Tokens{}.Bind(loopback), "http://127.0.0.1:10/", false},
		"loopback to real":      {auth.Tokens{}.Bind(loopback), "https://chatgpt.com/", false},
		"no scheme":             {fresh("x", time.Hour), "//chatgpt.com/x", false},
		"other scheme":          {fresh("x", time.Hour), "ftp://chatgpt.com/x", false},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(test.url)
			if err != nil {
				t.Fatal(err)
			}
			if err := test.tokens.CheckURL(u); (err == nil) != test.ok {
				t.Errorf("got %v, want ok %t", err, test.ok)
			} else if err != nil {
				checkError(t, err, auth.CodeUnsafeHost, "must not be sent to")
			}
		})
	}
	if auth.Tokens.CheckURL(auth.Tokens{}, nil) == nil {
		t.Error("no URL is no safe place")
	}
}

// TestSourceBinding checks that tokens of one pair of servers are neither
// refreshed nor used at another.
func TestSourceBinding(t *testing.T) {
	const real, local = "https://auth.openai.com", "http://127.0.0.1:9"
	unbound := fresh("x", time.Hour)
	unbound.Issuer, unbound.BaseURL = "", ""
	for name, test := range map[string]struct {
		tokens   auth.Tokens
		provider auth.Provider
		inline   bool
		code     auth.Code
	}{
		"real at real":              {tokens: fresh("x", time.Hour)},
		"real at a local issuer":    {tokens: fresh("x", time.Hour), provider: auth.Provider{Issuer: local}, code: auth.CodeOtherIssuer},
		"real at another base":      {tokens: fresh("x", time.Hour), provider: auth.Provider{BaseURL: "https://example.com"}, code: auth.CodeOtherIssuer},
		"local at real":             {tokens: unbound.Bind(auth.Provider{Issuer: local}), code: auth.CodeOtherIssuer},
		"unbound at real":           {tokens: unbound},
		"Codex as documented":       {tokens: fresh("x", time.Hour), provider: auth.Documented(), code: auth.CodeOtherIssuer},
		"documented as Codex":       {tokens: fresh("x", time.Hour).Bind(auth.Documented()), code: auth.CodeOtherIssuer},
		"unbound at local":          {tokens: unbound, provider: auth.Provider{Issuer: local, BaseURL: local + "/x"}},
		"unbound elsewhere":         {tokens: unbound, provider: auth.Provider{Issuer: real, BaseURL: "https://example.com"}, code: auth.CodeOtherIssuer},
		"inline unbound, elsewhere": {tokens: unbound, inline: true, provider: auth.Provider{BaseURL: "https://example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			source := newSource(t, auth.NewMemory(test.tokens), newScript(t), func(o *auth.SourceOptions) {
				o.Provider = test.provider
				if test.inline {
					o.Tokens = &test.tokens
				}
			})
			got, err := source.Tokens(t.Context())
			if test.code != "" {
				checkError(t, err, test.code, "belongs to")
			} else if err != nil || got.BaseURL == "" || got.Issuer == "" {
				t.Errorf("got %q %q, %v", got.Issuer, got.BaseURL, err)
			}
		})
	}
}

func TestEntry(t *testing.T) {
	for want, p := range map[string]auth.Provider{
		"work":                        {},
		"work@127.0.0.1:9":            {Issuer: "http://127.0.0.1:9/", BaseURL: "http://127.0.0.1:9/backend-api/codex"},
		"work@documented":             auth.Documented(),
		"work@documented@127.0.0.1:9": {Name: "documented", Issuer: "http://127.0.0.1:9", BaseURL: "http://127.0.0.1:9/v1"},
	} {
		if got := p.Entry("work"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if (auth.Provider{BaseURL: "https://example.com/"}).Entry("work") == "work" {
		t.Error("another backend must not share the entry of the real one")
	}
	if (auth.Provider{Issuer: "https://auth.openai.com/"}).Entry("work") != "work" {
		t.Error("a trailing slash must not matter")
	}
}

func TestRevoke(t *testing.T) {
	tokens := fresh("x", time.Hour)
	bare := tokens
	bare.Refresh = auth.Secret{}
	for name, test := range map[string]struct {
		tokens auth.Tokens
		fields map[string]string
	}{
		"refresh token": {tokens, map[string]string{
			"token": tokens.Refresh.Reveal(), "token_type_hint": "refresh_token", "client_id": "app_EMoamEEZ73f0CkXaXp7hrann",
		}},
		"access token only": {bare, map[string]string{"token": tokens.Access.Reveal(), "token_type_hint": "access_token"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := newScript(t).on(revokePath, reply{status: 200, body: `{}`})
			if err := auth.Revoke(t.Context(), auth.FlowOptions{HTTPClient: server.client()}, test.tokens); err != nil {
				t.Fatal(err)
			}
			got := server.to(revokePath)[0].fields
			if len(got) != len(test.fields) {
				t.Errorf("%d fields, want %d", len(got), len(test.fields))
			}
			for key, want := range test.fields {
				if got[key] != want {
					t.Errorf("field %s differs", key)
				}
			}
		})
	}
	server := newScript(t).on(revokePath, reply{status: 503, body: `{}`})
	opts := auth.FlowOptions{HTTPClient: server.client()}
	checkError(t, auth.Revoke(t.Context(), opts, tokens), auth.CodeIssuer, "fault")
	checkError(t, auth.Revoke(t.Context(), opts, tokens.Bind(auth.Documented())), auth.CodeOtherIssuer, "belongs to")
	opts.Provider.Issuer = "http://127.0.0.1:9"
	checkError(t, auth.Revoke(t.Context(), opts, tokens), auth.CodeOtherIssuer, "belongs to")
}
