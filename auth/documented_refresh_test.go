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
	"banter/codex/codextest"
)

// TestDocumentedHour uses a sign-in for a day of fake time. Each refresh happens in
// the window that the issuer names, once.
func TestDocumentedHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := emulator(t)
		d := newDesk(t, server)
		start := d.stored(time.Hour)
		source := d.source()
		used := map[auth.Secret]bool{}
		for range 24 * 30 {
			tokens, err := source.Tokens(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if time.Now().After(tokens.Expiry) || tokens.ClientID != start.ClientID || tokens.Subject != start.Subject {
				t.Errorf("got %+v", tokens)
			}
			used[tokens.Access] = true
			time.Sleep(2 * time.Minute)
		}
		if n := d.count("documented-refresh"); n != len(used)-1 || n < 24 || n > 27 {
			t.Errorf("%d refreshes, %d access tokens", n, len(used))
		}
		for _, r := range server.Requests() {
			if r.Status != 200 || strings.Contains(r.Body, "scope=") {
				t.Errorf("%s: status %d, %s", r.Endpoint, r.Status, r.Body)
			}
		}
	})
}

// stored saves tokens whose access token lives for ttl.
func (d *desk) stored(ttl time.Duration) auth.Tokens {
	d.t.Helper()
	in := d.server.SignInDocumented(codextest.Account{Canary: authtest.Canary}, ttl)
	tokens := auth.Tokens{
		Access: auth.NewSecret(in.Access), Refresh: auth.NewSecret(in.Refresh), ID: auth.NewSecret(in.ID), ClientID: in.ClientID,
		Subject: in.Subject, Scope: in.Scope, Expiry: in.Expiry, EarliestRefresh: in.EarliestRefresh, Email: in.Account.Email,
	}.Bind(d.opts.Provider)
	if err := d.store.Save(d.t.Context(), tokens); err != nil {
		d.t.Fatal(err)
	}
	return tokens
}

// TestDocumentedTooEarly checks that no refresh happens before its time: not after a
// 401, and not after the end of the access token.
func TestDocumentedTooEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, emulator(t))
		tokens := d.stored(time.Hour)
		source := d.source()
		_, err := source.Refresh(t.Context(), tokens)
		checkError(t, err, auth.CodeAuthFailed, "cannot be renewed before")
		if errors.Is(err, auth.ErrSignInAgain) || d.count("documented-refresh") != 0 {
			t.Errorf("after a 401: %v, %d refreshes", err, d.count("documented-refresh"))
		}
		if got, err := source.Tokens(t.Context()); err != nil || got != tokens {
			t.Errorf("the tokens still work elsewhere: %v", err)
		}
		time.Sleep(54 * time.Minute)
		breaks(t, d.server, "earliest-late@documented-refresh", 1)
		next, err := source.Refresh(t.Context(), tokens)
		if err != nil || next.Access == tokens.Access {
			t.Fatal(err)
		}
		time.Sleep(time.Hour + time.Minute)
		_, err = source.Tokens(t.Context())
		checkError(t, err, auth.CodeAuthFailed, "cannot be renewed before")
		if errors.Is(err, auth.ErrSignInAgain) || d.count("documented-refresh") != 1 {
			t.Errorf("after the end: %v, %d refreshes", err, d.count("documented-refresh"))
		}
		time.Sleep(10 * time.Minute)
		if got, err := source.Tokens(t.Context()); err != nil || got.Access == next.Access {
			t.Errorf("in time: %v", err)
		}
	})
}

// TestDocumentedRefusals checks what of a sign-in remains after each answer to a
// refresh.
func TestDocumentedRefusals(t *testing.T) {
	for fault, ends := range map[string]bool{
		"token-code:invalid_grant": true, "token-code:invalid_refresh_token": true, "token-code:token_expired": true,
		"token-code:refresh_token_expired": true, "token-code:refresh_token_invalidated": true, "token-code:refresh_token_reused": true,
		"token-401:invalid_grant": true, "token-code:invalid_client": false, "token-401:invalid_client": false, "token-401:unheard_of": false,
		"token-code:unheard_of": false, "token-code:invalid_target": false, "500": false, "429": false, "503": false, "502": false, "hangup": false, "not-json": false,
		"cloudflare-403": false, "token-missing:id_token": false, "token-missing:scope": false, "token-missing:earliest_refresh_at": false,
		"token-missing:refresh_token": false, "earliest-text": false, "id-token:audience": true, "id-token:subject": true, "id-token:expiry": false,
		"id-token:azp": true, "id-token:issuer": true, "id-token:signature": false, "id-token:none": false, "id-token:hs256": false, "id-token:unknown-key": false,
		"no-keys": false, "500@keys": false, "hangup@discovery": false,
	} {
		t.Run(fault, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { refreshRefused(t, fault, ends) }) })
	}
}

