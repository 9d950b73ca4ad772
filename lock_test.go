package main

import (
	"strings"
	"testing"

	"banter/codex/codextest"
)

// TestPassphraseIsTypedOnce signs in to a sealed store, uses it without the
// passphrase until it is locked, and types it again.
func TestPassphraseIsTypedOnce(t *testing.T) {
	_, env := bare(t, codextest.Options{})
	env = append(env, "BANTER_KEEP_UNLOCKED=5m", "BANTER_STORE=sealed", "XDG_RUNTIME_DIR=")
	p := atTerminal(t, 80, 24, env, "login")
	p.answers("Choose a passphrase", "open sesame")
	p.answers("Once more:", "open sesame")
	p.ends(0)

	if out := inBackground(t, env, "whoami"); !strings.Contains(out, "visitor@example.com") {
		t.Errorf("unlocked:\n%s", out)
	}
	if out := inBackground(t, env, "lock"); !strings.Contains(out, "Forgot 1 passphrase.") {
		t.Errorf("lock:\n%s", out)
	}
	if out := inBackground(t, env, "lock"); !strings.Contains(out, "No passphrase was kept.") {
		t.Errorf("lock, again:\n%s", out)
	}
	if out := inBackground(t, env, "whoami"); strings.Contains(out, "visitor@example.com") {
		t.Errorf("locked:\n%s", out)
	}

	p = atTerminal(t, 80, 24, env, "whoami")
	p.answers("Passphrase of your sign-in:", "open sesami")
	p.answers("That passphrase is wrong.", "open sesame")
	p.ends(0)
	p = atTerminal(t, 80, 24, append(env, "BANTER_KEEP_UNLOCKED=off"), "whoami")
	p.answers("Passphrase of your sign-in:", "open sesame")
	p.ends(0)
	if out := inBackground(t, env, "lock"); !strings.Contains(out, "Forgot 1 passphrase.") {
		t.Errorf("lock at the end:\n%s", out)
	}
}
