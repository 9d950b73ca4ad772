package auth_test

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/codex/codextest"
)

// newJob signs in with an access token that has expired, and returns the job for
// workers.
func newJob(t *testing.T, server *codextest.Server, store string) job {
	t.Helper()
	j := job{store: store, dir: t.TempDir(), issuer: server.Issuer(), base: server.BaseURL()}
	signedIn := server.SignIn(codextest.Account{Canary: authtest.Canary}, -time.Hour)
	tokens := auth.Tokens{
		Access: auth.NewSecret(signedIn.Access), Refresh: auth.NewSecret(signedIn.Refresh), ID: auth.NewSecret(signedIn.ID),
		AccountID: signedIn.Account.ID, Expiry: signedIn.Expiry,
	}.Bind(j.provider())
	if err := sharedStores[store](j.dir).Save(t.Context(), tokens); err != nil {
		t.Fatal(err)
	}
	return j
}

func startServer(t *testing.T) *codextest.Server {
	t.Helper()
	server := codextest.New(codextest.Options{})
	if err := server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// refreshes returns the number of refreshes that were answered with status.
func refreshes(server *codextest.Server, since, status int) int {
	count := 0
	for _, r := range server.Requests()[since:] {
		if r.Endpoint == "refresh" && r.Status == status {
			count++
		}
	}
	return count
}

// TestManyProcesses starts 50 processes together with an expired access token, 8 in
// a short run. The issuer receives one refresh, and all processes get an answer of
// the backend.
func TestManyProcesses(t *testing.T) {
	processes := 50
	if testing.Short() {
		processes = 8
	}
	for store := range sharedStores {
		t.Run(store, func(t *testing.T) {
			server := startServer(t)
			j := newJob(t, server, store)
			workers := startWorkers(t, j, processes)
			for _, w := range workers {
				_ = w.start.Close()
			}
			for i, w := range workers {
				if got := w.outcome(t); got != "answer 200" {
					t.Errorf("process %d: %s", i, got)
				}
			}
			if ok, refused := refreshes(server, 0, 200), refreshes(server, 0, 401); ok != 1 || refused != 0 {
				t.Errorf("%d refreshes and %d refusals, want 1 and 0", ok, refused)
			}
		})
	}
}

// TestKilledProcesses kills two of several processes at random moments. The
// others get an answer of the backend, unless a process died between the issuer's
// answer and the save: then they report that the person has to sign in again.
func TestKilledProcesses(t *testing.T) {
	rounds, processes := 6, 8
	switch {
	case testing.Short():
		rounds, processes = 2, 4
	case os.Getenv("BANTER_REQUIRE_ALL") == "1":
		rounds = 34 // for each of three stores
	}
	for store := range sharedStores {
		t.Run(store, func(t *testing.T) {
			server := startServer(t)
			if err := server.Fault("delay:20ms@refresh", -1); err != nil {
				t.Fatal(err)
			}
			lost := 0
			for round := range rounds {
				if killSome(t, server, newJob(t, server, store), processes, rand.New(rand.NewPCG(7, uint64(round)))) {
					lost++
				}
			}
			t.Logf("%d of %d rounds ended in a sign-in", lost, rounds)
		})
	}
}

// killSome plays a round and reports whether the person has to sign in again.
func killSome(t *testing.T, server *codextest.Server, j job, processes int, random *rand.Rand) (signIn bool) {
	t.Helper()
	since := len(server.Requests())
	workers := startWorkers(t, j, processes)
	for _, w := range workers {
		_ = w.start.Close()
	}
	for _, victim := range workers[:2] {
		victim.killed = true
		moment := time.Duration(random.Int64N(int64(150 * time.Millisecond)))
		time.AfterFunc(moment, func() { _ = victim.command.Process.Kill() })
	}
	answers := 0
	for _, w := range workers {
		got := w.outcome(t)
		switch {
		case w.killed:
		case got == "answer 200":
			answers++
		case strings.HasPrefix(got, "sign in again: Your sign-in was already renewed elsewhere."):
			signIn = true
		default:
			t.Errorf("a survivor says %q", got)
		}
	}
	granted, refused := refreshes(server, since, 200), refreshes(server, since, 401)
	switch {
	case signIn && (answers > 0 || granted != 1 || refused == 0):
		t.Errorf("%d answers although others have to sign in again; %d refreshes, %d refusals", answers, granted, refused)
	case !signIn && (granted != 1 || refused != 0):
		t.Errorf("%d refreshes and %d refusals, want 1 and 0", granted, refused)
	}
	return signIn
}
