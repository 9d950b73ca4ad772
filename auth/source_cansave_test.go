package auth_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// TestCannotSave checks that no refresh token is sent if the store cannot save,
// and that the access token is used until it expires.
func TestCannotSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, next := fresh("old", 2*time.Minute), fresh("next", 240*time.Hour)
		store := authtest.NewFaulty(auth.NewMemory(old))
		store.Fail(authtest.CannotSave, -1)
		server := newScript(t).on(tokenPath, sold(next))
		var told []error
		source := newSource(t, store, server, func(o *auth.SourceOptions) {
			o.OnWarning = func(err error) { told = append(told, err) }
		})
		for range 3 {
			if got, err := source.Tokens(t.Context()); err != nil || got.Access != old.Access {
				t.Errorf("while the old token works: %+v, %v", got, err)
			}
			time.Sleep(35 * time.Second)
		}
		if len(told) != 1 {
			t.Errorf("told %v, want one warning", told)
		} else {
			checkError(t, told[0], auth.CodeNotSaved, "has to be renewed")
		}
		time.Sleep(time.Minute)
		_, err := source.Tokens(t.Context())
		checkError(t, err, auth.CodeAuthFailed, "has to be renewed, and the renewed one could not be saved.")
		if errors.Is(err, auth.ErrSignInAgain) || !errors.Is(err, authtest.ErrFault) || len(server.calls) != 0 {
			t.Errorf("%v, %d calls: the sign-in is not over", err, len(server.calls))
		}
		if _, err := source.Refresh(t.Context(), old); !errors.Is(err, authtest.ErrFault) || len(server.calls) != 0 {
			t.Errorf("after a 401: %v, %d calls", err, len(server.calls))
		}
		store.Fail(authtest.Works, 0)
		if got, err := source.Tokens(t.Context()); err != nil || got.Access != next.Access {
			t.Errorf("once the store works: %v", err)
		}
	})
}

// TestKeychainCannotSave checks that CanSave finds each fault of a keychain that
// keeps it from saving.
func TestKeychainCannotSave(t *testing.T) {
	for _, fault := range []authtest.RingFault{authtest.DropsSets, authtest.NoRoom, authtest.KeepsAll} {
		t.Run(string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ring := authtest.NewRing()
				store := auth.NewKeychainOn(ring, "default")
				old := fresh("old", -time.Hour)
				if err := store.Save(t.Context(), old); err != nil {
					t.Fatal(err)
				}
				server := newScript(t).on(tokenPath, sold(fresh("next", time.Hour)))
				ring.Fail(fault)
				_, err := newSource(t, store, server).Tokens(t.Context())
				checkError(t, err, auth.CodeAuthFailed, "has to be renewed")
				if e, _ := errors.AsType[*auth.Error](err); !strings.Contains(e.Hint, "keychain") || len(server.calls) != 0 {
					t.Errorf("hint %q, %d calls", e.Hint, len(server.calls))
				}
				ring.Fail(authtest.NoFault)
				if _, err := newSource(t, store, server).Tokens(t.Context()); err != nil {
					t.Errorf("afterwards: %v", err)
				}
				for _, entry := range ring.Entries() {
					if strings.Contains(entry, "probe") {
						t.Errorf("left behind: %s", entry)
					}
				}
			})
		})
	}
}
