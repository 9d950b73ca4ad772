package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banter/codex/codextest"
)

// A windowsHome runs banter.exe under Wine with files below one folder.
type windowsHome struct {
	dir string
	env []string
}

// newWindowsHome returns an empty home beside an emulator that Windows programs
// reach too. Wine has Linux' files on drive Z.
func newWindowsHome(t *testing.T, server *codextest.Server, dir string) *windowsHome {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "passphrase.txt"), []byte("correct horse\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := &windowsHome{dir: dir}
	h.env = append(os.Environ(), "BANTER_KEEP_UNLOCKED=off", "BANTER_HOME="+h.path("home"), "CODEX_HOME="+h.path("codex"),
		"BANTER_LOG="+h.path("debug.log"), "BANTER_PASSPHRASE_FILE="+h.path("passphrase.txt"),
		"BANTER_ISSUER="+server.Issuer(), "BANTER_BASE_URL="+server.BaseURL())
	return h
}

// path returns the name that Windows programs have for a file of the home.
func (h *windowsHome) path(name string) string {
	return "Z:" + strings.ReplaceAll(filepath.Join(h.dir, name), "/", `\`)
}

// run runs banter.exe and checks its exit code. It returns all output.
func (h *windowsHome) run(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "/usr/lib/wine/wine64", append([]string{os.Getenv("BANTER_EXE")}, args...)...)
	cmd.Env = h.env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Error(err)
	} else if got := cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("%q: exit code %d, want %d\n%s", args, got, code, out)
	}
	watchOf(h.env).note("output of "+strings.Join(args, " "), out)
	return string(out)
}

// TestWindows signs in with banter.exe in each way that needs no screen, and asks.
func TestWindows(t *testing.T) {
	if os.Getenv("BANTER_EXE") == "" {
		t.Skip("this test needs Wine and banter.exe: run .ci/wine")
	}
	dir := t.TempDir()
	w := watched(t, dir)
	talks := newMeeting(2)
	server := w.emulator(codextest.Options{Answer: func(q codextest.Question) codextest.Answer {
		if strings.Contains(q.Text, "meet") {
			talks.wait()
		}
		return codextest.Text("Heard: " + q.Text)
	}})
	if err := server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	h := newWindowsHome(t, server, dir)
	expect := func(out string, words ...string) {
		t.Helper()
		for _, word := range words {
			if !strings.Contains(out, word) {
				t.Errorf("%q is missing:\n%s", word, out)
			}
		}
	}
	for _, store := range []string{"keychain", "sealed", "codex"} {
		expect(h.run(t, 0, "login", "--device", "--store", store), "Signed in as")
		expect(h.run(t, 0, "ask", "--store", store, "by "+store), "Heard: by "+store)
	}
	if _, err := os.Stat(filepath.Join(dir, "codex", "auth.json")); err != nil {
		t.Error(err)
	}

	var both sync.WaitGroup
	for _, question := range []string{"meet one", "meet two"} {
		both.Go(func() {
			expect(h.run(t, 0, "ask", "--store", "codex", question), "Heard: "+question)
		})
	}
	both.Wait()
	expect(h.run(t, 0, "history", "list"), "by keychain", "by sealed", "meet one", "meet two")
	expect(h.run(t, 0, "logout", "--store", "codex"), "Signed out")
	expect(h.run(t, 4, "ask", "--store", "codex", "hi"), "banter login")
	expect(h.run(t, 0, "login", "--device", "--store", "sealed"), "Signed in as")
	server.Close()
	expect(h.run(t, 1, "ask", "--store", "sealed", "hi"), "Nothing answers at 127.0.0.1:")
}

// A meeting is a place at which that many must arrive before any goes on.
type meeting struct {
	missing atomic.Int32
	all     chan struct{}
}

func newMeeting(count int32) *meeting {
	m := &meeting{all: make(chan struct{})}
	m.missing.Store(count)
	return m
}

// wait arrives and waits for the others, but not forever.
func (m *meeting) wait() {
	if m.missing.Add(-1) == 0 {
		close(m.all)
	}
	select {
	case <-m.all:
	case <-time.After(time.Minute):
	}
}
