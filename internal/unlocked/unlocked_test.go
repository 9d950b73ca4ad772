package unlocked

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"banter/auth"
)

// serve runs an agent and returns its keeper and a channel that is closed when the
// agent has ended.
func serve(t *testing.T) (Keeper, <-chan struct{}) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no agent on Windows")
	}
	dir, err := os.MkdirTemp("", "b") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "agent.sock")
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		if err := Serve(t.Context(), socket, func() { close(ready) }); err != nil {
			t.Error(err)
		}
	}()
	<-ready
	return New(socket, nil), ended
}

func TestAgent(t *testing.T) {
	k, ended := serve(t)
	info, err := os.Stat(k.socket)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v", info, err)
	}
	if err := Serve(t.Context(), k.socket, func() {}); err == nil {
		t.Error("a second agent runs")
	}
	ask := func(r request) (string, bool) {
		secret, err := k.ask(r)
		return secret, err == nil
	}
	if _, ok := ask(request{Do: "get", Name: "a"}); ok {
		t.Error("it has what it was not given")
	}
	if _, ok := ask(request{Do: "keep", Name: "a", Secret: "sesame", Seconds: 100}); !ok {
		t.Error("it does not keep")
	}
	if secret, ok := ask(request{Do: "get", Name: "a"}); !ok || secret != "sesame" {
		t.Errorf("got %q, %t", secret, ok)
	}
	if _, ok := ask(request{Do: "keep", Name: "b", Secret: "x"}); ok {
		t.Error("it keeps for no time")
	}
	_, _ = ask(request{Do: "keep", Name: "b", Secret: "y", Seconds: 100})
	_, _ = ask(request{Do: "forget", Name: "a"})
	if _, ok := ask(request{Do: "get", Name: "a"}); ok {
		t.Error("it does not forget")
	}
	if count, ok := ask(request{Do: "lock"}); !ok || len(count) != 1 {
		t.Errorf("lock: %d, %t", len(count), ok)
	}
	<-ended
	if _, err := os.Stat(k.socket); err == nil {
		t.Error("the socket is left")
	}
}

// An agent ends once its last passphrase has expired.
func TestAgentEnds(t *testing.T) {
	k, ended := serve(t)
	if _, err := k.ask(request{Do: "keep", Name: "a", Secret: "sesame", Seconds: 1}); err != nil {
		t.Fatal(err)
	}
	<-ended
}

// The kernel's keyring, where there is one.
func TestKernel(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sealed.age")
	name := nameOf(file)
	if err := kernelKeep(name, "sesame", time.Minute); err != nil {
		t.Skipf("the kernel keeps no keys here: %v", err)
	}
	k := New("", nil)
	if got := k.Get(file); got.Reveal() != "sesame" {
		t.Error("the passphrase is not there")
	}
	if err := k.Keep(context.Background(), file, auth.NewSecret("other"), time.Minute); err != nil || k.Get(file).Reveal() != "other" {
		t.Errorf("kept again: %v", err)
	}
	k.Forget(file)
	if !k.Get(file).IsZero() {
		t.Error("the passphrase is still there")
	}
	if err := kernelKeep(name, "sesame", time.Second); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); !k.Get(file).IsZero(); time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatal("the passphrase does not expire")
		}
	}
}
