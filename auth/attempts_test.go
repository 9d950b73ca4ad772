package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/internal/badserver"
	"banter/internal/notice"
)

// TestAttemptsAreCounted checks that a request with a code or a token is sent at
// most four times to an HTTP/2 server that refuses every request, which net/http
// would repeat.
func TestAttemptsAreCounted(t *testing.T) {
	noSleep := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	for name, acts := range map[string]badserver.Acts{
		"GOAWAY":         {OnHeaders: func(c *badserver.Conn, _ int, _ bool) { c.GoAway(0, badserver.NoError) }},
		"REFUSED_STREAM": {OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.RefusedStream) }},
		"INTERNAL_ERROR": {OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.InternalError) }},
		"end":            {OnEnd: func(c *badserver.Conn, _ int) { c.Close() }},
	} {
		for what, act := range map[string]func(auth.FlowOptions) error{
			"device code": func(o auth.FlowOptions) error {
				_, err := auth.StartDeviceFlow(t.Context(), o)
				return err
			},
			"exchange": func(o auth.FlowOptions) error {
				o.PasteOnly = true
				flow, err := auth.StartBrowserFlow(t.Context(), o)
				if err != nil {
					return err
				}
				if err := flow.Paste("some-code-from-a-page"); err != nil {
					return err
				}
				_, err = flow.Wait(t.Context())
				return err
			},
			"refresh": func(o auth.FlowOptions) error {
				ended := fresh("old", -time.Minute).Bind(o.Provider)
				source, err := auth.NewSource(auth.SourceOptions{Provider: o.Provider, Tokens: &ended, HTTPClient: o.HTTPClient})
				if err != nil {
					return err
				}
				_, err = source.Tokens(t.Context())
				return err
			},
			"revoke": func(o auth.FlowOptions) error {
				return auth.Revoke(t.Context(), o, fresh("old", time.Hour).Bind(o.Provider))
			},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				server := badserver.Break2(acts)
				defer server.Close()
				err := act(auth.FlowOptions{
					Provider: auth.Provider{Issuer: server.URL, BaseURL: server.URL + "/codex"}, HTTPClient: server.Client(), Sleep: noSleep,
				})
				if n := server.Requests(); n < 1 || n > 4 {
					t.Errorf("%d requests: %v", n, err)
				}
				if n := notice.Of(err); n.Sentence == "" || n.Unknown || n.Hint == "" {
					t.Errorf("says %+v\n%v", n, err)
				}
			})
		}
	}
}

// TestGivenBackOnce checks that a refresh token that the server did not process
// is sent again, without a warning.
func TestGivenBackOnce(t *testing.T) {
	var server *badserver.Server
	server = badserver.Break2(badserver.Acts{OnEnd: func(c *badserver.Conn, s int) {
		if server.Requests() == 1 {
			c.GoAway(0, badserver.NoError)
			return
		}
		c.Begin(s)
		c.Data(s, `{"access_token":"next","refresh_token":"r"}`, true)
	}})
	defer server.Close()
	p := auth.Provider{Issuer: server.URL, BaseURL: server.URL + "/codex"}
	ended := fresh("old", -time.Minute).Bind(p)
	source, err := auth.NewSource(auth.SourceOptions{Provider: p, Tokens: &ended, HTTPClient: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := source.Tokens(t.Context()); err != nil || got.Access.Reveal() != "next" || server.Requests() != 2 {
		t.Errorf("%v after %d requests", err, server.Requests())
	}
}

// TestFinalFaults checks that a permanent failure of the network ends a sign-in
// at once, instead of after fifteen minutes.
func TestFinalFaults(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	host := strings.TrimPrefix(plain.URL, "http://")
	slept := 0
	opts := auth.FlowOptions{Provider: auth.Provider{Issuer: "https://" + host}, PasteOnly: true,
		HTTPClient: &http.Client{Transport: &http.Transport{}},
		Sleep: func(ctx context.Context, d time.Duration) error {
			if d == 15*time.Minute { // the limit of the flow, on its own goroutine
				<-ctx.Done()
				return ctx.Err()
			}
			slept++
			return nil
		}}
	flow, err := auth.StartBrowserFlow(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := flow.Paste("some-code-from-a-page"); err != nil {
		t.Fatal(err)
	}
	_, err = flow.Wait(t.Context())
	if n := notice.Of(err); n.Sentence != host+" speaks plain HTTP, not HTTPS." || slept != 0 {
		t.Errorf("%+v after %d pauses", n, slept)
	}
}

// TestAnySuccess checks that every status 2xx is a success.
func TestAnySuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := fresh("new", 240*time.Hour)
		created := sold(next)
		created.status = 201
		server := newScript(t).
			on(userCodePath, reply{status: 201, body: started}).
			on(pollPath, stillPending, reply{status: 202, body: `{"status":"pending"}`}, reply{status: 201, body: grantBody}).
			on(tokenPath, created).
			on(revokePath, reply{status: 204})
		opts := auth.FlowOptions{HTTPClient: server.client()}
		flow, err := auth.StartDeviceFlow(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := flow.Wait(t.Context())
		if err != nil || tokens.Access != next.Access || len(server.to(pollPath)) != 3 {
			t.Errorf("%v after %d polls", err, len(server.to(pollPath)))
		}
		source := newSource(t, auth.NewMemory(tokens), server)
		time.Sleep(300 * time.Hour)
		if _, err := source.Tokens(t.Context()); err != nil || len(server.to(tokenPath)) != 2 {
			t.Errorf("refresh: %v", err)
		}
		if err := auth.Revoke(t.Context(), opts, tokens); err != nil {
			t.Errorf("revoke: %v", err)
		}
	})
}

// TestNoBearerWithoutToken checks that Authorization is not set to "Bearer "
// alone.
func TestNoBearerWithoutToken(t *testing.T) {
	h := http.Header{"Authorization": {"Bearer old"}}
	auth.Tokens{AccountID: "a"}.SetHeaders(h)
	if _, set := h["Authorization"]; set {
		t.Errorf("sends %q", h.Get("Authorization"))
	}
}

// TestRedirectLoop checks that a token is not sent in a circle.
func TestRedirectLoop(t *testing.T) {
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	p := auth.Provider{Issuer: server.URL, BaseURL: server.URL + "/codex"}
	err := auth.Revoke(t.Context(), auth.FlowOptions{Provider: p}, fresh("old", time.Hour).Bind(p))
	checkError(t, err, auth.CodeIssuer, "another address")
	if n != 4 {
		t.Errorf("%d requests: %v", n, err)
	}
}
