package auth_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/auth/authtest"
)

// TestCloseWaits checks that the tokens of a refresh reach the store although its
// caller has gone and the program ends.
func TestCloseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := fresh("next", 240*time.Hour)
		answer := sold(next)
		answer.after = 3 * time.Second
		store := auth.NewMemory(fresh("old", -time.Hour))
		source := newSource(t, store, newScript(t).on(tokenPath, answer))
		caller, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if _, err := source.Tokens(caller); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a caller that leaves: %v", err)
		}
		begin := time.Now()
		for range 2 {
			if err := source.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if waited := time.Since(begin); waited != 2*time.Second {
			t.Errorf("waited %v", waited)
		}
		if got, err := store.Load(t.Context()); err != nil || got.Access != next.Access {
			t.Errorf("the store holds %+v, %v", got, err)
		}
	})
}

// TestCloseWaitsNoLonger checks that Close ends with its context, and returns an
// error for the person.
func TestCloseWaitsNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := sold(fresh("next", 240*time.Hour))
		answer.after = 20 * time.Second
		source := newSource(t, auth.NewMemory(fresh("old", -time.Hour)), newScript(t).on(tokenPath, answer))
		go func() { _, _ = source.Tokens(t.Context()) }()
		synctest.Wait()
		limit, stop := context.WithTimeout(t.Context(), 5*time.Second)
		defer stop()
		checkError(t, source.Close(limit), auth.CodeNotSaved, "ended while your sign-in was being renewed")
		time.Sleep(time.Minute)
	})
}

// TestCloseBeginsNothing checks that no refresh begins after Close, not even one
// that waited for another process.
func TestCloseBeginsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScript(t).on(tokenPath, sold(fresh("next", 240*time.Hour)))
		source := newSource(t, auth.NewMemory(fresh("old", -time.Hour)), server)
		if err := source.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := source.Tokens(t.Context()); !errors.Is(err, context.Canceled) || len(server.calls) != 0 {
			t.Errorf("%v, %d calls", err, len(server.calls))
		}
		works := fresh("works", time.Minute)
		source = newSource(t, auth.NewMemory(works), server)
		if err := source.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := source.Tokens(t.Context()); err != nil || got.Access != works.Access || len(server.calls) != 0 {
			t.Errorf("%v, %d calls", err, len(server.calls))
		}
	})
}

// TestCloseTellsWhatIsLost checks that the words of Close name the cause.
func TestCloseTellsWhatIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := authtest.NewRing()
		store := auth.NewKeychainOn(ring, "default")
		if err := store.Save(t.Context(), fresh("old", -time.Hour)); err != nil {
			t.Fatal(err)
		}
		answer := sold(fresh("next", 240*time.Hour))
		answer.after = time.Second
		source := newSource(t, store, newScript(t).on(tokenPath, answer))
		time.AfterFunc(500*time.Millisecond, func() { ring.Fail(authtest.DropsSets) })
		if _, err := source.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := source.Close(t.Context())
		checkError(t, err, auth.CodeNotSaved, "could not be saved and is lost.")
		if e, _ := errors.AsType[*auth.Error](err); e.Hint != "The keychain did not keep the change. Try again, or keep the sign-in in another store. Then sign in again." {
			t.Errorf("hint %q", e.Hint)
		}
	})
}

// TestLastStepGoesOn checks that a person who leaves during the exchange is
// signed in, and that Close waits for that.
func TestLastStepGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := fresh("new", time.Hour)
		answer := sold(want)
		answer.after = 2 * time.Second
		store := auth.NewMemory()
		server := newScript(t).on(userCodePath, reply{status: 200, body: started}).on(pollPath, reply{status: 200, body: grantBody}).on(tokenPath, answer)
		source := newSource(t, store, server)
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{Store: store, Source: source, HTTPClient: server.client()})
		if err != nil {
			t.Fatal(err)
		}
		caller, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		begin := time.Now()
		if _, err := flow.Wait(caller); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		if err := source.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got, err := store.Load(t.Context()); err != nil || got.Refresh != want.Refresh {
			t.Errorf("the store holds %+v, %v", got, err)
		}
		if _, err := flow.Wait(t.Context()); !errors.Is(err, context.Canceled) || len(server.to(tokenPath)) != 1 {
			t.Errorf("a grant is exchanged after the end: %v", err)
		}
		time.Sleep(time.Minute)
	})
}

// panicky is a store that panics.
type panicky struct{ auth.Store }

func (panicky) Save(context.Context, auth.Tokens) error { panic("a token") }

func TestLastStepPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newScript(t).on(userCodePath, reply{status: 200, body: started}).on(pollPath, reply{status: 200, body: grantBody}).
			on(tokenPath, sold(fresh("new", time.Hour)))
		flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{Store: panicky{auth.NewMemory()}, HTTPClient: server.client()})
		if err != nil {
			t.Fatal(err)
		}
		_, err = flow.Wait(t.Context())
		checkError(t, err, auth.CodeAuthFailed, "")
	})
}

// slowStore saves slowly.
type slowStore struct {
	auth.Store
	takes time.Duration
}

func (s slowStore) Save(ctx context.Context, t auth.Tokens) error {
	time.Sleep(s.takes)
	return s.Store.Save(ctx, t)
}

// TestCloseWaitsForTheStore checks that Close waits longer for the store than for
// the issuer.
func TestCloseWaitsForTheStore(t *testing.T) {
	for name, test := range map[string]struct {
		takes time.Duration
		says  string
	}{"slow": {19 * time.Second, ""}, "hanging": {time.Minute, "which took too long."}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				next := fresh("next", 240*time.Hour)
				answer := sold(next)
				answer.after = time.Second
				store := auth.NewMemory(fresh("old", -time.Hour))
				source := newSource(t, slowStore{store, test.takes}, newScript(t).on(tokenPath, answer))
				go func() { _, _ = source.Tokens(t.Context()) }()
				synctest.Wait()
				limit, stop := context.WithTimeout(t.Context(), 5*time.Second)
				defer stop()
				err := source.Close(limit)
				if test.says != "" {
					checkError(t, err, auth.CodeNotSaved, test.says)
				} else if got, loadErr := store.Load(t.Context()); err != nil || loadErr != nil || got.Access != next.Access {
					t.Errorf("the store holds %+v, %v; Close: %v", got, loadErr, err)
				}
				time.Sleep(10 * time.Minute)
			})
		})
	}
}
