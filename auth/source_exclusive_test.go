package auth_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// TestSignOutBesideRefresh checks that a refresh in progress, in this process or
// another, does not undo a sign-out.
func TestSignOutBesideRefresh(t *testing.T) {
	for name, shared := range map[string]bool{"same source": true, "another process": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				answer := sold(fresh("next", 240*time.Hour))
				answer.after = 5 * time.Second
				store := auth.NewMemory(fresh("old", -time.Hour))
				server := newScript(t).on(tokenPath, answer)
				path := filepath.Join(t.TempDir(), "lock")
				lock := func(o *auth.SourceOptions) { o.LockFile = path }
				refreshing := newSource(t, store, server, lock)
				leaving := refreshing
				if !shared {
					leaving = newSource(t, store, server, lock)
				}
				done := make(chan error)
				go func() { _, err := refreshing.Tokens(t.Context()); done <- err }()
				time.Sleep(time.Second)
				if err := leaving.SignOut(t.Context()); err != nil {
					t.Fatal(err)
				}
				<-done
				if _, err := store.Load(t.Context()); !errors.Is(err, auth.ErrNoTokens) {
					t.Errorf("the sign-in is back: %v", err)
				}
				if _, err := leaving.Tokens(t.Context()); !errors.Is(err, auth.ErrNoTokens) {
					t.Errorf("the source still gives tokens: %v", err)
				}
			})
		})
	}
}

// TestSignInBesideRefresh checks that a refresh of the replaced sign-in does not
// overwrite the new one.
func TestSignInBesideRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lock := filepath.Join(t.TempDir(), "lock")
		mine := sold(fresh("next", 240*time.Hour))
		mine.after = 30 * time.Second
		store := auth.NewMemory(fresh("old", -time.Hour))
		refreshing := newSource(t, store, newScript(t).on(tokenPath, mine), func(o *auth.SourceOptions) {
			o.LockFile = lock
			o.HTTPClient.Timeout = 0
		})
		newOne := fresh("new sign-in", time.Hour)
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{
			Store: store, LockFile: lock, HTTPClient: newScript(t).
				on(userCodePath, reply{status: 200, body: started}).on(pollPath, reply{status: 200, body: grantBody}).
				on(tokenPath, sold(newOne)).client(),
		})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() { defer close(done); _, _ = refreshing.Tokens(t.Context()) }()
		time.Sleep(time.Second)
		if _, err := flow.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-done
		if got, err := store.Load(t.Context()); err != nil || got.Refresh != newOne.Refresh {
			t.Errorf("the store holds %+v, %v", got, err)
		}
	})
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := authtest.NewFaulty(auth.NewMemory(fresh("old", -time.Hour)))
		source := newSource(t, store, newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour))))
		if err := newSource(t, store, newScript(t)).Close(t.Context()); err != nil {
			t.Errorf("nothing to save: %v", err)
		}
		store.Fail(authtest.SaveFails, -1)
		got, err := source.Tokens(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = source.Close(t.Context())
		checkError(t, err, auth.CodeNotSaved, "")
		store.Fail(authtest.Works, 0)
		if err := source.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if saved, err := store.Load(t.Context()); err != nil || saved.Access != got.Access {
			t.Errorf("the store holds %+v, %v", saved, err)
		}
	})
}

// TestRefusalIsShared checks that processes which start within minutes do not
// each send a refused refresh token, and that a sign-out removes the note.
func TestRefusalIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lock := filepath.Join(t.TempDir(), "lock")
		store := auth.NewMemory(fresh("old", -time.Hour))
		server := newScript(t).on(tokenPath, refusal("refresh_token_expired"))
		ask := func() *auth.Source {
			source := newSource(t, store, server, func(o *auth.SourceOptions) { o.LockFile = lock })
			_, err := source.Tokens(t.Context())
			checkError(t, err, auth.CodeAuthFailed, "Your sign-in has expired.")
			if !errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("got %v", err)
			}
			return source
		}
		for range 5 {
			ask()
		}
		if got := len(server.to(tokenPath)); got != 1 {
			t.Errorf("%d refreshes, want 1", got)
		}
		other := fresh("other", -time.Hour)
		server.on(tokenPath, sold(fresh("next", time.Hour)))
		if _, err := newSource(t, auth.NewMemory(other), server, func(o *auth.SourceOptions) { o.LockFile = lock }).Tokens(t.Context()); err != nil {
			t.Errorf("another sign-in is not concerned: %v", err)
		}
		server.calls = nil
		server.on(tokenPath, refusal("refresh_token_expired"))
		time.Sleep(time.Hour)
		source := ask()
		if got := len(server.to(tokenPath)); got != 1 {
			t.Errorf("an hour later: %d refreshes, want 1", got)
		}
		if err := source.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		names, _ := filepath.Glob(lock + "*")
		if runtime.GOOS == "windows" { // which keeps a lock file that is locked
			names = slices.DeleteFunc(names, func(name string) bool { return name == lock })
		}
		if len(names) != 0 {
			t.Errorf("left behind: %v", names)
		}
	})
}

// TestLockFails checks that nothing is refreshed without the lock, and that the
// words name its file.
func TestLockFails(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "")
	server := newScript(t)
	source := newSource(t, auth.NewMemory(fresh("old", -time.Hour)), server, func(o *auth.SourceOptions) {
		o.LockFile = filepath.Join(dir, "file", "lock")
	})
	_, err := source.Tokens(t.Context())
	checkError(t, err, auth.CodeAuthFailed, "cannot be locked")
	if len(server.calls) != 0 {
		t.Error("refreshed without the lock")
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
		t.Error(err)
	}
}
