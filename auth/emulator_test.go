package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/codex/codextest"
)

// emulated returns options to sign in at an emulator in memory.
func emulated(server *codextest.Server) auth.FlowOptions {
	return auth.FlowOptions{
		Provider:   auth.Provider{Issuer: server.Issuer(), BaseURL: server.BaseURL()},
		Store:      auth.NewMemory(),
		HTTPClient: server.Client(),
	}
}

// works requests the models from the backend with tokens and returns the status.
func works(t *testing.T, server *codextest.Server, tokens auth.Tokens) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tokens.BaseURL+"/models?client_version=0.0.0", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := tokens.CheckURL(request.URL); err != nil {
		t.Fatal(err)
	}
	tokens.SetHeaders(request.Header)
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// TestLifeOfASignIn covers a sign-in from the device code to the revocation.
func TestLifeOfASignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := codextest.New(codextest.Options{ApproveAfter: time.Minute, LoginTTL: time.Hour})
		defer server.Close()
		opts := emulated(server)
		flow, err := auth.StartDeviceFlow(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := flow.Wait(t.Context())
		if err != nil || tokens.AccountID == "" || tokens.Email != "visitor@example.com" || tokens.Plan != "plus" {
			t.Fatalf("got %+v, %v", tokens, err)
		}
		if status := works(t, server, tokens); status != 200 {
			t.Errorf("the new tokens: status %d", status)
		}
		source, err := auth.NewSource(auth.SourceOptions{Provider: opts.Provider, Store: opts.Store, HTTPClient: opts.HTTPClient})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Hour)
		renewed, err := source.Tokens(t.Context())
		if err != nil || renewed.Access == tokens.Access || works(t, server, renewed) != 200 {
			t.Fatalf("after the end of the access token: %v", err)
		}
		server.ExpireAccess()
		again, err := source.Refresh(t.Context(), renewed)
		if err != nil || works(t, server, again) != 200 {
			t.Fatalf("after a 401: %v", err)
		}
		if err := auth.Revoke(t.Context(), opts, again); err != nil {
			t.Fatal(err)
		}
		if _, err := source.Refresh(t.Context(), again); !errors.Is(err, auth.ErrSignInAgain) {
			t.Errorf("after the revocation: %v", err)
		}
	})
}

func TestBrowserAtTheEmulator(t *testing.T) {
	server := startServer(t)
	opts := emulated(server)
	opts.PasteOnly, opts.HTTPClient = true, nil
	for name, fault := range map[string]string{"granted": "", "denied": "authorize-denied", "entitlement": "authorize-no-entitlement"} {
		t.Run(name, func(t *testing.T) {
			if fault != "" {
				if err := server.Fault(fault, 1); err != nil {
					t.Fatal(err)
				}
			}
			flow, err := auth.StartBrowserFlow(t.Context(), opts)
			if err != nil {
				t.Fatal(err)
			}
			browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			page, err := browser.Get(flow.URL)
			if err != nil {
				t.Fatal(err)
			}
			page.Body.Close()
			back := page.Header.Get("Location")
			if fault == "" { // the person presses the button
				if back, err = server.Authorize(flow.URL); err != nil {
					t.Fatal(err)
				}
			}
			if err := flow.Paste(back); err != nil {
				t.Fatal(err)
			}
			tokens, err := flow.Wait(t.Context())
			if fault != "" {
				checkError(t, err, auth.CodeDenied, "")
			} else if err != nil || tokens.AccountID == "" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestEveryFaultOfTheIssuer checks each fault of the emulator that concerns a
// refresh: the sign-in ends after refusals, and after nothing else.
func TestEveryFaultOfTheIssuer(t *testing.T) {
	ends := map[string]bool{
		"refresh-expired": true, "refresh-reused": true, "refresh-invalidated": true, "refresh-invalid-grant": true,
		"refresh-top-level": true, "refresh-terminated": true, "refresh-401": true, "lost-answer": true,
	}
	faults := []string{
		"500@refresh", "503@refresh", "429@refresh", "cloudflare-403@refresh", "cloudflare-503@refresh", "cloudflare-block@refresh",
		"502@refresh", "hangup@refresh", "hang@refresh", "not-json@refresh", "clock:+10m@refresh",
		"refresh-missing:refresh_token", "refresh-missing:id_token", "refresh-missing:expires_in", "refresh-missing:access_token",
	}
	for fault := range ends {
		faults = append(faults, fault)
	}
	for _, fault := range faults {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := codextest.New(codextest.Options{LoginTTL: time.Hour})
				defer server.Close()
				opts := emulated(server)
				in := server.SignIn(codextest.Account{Canary: authtest.Canary}, -time.Minute)
				tokens := auth.Tokens{
					Access: auth.NewSecret(in.Access), Refresh: auth.NewSecret(in.Refresh), AccountID: in.Account.ID, Expiry: in.Expiry,
				}.Bind(opts.Provider)
				source, err := auth.NewSource(auth.SourceOptions{Provider: opts.Provider, Store: auth.NewMemory(tokens), HTTPClient: opts.HTTPClient})
				if err != nil {
					t.Fatal(err)
				}
				if err := server.Fault(fault, 1); err != nil {
					t.Fatal(err)
				}
				_, first := source.Tokens(t.Context())
				time.Sleep(time.Minute)
				_, second := source.Tokens(t.Context())
				if got := errors.Is(second, auth.ErrSignInAgain); got != ends[fault] || !got && second != nil {
					t.Errorf("first %v, then %v", first, second)
				}
				if first != nil && strings.Contains(first.Error(), authtest.Canary) {
					t.Error("the error holds a token")
				}
			})
		})
	}
}
