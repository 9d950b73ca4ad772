package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/internal/config"
)

func TestFaultCode(t *testing.T) {
	locked := &auth.Error{Code: auth.CodeKeychainLocked}
	for _, test := range []struct {
		err  error
		want string
	}{
		{errors.New("anything"), ""},
		{locked, "keychain_locked"},
		{fmt.Errorf("load: %w", locked), "keychain_locked"},
		{&auth.Error{Code: auth.CodeNotSaved, Err: locked}, "keychain_locked"},
		{&auth.Error{Code: auth.CodeDamaged, Err: &auth.Error{Code: auth.CodeSignInAgain}}, "damaged"},
		{&codex.Error{Code: codex.CodeServer}, string(codex.CodeServer)},
		{&codex.Error{Code: codex.CodeSignIn, Err: locked}, "keychain_locked"},
	} {
		if got := faultCode(test.err); got != test.want {
			t.Errorf("%v: got %q, want %q", test.err, got, test.want)
		}
	}
	if !isKeychainFault(&auth.Error{Code: auth.CodeNotSaved, Err: fmt.Errorf("save: %w", locked)}) || isKeychainFault(&auth.Error{Code: auth.CodeDamaged}) || isKeychainFault(nil) {
		t.Error("what another store gets around is told wrong")
	}
}

func TestWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		59 * time.Second: "just now", time.Minute: "1 min ago", 2*time.Hour - 1: "119 min ago", 2 * time.Hour: "2 h ago",
		48*time.Hour - 1: "47 h ago", 48 * time.Hour: "2 days ago",
	} {
		if got := ago(d); got != want {
			t.Errorf("%v: got %q", d, got)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1k", 272_999: "272k"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %q", n, got)
		}
	}
	for tokens, want := range map[auth.Tokens]string{{}: "", {Plan: "plus"}: "", {Email: "a@b"}: " as a@b", {Email: "a@b", Plan: "plus"}: " as a@b (plus)"} {
		if got := as(tokens); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for clause, want := range map[string]string{"": "", "a b": "A b", "zz": "Zz", "B": "B", "\"x\"": "\"x\"", "`": "`", "{": "{", "émile": "émile"} {
		if got := capitalized(clause); got != want {
			t.Errorf("%q: got %q", clause, got)
		}
	}
	c := newComputer(t, codextest.Options{}).call(nil)
	for place, want := range map[config.Store]string{
		config.CodexFile: "the file of the Codex CLI", config.Memory: "memory", config.Keychain: "the keychain of this computer",
		config.Sealed: c.paths.SealedFile("e") + ", sealed with your passphrase",
	} {
		where, how := c.where(&services{place: place, entry: "e"})
		if got := where + how; got != want {
			t.Errorf("%s: got %q", place, got)
		}
	}
}

// TestCrashReports quote what the runtime found, and nothing else.
func TestCrashReports(t *testing.T) {
	var list []int
	fault := func() (value any) {
		defer func() { value = recover() }()
		return list[3]
	}()
	for _, test := range []struct {
		value any
		want  string
	}{{fault, "index out of range"}, {canary, "panic with a string"}, {errors.New(canary), "panic with a *errors.errorString"}} {
		if got := harmless(test.value); !strings.Contains(got, test.want) || strings.Contains(got, canary) {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	nowhere := &reports{paths: config.Paths{StateDir: filepath.Join(file, "below")}}
	for _, r := range []*reports{nowhere, nil} {
		err := r.write("x", nil)
		if crash, ok := errors.AsType[*crashError](err); !ok || crash.file != "" || exitCode(err) != exitFailed {
			t.Errorf("a report that could not be written is named: %v", err)
		}
	}
}
