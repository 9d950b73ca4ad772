package auth_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
)

// TestKeychainEntries checks that entries stay below the limit of every system,
// that replaced tokens are removed, and that Delete leaves nothing.
func TestKeychainEntries(t *testing.T) {
	ring := authtest.NewRing()
	store := auth.NewKeychainOn(ring, "default")
	for _, size := range []int{64 << 10, 16 << 10, 100} {
		if err := store.Save(t.Context(), authtest.Grow(fresh("x", time.Hour), size)); err != nil {
			t.Fatal(err)
		}
	}
	if ring.Biggest() >= 2000 {
		t.Errorf("an entry of %d bytes", ring.Biggest())
	}
	if n := len(ring.Entries()); n > 4 {
		t.Errorf("%d entries for a small set: replaced ones are still there", n)
	}
	if err := store.Delete(t.Context()); err != nil || len(ring.Entries()) != 0 {
		t.Errorf("after Delete: %v, %v", err, ring.Entries())
	}
}

func TestKeychainAccounts(t *testing.T) {
	ring := authtest.NewRing()
	work, home := auth.NewKeychainOn(ring, "work"), auth.NewKeychainOn(ring, "home")
	for _, test := range []struct {
		store *auth.Keychain
		name  string
	}{{work, "w"}, {home, "h"}} {
		if err := test.store.Save(t.Context(), fresh(test.name, time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := work.Delete(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := home.Load(t.Context()); err != nil || got.Refresh != fresh("h", 0).Refresh {
		t.Errorf("the other account: %v", err)
	}
}

// TestKeychainTorn ends a save, and a delete, after each of its calls. The store
// must hold the old tokens or the new ones, the next save must work, and Delete
// must leave nothing in the keychain.
func TestKeychainTorn(t *testing.T) {
	old, next, last := fresh("old", time.Hour), authtest.Grow(fresh("next", time.Hour), 4000), fresh("last", time.Hour)
	for _, operation := range []string{"save", "delete"} {
		for calls := range 60 {
			t.Run(fmt.Sprint(operation, " killed after ", calls), func(t *testing.T) {
				ring := authtest.NewRing()
				store := auth.NewKeychainOn(ring, "default")
				if err := store.Save(t.Context(), old); err != nil {
					t.Fatal(err)
				}
				ring.FailAfter(calls)
				var err error
				if operation == "save" {
					err = store.Save(t.Context(), next)
				} else {
					err = store.Delete(t.Context())
				}
				ring.Fail(authtest.NoFault)
				got, loadErr := auth.NewKeychainOn(ring, "default").Load(t.Context())
				switch {
				case operation == "save" && loadErr == nil && (got.Access == next.Access || err != nil && got.Access == old.Access):
				case operation == "delete" && errors.Is(loadErr, auth.ErrNoTokens):
				case operation == "delete" && err != nil && loadErr == nil && got.Access == old.Access:
				default:
					t.Fatalf("%s gave %v; then Load gives %v", operation, err, loadErr)
				}
				store = auth.NewKeychainOn(ring, "default")
				if err := store.Save(t.Context(), last); err != nil {
					t.Fatal(err)
				}
				if err := store.Delete(t.Context()); err != nil || len(ring.Entries()) != 0 {
					t.Errorf("after Delete: %v, %v", err, ring.Entries())
				}
			})
		}
	}
}

// TestKeychainDamaged changes a head and a piece as another program could.
func TestKeychainDamaged(t *testing.T) {
	for name, damage := range map[string]func(*authtest.Ring){
		"head": func(r *authtest.Ring) { r.Poke("Banter", "default", "{") },
		"head, pieces": func(r *authtest.Ring) {
			r.Poke("Banter", "default", `{"current":{"name":"x","pieces":1000000000}}`)
		},
		"piece": func(r *authtest.Ring) {
			for _, entry := range r.Entries() {
				if strings.Contains(entry, "#") {
					r.Poke("Banter", strings.TrimPrefix(entry, "Banter/"), "x")
				}
			}
		},
		"one letter of a token": func(r *authtest.Ring) {
			for _, entry := range r.Entries() {
				entry = strings.TrimPrefix(entry, "Banter/")
				if value := []byte(r.Peek("Banter", entry)); strings.HasSuffix(entry, ".0") {
					value[200] ^= 'A' ^ 'B' // still base64, and still JSON
					r.Poke("Banter", entry, string(value))
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			ring := authtest.NewRing()
			store := auth.NewKeychainOn(ring, "default")
			if err := store.Save(t.Context(), fresh("x", time.Hour)); err != nil {
				t.Fatal(err)
			}
			damage(ring)
			_, err := store.Load(t.Context())
			checkError(t, err, auth.CodeDamaged, "damaged")
			if !errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("%v does not ask to sign in again", err)
			}
			again := fresh("again", time.Hour)
			if err := store.Save(t.Context(), again); err != nil {
				t.Fatalf("signing in again: %v", err)
			}
			if got, err := store.Load(t.Context()); err != nil || got.Access != again.Access {
				t.Errorf("after signing in again: %v", err)
			}
		})
	}
}

// TestKeychainHangs checks that a call and later ones fail within 4 s with a
// plain sentence, and that stuck calls do not pile up.
func TestKeychainHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := authtest.NewRing()
		ring.Fail(authtest.Hangs)
		defer ring.Release()
		store := auth.NewKeychainOn(ring, "default")
		for range 3 {
			begin := time.Now()
			_, err := store.Load(t.Context())
			checkError(t, err, auth.CodeKeychainTimeout, "does not answer")
			if time.Since(begin) > 4*time.Second {
				t.Errorf("took %v", time.Since(begin))
			}
		}
		if ring.Calls() != 1 {
			t.Errorf("%d calls are stuck, want 1", ring.Calls())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := store.Save(ctx, fresh("x", time.Hour)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the caller's own limit: got %v", err)
		}
	})
}

// TestKeychainErrors checks the codes for errors of the systems.
func TestKeychainErrors(t *testing.T) {
	for text, want := range map[string]auth.Code{
		`exec: "dbus-launch": executable file not found in $PATH`:                                        auth.CodeKeychainAbsent,
		"dbus: couldn't determine address of session bus":                                                auth.CodeKeychainAbsent,
		"The name org.freedesktop.secrets was not provided by any .service files":                        auth.CodeKeychainAbsent,
		"dial unix /run/user/1000/bus: connect: no such file or directory":                               auth.CodeKeychainAbsent,
		"A specified logon session does not exist. It may already have been terminated.":                 auth.CodeKeychainAbsent,
		"unsupported platform: plan9":                                                                    auth.CodeKeychainAbsent,
		"failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'":                 auth.CodeKeychainLocked,
		"Cannot create an item in a locked collection":                                                   auth.CodeKeychainLocked,
		"Object does not exist at path “/org/freedesktop/secrets/collection/login”":                      auth.CodeKeychainLocked,
		"data passed to Set was too big":                                                                 auth.CodeKeychainTooBig,
		"The stub received bad data.":                                                                    auth.CodeKeychainTooBig,
		"Did not receive a reply. Possible causes include: the remote application did not send a reply.": auth.CodeKeychainTimeout,
		"whatever": auth.CodeKeychainFailed,
	} {
		t.Run(text, func(t *testing.T) {
			_, err := auth.NewKeychainOn(brokenRing{errors.New(text)}, "a").Load(t.Context())
			checkError(t, err, want, "keychain")
			if n := notice.Of(err); n.Hint == "" || n.Unknown {
				t.Errorf("no next step: %+v", n)
			}
		})
	}
}

type brokenRing struct{ err error }

func (r brokenRing) Get(string, string) (string, error) { return "", r.err }
func (r brokenRing) Set(string, string, string) error   { return r.err }
func (r brokenRing) Delete(string, string) error        { return r.err }
