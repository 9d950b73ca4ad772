package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"banter/codex/codextest"
)

// A watch runs commands and collects all that they leave behind.
type watch struct {
	env []string

	mu   sync.Mutex
	pid  int // of the command that runs
	seen map[string][]byte
}

func (w *watch) note(where string, text []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[where] = append(w.seen[where], text...)
}

// look reads what everybody on this machine can see of the running command.
func (w *watch) look() {
	w.mu.Lock()
	pid := w.pid
	w.mu.Unlock()
	for _, name := range []string{"cmdline", "environ"} {
		if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, name)); err == nil {
			w.note(name, text)
		}
	}
}

// runs carries out a command, whatever comes of it.
func (w *watch) runs(t *testing.T, args ...string) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command("banter", args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = w.env, &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	w.pid = cmd.Process.Pid
	w.mu.Unlock()
	_ = cmd.Wait()
	w.note("output of "+strings.Join(args, " "), out.Bytes())
}

// chats plays a person in the chat.
func (w *watch) chats(t *testing.T) {
	p := atTerminal(t, 80, 24, w.env)
	p.reads("Ask something")
	w.mu.Lock()
	w.pid = p.cmd.Process.Pid
	w.mu.Unlock()
	_, _ = p.control.WriteString("hello\r")
	p.reads("Marked.")
	_, _ = p.control.WriteString("\x1bOQ") // F2
	p.reads("Accounts")
	_, _ = p.control.WriteString("\r\x04") // the one in use; quit
	w.note("screen", []byte(p.ends(0)))
}

// TestTokensLeaveNoTrace signs in with marked tokens, does everything, breaks
// some of it, and searches every place but the store for the mark.
func TestTokensLeaveNoTrace(t *testing.T) {
	w := &watch{seen: make(map[string][]byte)}
	server := codextest.New(codextest.Options{
		Doc: "Marked.", Account: codextest.Account{Canary: canary}, OnRequest: func(codextest.Request) { w.look() },
	})
	w.env = append(bare(t, server), "BANTER_STORE=codex")
	home := ""
	for _, v := range w.env {
		if dir, ok := strings.CutPrefix(v, "BANTER_HOME="); ok {
			home = dir
		}
	}
	w.env = append(w.env, "TMPDIR="+home)
	for _, command := range [][]string{
		{"login"}, {"whoami", "--json"}, {"whoami", "--all"}, {"models"}, {"ask", "hi"}, {"ask", "-c", "again"}, {"login", "--device", "--account", "default"},
	} {
		w.runs(t, command...)
	}
	w.chats(t)
	for _, fault := range []string{"401-invalidated", "500", "garbage-frame", "cloudflare-403", "not-json@refresh", "refused:refresh_token_reused@refresh"} {
		if server.Fault(fault, 3) == nil {
			w.runs(t, "ask", "hi")
		}
		server.ClearFaults()
	}
	if text, err := os.ReadFile(filepath.Join(home, "auth.json")); err != nil || !bytes.Contains(text, []byte(canary)) {
		t.Errorf("the tokens are not marked: %v", err)
	}
	w.runs(t, "logout", "--store", "codex", "--revoke")
	w.runs(t, "ask", "hi")

	w.searches(t, home)
}

func (w *watch) searches(t *testing.T, home string) {
	t.Helper()
	if out := w.seen["output of ask hi"]; !bytes.Contains(out, []byte("Marked.")) || len(w.seen["cmdline"]) == 0 && fileExists("/proc/self/cmdline") {
		t.Errorf("the commands did not do what they should:\n%s", out)
	}
	for where, text := range w.seen {
		if bytes.Contains(text, []byte(canary)) {
			t.Errorf("a token is in the %s", where)
		}
	}
	err := filepath.WalkDir(home, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(name)
		if bytes.Contains(text, []byte(canary)) {
			t.Errorf("a token is in %s, after signing out", name)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
