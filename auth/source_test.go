package auth_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// newSource returns a source over store that calls server.
func newSource(t *testing.T, store auth.Store, server *script, more ...func(*auth.SourceOptions)) *auth.Source {
	t.Helper()
	opts := auth.SourceOptions{Store: store, HTTPClient: server.client()}
	for _, change := range more {
		change(&opts)
	}
	source, err := auth.NewSource(opts)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestRow05SourceNeedsTokens(t *testing.T) {
	_, err := auth.NewSource(auth.SourceOptions{})
	checkError(t, err, auth.CodeTokensRequired, "no sign-in")
}

func TestRow06SourceIsLazy(t *testing.T) {
	store := authtest.NewFaulty(auth.NewMemory(fresh("now", time.Hour)))
	source := newSource(t, store, newScript(t))
	if store.Loads() != 0 {
		t.Errorf("NewSource loads the store")
	}
	for range 3 {
		if _, err := source.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if store.Loads() != 1 {
		t.Errorf("loaded %d times, want once", store.Loads())
	}
	source.Forget()
	if _, err := source.Tokens(t.Context()); err != nil || store.Loads() != 2 {
		t.Errorf("after Forget: %v, %d loads", err, store.Loads())
	}
}

// TestRow06SourceMargin checks the margin of the Codex CLI: it refreshes a token
// that expires in 290 s, but not one that expires in 310 s.
func TestRow06SourceMargin(t *testing.T) {
	for name, test := range map[string]struct {
		left, margin time.Duration
		refreshes    int
	}{
		"310 s left": {left: 310 * time.Second}, "290 s left": {left: 290 * time.Second, refreshes: 1},
		"own margin, within": {left: 50 * time.Second, margin: time.Minute, refreshes: 1},
		"own margin, not":    {left: 70 * time.Second, margin: time.Minute},
		"expired":            {left: -time.Hour, refreshes: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour)))
				store := auth.NewMemory(fresh("now", test.left))
				source := newSource(t, store, server, func(o *auth.SourceOptions) { o.Margin = test.margin })
				for range 2 {
					if _, err := source.Tokens(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if got := len(server.to(tokenPath)); got != test.refreshes {
					t.Errorf("%d refreshes, want %d", got, test.refreshes)
				}
			})
		})
	}
}

// TestRow06SourceWithoutRefreshToken checks that tokens without a refresh token
// are used until they expire and then have an error, and that a new sign-in in
// the store is found.
func TestRow06SourceWithoutRefreshToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bare := fresh("bare", time.Minute)
		bare.Refresh = auth.Secret{}
		store := auth.NewMemory(bare)
		source := newSource(t, store, newScript(t))
		if got, err := source.Tokens(t.Context()); err != nil || got.Access != bare.Access {
			t.Errorf("before its end: %v", err)
		}
		_, err := source.Refresh(t.Context(), bare)
		checkError(t, err, auth.CodeAuthFailed, "cannot be renewed")
		time.Sleep(time.Minute)
		for _, s := range []*auth.Source{source, newSource(t, store, newScript(t))} {
			_, err := s.Tokens(t.Context())
			checkError(t, err, auth.CodeAuthFailed, "has ended and cannot be renewed")
			if !errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("%v does not ask to sign in again", err)
			}
		}
		next := fresh("new", time.Hour)
		if err := store.Save(t.Context(), next); err != nil {
			t.Fatal(err)
		}
		if got, err := source.Tokens(t.Context()); err != nil || got.Access != next.Access {
			t.Errorf("after a new sign-in: %v", err)
		}
	})
}

// TestSourceAge checks tokens without a readable expiry.
func TestSourceAge(t *testing.T) {
	for age, refreshes := range map[time.Duration]int{7 * 24 * time.Hour: 0, 9 * 24 * time.Hour: 1} {
		synctest.Test(t, func(t *testing.T) {
			server := newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour)))
			opaque := auth.Tokens{
				Access: auth.NewSecret("opaque"), Refresh: auth.NewSecret("r"), AccountID: "a", LastRefresh: time.Now().Add(-age),
			}
			source := newSource(t, auth.NewMemory(opaque), server)
			if _, err := source.Tokens(t.Context()); err != nil || len(server.to(tokenPath)) != refreshes {
				t.Errorf("age %v: %v, %d refreshes, want %d", age, err, len(server.to(tokenPath)), refreshes)
			}
		})
	}
}

func TestRow06SourceRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, next := fresh("old", time.Minute), fresh("next", 240*time.Hour)
		server := newScript(t).on(tokenPath, sold(next))
		store := auth.NewMemory(old)
		var order []string
		source := newSource(t, store, server, func(o *auth.SourceOptions) {
			o.OnTokens = func(got auth.Tokens) {
				if saved, err := store.Load(t.Context()); err != nil || saved != got {
					t.Errorf("OnTokens is called before the tokens are saved")
				}
				order = append(order, "told")
			}
		})
		got, err := source.Tokens(t.Context())
		order = append(order, "used")
		if err != nil || got.Access != next.Access || len(order) != 2 || order[0] != "told" {
			t.Errorf("got %+v, %v, order %v", got, err, order)
		}
		c := server.to(tokenPath)[0]
		if c.kind != "application/json" || c.fields["grant_type"] != "refresh_token" || c.fields["refresh_token"] != old.Refresh.Reveal() ||
			c.fields["client_id"] != "app_EMoamEEZ73f0CkXaXp7hrann" || c.fields["refresh_reason"] != "proactive_expiry" || len(c.fields) != 4 {
			t.Errorf("the refresh is not what the Codex CLI sends: %s, %d fields", c.kind, len(c.fields))
		}
	})
}

