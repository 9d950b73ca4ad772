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
	"banter/internal/notice"
)

// TestSaveFails: after the rotation the old refresh token is spent, so the new
// set is kept, the person is told, and saving is tried again.
func TestSaveFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := fresh("next", 240*time.Hour)
		store := authtest.NewFaulty(auth.NewMemory(fresh("old", -time.Hour)))
		store.Fail(authtest.SaveFails, -1)
		server := newScript(t).on(tokenPath, sold(next))
		var told []error
		saved := 0
		source := newSource(t, store, server, func(o *auth.SourceOptions) {
			o.OnWarning = func(err error) { told = append(told, err) }
			o.OnTokens = func(auth.Tokens) { saved++ }
		})
		for range 4 {
			if got, err := source.Tokens(t.Context()); err != nil || got.Access != next.Access {
				t.Fatalf("got %v", err)
			}
			time.Sleep(20 * time.Second)
		}
		if len(told) != 1 || notice.Of(told[0]).Sentence != "Your renewed sign-in could not be saved; it lasts until you quit Banter." {
			t.Errorf("told %v", told)
		}
		if saved != 0 || store.Saves() < 6 {
			t.Errorf("saved %d times of %d tries, want none of several", saved, store.Saves())
		}
		store.Fail(authtest.Works, 0)
		time.Sleep(time.Minute)
		if _, err := source.Tokens(t.Context()); err != nil || saved != 1 {
			t.Errorf("once the store works: %v, saved %d times", err, saved)
		}
		if got, err := store.Load(t.Context()); err != nil || got.Access != next.Access || len(server.to(tokenPath)) != 1 {
			t.Errorf("the store holds %+v, %v", got, err)
		}
	})
}

// TestSaveHangs: a keychain that waits for somebody holds a caller up once and
// not three times.
func TestSaveHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := authtest.NewRing()
		defer ring.Release()
		store := auth.NewKeychainOn(ring, "default")
		if err := store.Save(t.Context(), fresh("old", -time.Hour)); err != nil {
			t.Fatal(err)
		}
		answer := sold(fresh("next", 240*time.Hour))
		answer.after = time.Second
		time.AfterFunc(500*time.Millisecond, func() { ring.Fail(authtest.Hangs) })
		var told error
		source := newSource(t, store, newScript(t).on(tokenPath, answer), func(o *auth.SourceOptions) {
			o.OnWarning = func(err error) { told = err }
		})
		begin := time.Now()
		if _, err := source.Tokens(t.Context()); err != nil || time.Since(begin) > 5*time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		if n := notice.Of(told); !strings.Contains(n.Hint, "The keychain does not answer.") {
			t.Errorf("told %+v", n)
		}
	})
}

// TestSaveFailsThenNewSignIn: what is in memory gives way to a new sign-in,
// and to a sign-out.
func TestSaveFailsThenNewSignIn(t *testing.T) {
	for name, act := range map[string]func(auth.Store, auth.Tokens) error{
		"sign-in":  func(s auth.Store, t auth.Tokens) error { return s.Save(context.Background(), t) },
		"sign-out": func(s auth.Store, _ auth.Tokens) error { return s.Delete(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				inner := auth.NewMemory(fresh("old", -time.Hour))
				store := authtest.NewFaulty(inner)
				store.Fail(authtest.SaveFails, -1)
				source := newSource(t, store, newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour))))
				if _, err := source.Tokens(t.Context()); err != nil {
					t.Fatal(err)
				}
				other := fresh("other", time.Hour)
				if err := act(inner, other); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				got, err := source.Tokens(t.Context())
				if name == "sign-in" && (err != nil || got.Access != other.Access) ||
					name == "sign-out" && !errors.Is(err, auth.ErrNoTokens) {
					t.Errorf("got %+v, %v", got, err)
				}
			})
		})
	}
}
