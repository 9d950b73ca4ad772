package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// Tests named TestRowNN, here and in package codex, check the rows in
// CONTRIBUTING's "What the library promises".

// TestRow02Options sets every option of a sign-in. Each request must go to the
// servers of the options, with their client, clock and sleeper.
func TestRow02Options(t *testing.T) {
	server := newScript(t).
		on(userCodePath, reply{status: 200, body: started}).
		on(pollPath, stillPending, reply{status: 200, body: grantBody}).
		on("/elsewhere/token", sold(fresh("new", time.Hour)))
	now := time.Date(2031, 5, 17, 9, 0, 0, 0, time.UTC)
	var slept []time.Duration
	flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{
		Provider: auth.Provider{
			Issuer: "https://issuer.example/", ClientID: "my-client", TokenURL: "https://issuer.example/elsewhere/token/",
			BaseURL: "https://backend.example/codex/",
		},
		HTTPClient: server.client(),
		Now:        func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error {
			slept = append(slept, d)
			now = now.Add(d)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := flow.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if flow.URL != "https://issuer.example/codex/device" || got.Issuer != "https://issuer.example" || got.BaseURL != "https://backend.example/codex" {
		t.Errorf("a slash at the end matters: page %s, issuer %s, backend %s", flow.URL, got.Issuer, got.BaseURL)
	}
	if len(slept) != 1 || slept[0] != 8*time.Second || !got.LastRefresh.Equal(now) {
		t.Errorf("slept %v, signed in at %v by a clock that shows %v", slept, got.LastRefresh, now)
	}
	exchange := server.to("/elsewhere/token")[0]
	if exchange.host != "issuer.example" || exchange.fields["client_id"] != "my-client" ||
		exchange.fields["redirect_uri"] != "https://issuer.example/deviceauth/callback" {
		t.Errorf("exchanged at %s as %v", exchange.host, exchange.fields["client_id"])
	}
}

// TestRow02Defaults checks that the zero options are the Codex CLI's client at
// OpenAI.
func TestRow02Defaults(t *testing.T) {
	p := auth.Codex()
	if p.ClientID != "app_EMoamEEZ73f0CkXaXp7hrann" || p.Issuer != "https://auth.openai.com" || p.BaseURL != "https://chatgpt.com/backend-api/codex" {
		t.Errorf("%s at %s for %s", p.ClientID, p.Issuer, p.BaseURL)
	}
}

// TestRow03Tokens checks the expiry and the account of tokens, from the answer of
// the server and from their claims.
func TestRow03Tokens(t *testing.T) {
	owner := func(id string) map[string]any {
		return map[string]any{"https://api.openai.com/auth": map[string]any{"chatgpt_account_id": id}}
	}
	idToken, access := authtest.JWT(owner("of the id token")), authtest.JWT(owner("of the access token"))
	for name, test := range map[string]struct {
		answer, account string
		lives           time.Duration
	}{
		"all":              {`{"access_token":"` + access + `","refresh_token":"r","id_token":"` + idToken + `","expires_in":600}`, "of the id token", 10 * time.Minute},
		"no id token":      {`{"access_token":"` + access + `","refresh_token":"r","expires_in":600}`, "of the access token", 10 * time.Minute},
		"no expires_in":    {`{"access_token":"` + access + `","refresh_token":"r"}`, "of the access token", time.Hour},
		"no refresh token": {`{"access_token":"` + access + `","expires_in":"600"}`, "of the access token", 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newScript(t).on(userCodePath, reply{status: 200, body: started}).
					on(pollPath, reply{status: 200, body: grantBody}).on(tokenPath, reply{status: 200, body: test.answer})
				flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
				if err != nil {
					t.Fatal(err)
				}
				got, err := flow.Wait(t.Context())
				if err != nil || got.AccountID != test.account || !got.Expiry.Equal(time.Now().Add(test.lives)) {
					t.Errorf("%s until %v, %v", got.AccountID, got.Expiry, err)
				}
				if strings.Contains(test.answer, "refresh_token") == got.Refresh.IsZero() {
					t.Error("the refresh token is not the server's")
				}
			})
		})
	}
}

// TestRow03LoadedTokens checks that saved tokens without an expiry get that of
// the access token.
func TestRow03LoadedTokens(t *testing.T) {
	end := time.Now().Add(48 * time.Hour).Truncate(time.Second)
	kept := auth.Tokens{Access: auth.NewSecret(authtest.JWT(map[string]any{"exp": end.Unix()})), AccountID: "acc"}
	source := newSource(t, nil, newScript(t), func(o *auth.SourceOptions) { o.Tokens = &kept })
	if got, err := source.Tokens(t.Context()); err != nil || !got.Expiry.Equal(end) {
		t.Errorf("ends %v, %v; want %v", got.Expiry, err, end)
	}
}

// TestRow01StartDeviceFlowCancel: asking for a code ends at once with its context.
func TestRow01StartDeviceFlowCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScript(t).on(userCodePath, reply{status: 200, body: started, after: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		_, err := auth.StartDeviceFlow(ctx, auth.FlowOptions{HTTPClient: server.client()})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
	})
}

// TestRow02SourceOptions sets every option of a refresh.
func TestRow02SourceOptions(t *testing.T) {
	p := auth.Provider{Issuer: "https://issuer.example/", ClientID: "my-client", TokenURL: "https://issuer.example/elsewhere/token/", BaseURL: "https://backend.example/codex/"}
	now := time.Date(2031, 5, 17, 9, 0, 0, 0, time.UTC)
	old := fresh("old", 0).Bind(p)
	old.Expiry = now.Add(10 * time.Minute)
	server := newScript(t).on("/elsewhere/token", refusal("refresh_token_reused"))
	slept := 0
	source := newSource(t, auth.NewMemory(old), server, func(o *auth.SourceOptions) {
		o.Provider, o.Now = p, func() time.Time { return now }
		o.Sleep = func(context.Context, time.Duration) error { slept++; return nil }
	})
	if got, err := source.Tokens(t.Context()); err != nil || got.Access != old.Access || len(server.calls) != 0 {
		t.Errorf("before its end by that clock: %v, %d requests", err, len(server.calls))
	}
	now = now.Add(time.Hour)
	if _, err := source.Tokens(t.Context()); !errors.Is(err, auth.ErrSignInAgain) {
		t.Errorf("after its end by that clock: %v", err)
	}
	if c := server.calls[0]; len(server.calls) != 1 || c.host != "issuer.example" || c.fields["client_id"] != "my-client" {
		t.Errorf("renewed %d times, at %s as %v", len(server.calls), c.host, c.fields["client_id"])
	}
	if slept == 0 {
		t.Error("the pauses are not those of the option")
	}
}
