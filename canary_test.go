package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// runs runs a command and ignores its result.
func runs(t *testing.T, env []string, args ...string) (output string) {
	t.Helper()
	cmd := exec.Command("banter", args...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	watchOf(env).note("output of "+strings.Join(args, " "), out)
	return string(out)
}

// chats plays a person in the chat.
func chats(t *testing.T, env []string) {
	p := atTerminal(t, 80, 24, env)
	p.reads("Ask something")
	_, _ = p.control.WriteString("hello\r")
	p.reads("Marked.")
	_, _ = p.control.WriteString("\x1bOQ") // F2
	p.reads("Accounts")
	_, _ = p.control.WriteString("\r\x04\x04") // the one in use; quit, also before the end of the answer is there
	p.ends(0)
}

// TestTokensLeaveNoTrace signs in with marked tokens, uses everything, and
// breaks some of it. At the end it searches every place for the mark.
func TestTokensLeaveNoTrace(t *testing.T) {
	server, env := bare(t, codextest.Options{Doc: "Marked."})
	w := watchOf(env)
	env = append(env, "BANTER_STORE=codex", "TMPDIR="+w.dir)
	for _, command := range [][]string{
		{"login"}, {"whoami", "--json"}, {"whoami", "--all"}, {"models"}, {"ask", "-c", "again"}, {"login", "--device", "--account", "default"},
	} {
		runs(t, env, command...)
	}
	if out := runs(t, env, "ask", "hi"); !strings.Contains(out, "Marked.") {
		t.Errorf("the commands do not do what they should:\n%s", out)
	}
	chats(t, env)
	for _, faults := range [][]string{
		{"401-invalidated"}, {"500"}, {"garbage-frame"}, {"cloudflare-403"}, {"429"}, {"usage-limit"}, {"401-expired", "not-json@refresh"}, {"401-expired", "refresh-reused"},
	} {
		for _, fault := range faults {
			if err := server.Fault(fault, 3); err != nil {
				t.Error(err)
			}
		}
		runs(t, env, "ask", "hi")
		server.ClearFaults()
	}
	store := filepath.Join(w.dir, "auth.json")
	if text, err := os.ReadFile(store); err != nil || !bytes.Contains(text, []byte(canary)) {
		t.Errorf("the tokens are not marked: %v", err)
	}
	runs(t, env, "logout", "--store", "codex", "--revoke")
	runs(t, env, "ask", "hi")
	if text, err := os.ReadFile(store); err == nil && bytes.Contains(text, []byte(canary)) {
		t.Error("the tokens are there after signing out")
	}
	if len(w.seen["environment"]) == 0 && fileExists("/proc/self/environ") {
		t.Error("no running program was searched")
	}
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