// TestRow06SourceKeepsOldValues checks that fields that the server leaves out
// keep their value.
func TestRow06SourceKeepsOldValues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, next := fresh("old", time.Minute), fresh("next", 240*time.Hour)
		server := newScript(t).on(tokenPath, reply{status: 200, body: `{"access_token":"` + next.Access.Reveal() + `"}`})
		source := newSource(t, auth.NewMemory(old), server)
		got, err := source.Tokens(t.Context())
		if err != nil || got.Access != next.Access || got.Refresh != old.Refresh || got.ID != old.ID || got.Email != old.Email {
			t.Errorf("got %+v, %v", got, err)
		}
		if !got.Expiry.Equal(time.Now().Add(time.Hour)) {
			t.Errorf("without expires_in the token lives an hour, got %v", got.Expiry)
		}
	})
}

// TestSourceShortLives checks that tokens whose life is shorter than the margin
// are not refreshed with every call.
func TestSourceShortLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScript(t).on(tokenPath, reply{status: 200, body: `{"access_token":"short","refresh_token":"r","expires_in":120}`})
		source := newSource(t, auth.NewMemory(fresh("old", -time.Minute)), server)
		for range 60 {
			if _, err := source.Tokens(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if got := len(server.to(tokenPath)); got > 3 {
			t.Errorf("%d refreshes in a minute", got)
		}
	})
}

// TestSourceNewRefreshTokenOnly checks that an answer with a refresh token alone
// keeps the access token and its expiry.
func TestSourceNewRefreshTokenOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := fresh("old", time.Minute)
		store := auth.NewMemory(old)
		source := newSource(t, store, newScript(t).on(tokenPath, reply{status: 200, body: `{"refresh_token":"rotated"}`}))
		got, err := source.Tokens(t.Context())
		if err != nil || got.Access != old.Access || !got.Expiry.Equal(old.Expiry) || got.Refresh.Reveal() != "rotated" {
			t.Errorf("got %+v, %v", got, err)
		}
		if saved, err := store.Load(t.Context()); err != nil || saved.Refresh != got.Refresh {
			t.Errorf("the rotated token is not saved: %v", err)
		}
	})
}

func TestRow06SourceOneRefreshForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := sold(fresh("next", 240*time.Hour))
		answer.after = 3 * time.Second
		server := newScript(t).on(tokenPath, answer)
		old := fresh("old", -time.Minute)
		source := newSource(t, auth.NewMemory(old), server)
		var callers sync.WaitGroup
		for i := range 40 {
			callers.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = source.Tokens(t.Context())
				} else {
					_, err = source.Refresh(t.Context(), old)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		if got := len(server.to(tokenPath)); got != 1 {
			t.Errorf("%d refreshes, want 1", got)
		}
	})
}

func TestRow07SourceAccountID(t *testing.T) {
	claims := map[string]any{"https://api.openai.com/auth": map[string]any{"chatgpt_account_id": "from-claims"}}
	organization := authtest.JWT(map[string]any{"organizations": []any{map[string]any{"id": "org-1"}}})
	for name, test := range map[string]struct {
		tokens auth.Tokens
		want   string
	}{
		"stored":        {auth.Tokens{Access: auth.NewSecret("x"), AccountID: "stored"}, "stored"},
		"id token":      {auth.Tokens{Access: auth.NewSecret("x"), ID: auth.NewSecret(authtest.JWT(claims))}, "from-claims"},
		"access token":  {auth.Tokens{Access: auth.NewSecret(authtest.JWT(claims))}, "from-claims"},
		"blanks":        {auth.Tokens{Access: auth.NewSecret(authtest.JWT(claims)), AccountID: " \t"}, "from-claims"},
		"organization":  {auth.Tokens{Access: auth.NewSecret("x"), ID: auth.NewSecret(organization)}, "org-1"},
		"account first": {auth.Tokens{Access: auth.NewSecret(authtest.JWT(claims)), ID: auth.NewSecret(organization)}, "from-claims"},
		"none":          {auth.Tokens{Access: auth.NewSecret("x")}, ""},
		"blanks alone":  {auth.Tokens{Access: auth.NewSecret("x"), AccountID: "  "}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			source := newSource(t, nil, newScript(t), func(o *auth.SourceOptions) { o.Tokens = &test.tokens })
			got, err := source.Tokens(t.Context())
			if test.want == "" {
				checkError(t, err, auth.CodeAccountIDMissing, "which ChatGPT account")
			} else if err != nil || got.AccountID != test.want {
				t.Errorf("got %q, %v", got.AccountID, err)
			}
		})
	}
}

func TestRow05SourceSignedOut(t *testing.T) {
	store := auth.NewMemory()
	source := newSource(t, store, newScript(t))
	if _, err := source.Tokens(t.Context()); !errors.Is(err, auth.ErrNoTokens) {
		t.Errorf("got %v", err)
	}
	if err := store.Save(t.Context(), fresh("in", time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := source.Tokens(t.Context()); err != nil {
		t.Errorf("signed in meanwhile: %v", err)
	}
}
