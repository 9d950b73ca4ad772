package auth_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

// TestSaveFails checks that new tokens which cannot be saved are kept in memory,
// that OnWarning is called, and that saving is tried again: the old refresh token
// is used.
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

// TestSaveHangs checks that a keychain that waits for a person delays a caller
// once, not three times.
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

// TestSaveFailsThenNewSignIn checks that a new sign-in, or a sign-out, replaces
// unsaved tokens.
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

// TestUnsavedNeverOverwritesNewer checks that unsaved tokens are saved later only
// under the lock, and only over the tokens that they replaced. While the store
// cannot be read, it may hold newer tokens of another process.
func TestUnsavedNeverOverwritesNewer(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile authtest.StoreFault // fault when saving is tried again
		newer     bool                // another process has saved newer tokens
		want      string
		flushed   auth.Code
	}{
		"newer":              {authtest.Works, true, "other", ""},
		"newer, unreadable":  {authtest.LoadFails, true, "other", auth.CodeNotSaved},
		"older":              {authtest.Works, false, "next", ""},
		"older, unreadable":  {authtest.LoadFails, false, "old", auth.CodeNotSaved},
		"older, still fails": {authtest.SaveFails, false, "old", auth.CodeNotSaved},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sets := map[string]auth.Tokens{"old": fresh("old", -time.Hour), "next": fresh("next", 240*time.Hour), "other": fresh("other", 240*time.Hour)}
				inner := auth.NewMemory(sets["old"])
				store := authtest.NewFaulty(inner)
				store.Fail(authtest.SaveFails, -1)
				lock := filepath.Join(t.TempDir(), "lock")
				source := newSource(t, store, newScript(t).on(tokenPath, sold(sets["next"])), func(o *auth.SourceOptions) { o.LockFile = lock })
				if _, err := source.Tokens(t.Context()); err != nil {
					t.Fatal(err)
				}
				// Another process holds the lock for a moment.
				other := flock.New(lock)
				if err := other.Lock(); err != nil {
					t.Fatal(err)
				}
				store.Fail(test.meanwhile, -1)
				before := store.Saves()
				done := make(chan error)
				go func() { done <- source.Close(t.Context()) }()
				time.Sleep(10 * time.Second)
				if store.Saves() != before {
					t.Error("saved without the lock")
				}
				if test.newer {
					if err := inner.Save(t.Context(), sets["other"]); err != nil {
						t.Fatal(err)
					}
				}
				if err := other.Unlock(); err != nil {
					t.Fatal(err)
				}
				err := <-done
				if fault, _ := errors.AsType[*auth.Error](err); (fault == nil) != (test.flushed == "") || fault != nil && fault.Code != test.flushed {
					t.Errorf("flush: %v, want %q", err, test.flushed)
				}
				if got, err := inner.Load(t.Context()); err != nil || got.Access != sets[test.want].Access {
					t.Errorf("the store does not hold %s: %v", test.want, err)
				}
				if got, err := source.Tokens(t.Context()); err != nil || test.meanwhile == authtest.LoadFails && got.Access != sets["next"].Access {
					t.Errorf("the session does not go on: %v", err)
				}
			})
		})
	}
}

// TestSignInKeptElsewhereWaits checks that SaveTokens waits for the lock.
func TestSignInKeptElsewhereWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lock := filepath.Join(t.TempDir(), "lock")
		other := flock.New(lock)
		if err := other.Lock(); err != nil {
			t.Fatal(err)
		}
		store := auth.NewMemory()
		done := make(chan error)
		go func() {
			done <- auth.SaveTokens(t.Context(), auth.FlowOptions{Store: store, LockFile: lock}, fresh("new", time.Hour))
		}()
		time.Sleep(10 * time.Second)
		if _, err := store.Load(t.Context()); !errors.Is(err, auth.ErrNoTokens) {
			t.Errorf("saved without the lock: %v", err)
		}
		if err := other.Unlock(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if got, err := store.Load(t.Context()); err != nil || got.Refresh != fresh("new", time.Hour).Refresh {
			t.Errorf("the store holds %+v, %v", got, err)
		}
	})
}