func refreshRefused(t *testing.T, name string, ends bool) {
	d := newDesk(t, emulator(t))
	old := d.stored(-time.Minute)
	at := name
	if !strings.Contains(at, "@") && name != "no-keys" {
		at += "@documented-refresh"
	}
	breaks(t, d.server, at, 1)
	source := d.source()
	first, err := source.Tokens(t.Context())
	if got := errors.Is(err, auth.ErrSignInAgain); got != ends {
		t.Errorf("first %v", err)
	}
	if err != nil && strings.Contains(err.Error(), authtest.Canary) {
		t.Error("the error holds a token")
	}
	if err == nil && (first.Scope != old.Scope || first.Subject != old.Subject || first.ID.IsZero() || first.Email != old.Email) {
		t.Errorf("got %+v", first)
	}
	if strings.HasPrefix(name, "id-token:") && err == nil && first.ID != old.ID {
		t.Error("the id token is taken")
	}
	_, kept := d.store.Load(t.Context())
	if ends != errors.Is(kept, auth.ErrNoTokens) {
		t.Errorf("in the store: %v", kept)
	}
	time.Sleep(time.Minute)
	if _, err := source.Tokens(t.Context()); !ends && err != nil || ends && !errors.Is(err, auth.ErrNoTokens) {
		t.Errorf("then %v", err)
	}
}

// TestDocumentedGrantShrinks checks that a refresh that grants less is kept.
func TestDocumentedGrantShrinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, emulator(t))
		old := d.stored(-time.Minute)
		breaks(t, d.server, "no-plan@documented-refresh", 1)
		got, err := d.source().Tokens(t.Context())
		if err != nil || got.PlanUse() || got.Refresh == old.Refresh {
			t.Errorf("got %+v, %v", got, err)
		}
		if saved, err := d.store.Load(t.Context()); err != nil || saved != got {
			t.Errorf("saved %+v, %v", saved, err)
		}
	})
}

// TestDocumentedRevoke checks a sign-out with revocation, and that the next sign-in
// uses the client again.
func TestDocumentedRevoke(t *testing.T) {
	for name, want := range map[string]auth.Code{
		"": "", "500@documented-revoke": "", "hangup@documented-revoke": "", "500@discovery": auth.CodeNotRevoked, "elsewhere": auth.CodeNotRevoked,
		"discovery-other:revocation_endpoint": auth.CodeNotRevoked, "discovery-issuer": auth.CodeNotRevoked, "token-code:invalid_client@documented-revoke": auth.CodeNotRevoked,
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, emulator(t))
			tokens := d.signIn()
			quick := d.opts
			quick.Sleep = func(context.Context, time.Duration) error { return nil }
			times := 2
			if want != "" {
				times = -1
			}
			if name != "" {
				breaks(t, d.server, name, times)
			}
			err := auth.Revoke(t.Context(), quick, tokens)
			if want != "" {
				checkError(t, err, want, "did not confirm")
			} else if err != nil {
				t.Error(err)
			}
			if n := d.count("documented-revoke"); n > 3 {
				t.Errorf("%d revocations", n)
			}
			if err := d.source().SignOut(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.server.ClearFaults()
			if next := d.signIn(); next.ClientID != tokens.ClientID {
				t.Error("the next sign-in registers again")
			}
		})
	}
}

// TestDocumentedKeysChange checks that a refresh does not wait for a new key of the
// issuer: the id token that it signs counts at the next one.
func TestDocumentedKeysChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, emulator(t))
		old := d.stored(-time.Minute)
		source := d.source()
		for step, changes := range []bool{true, false, true} {
			if step == 1 {
				d.server.RotateKeys()
			}
			got, err := source.Tokens(t.Context())
			if err != nil || (got.ID != old.ID) != changes || got.Refresh == old.Refresh {
				t.Errorf("step %d: id token changed %t, %v", step, got.ID != old.ID, err)
			}
			old = got
			time.Sleep(56 * time.Minute)
		}
		if n := d.count("keys"); n != 2 {
			t.Errorf("the keys were read %d times", n)
		}
	})
}
