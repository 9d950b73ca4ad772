package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/screen"
)

// ada is the person who signs in.
var ada = codextest.Account{ID: "acc-ada", Email: "ada@example.org", Plan: "plus"}

// needsNoKeychain skips the test if the bus that it names does not decide
// whether a keychain exists.
func needsNoKeychain(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the keychain of this system cannot be taken away from a test")
	}
}

// TestKeepInASealedFile is the way of a newcomer without a keychain: a code,
// the question where to keep the sign-in, a passphrase; and the next start,
// which wants that passphrase.
func TestKeepInASealedFile(t *testing.T) {
	needsNoKeychain(t)
	m := newComputer(t, codextest.Options{Doc: "An answer.", ApproveAfter: -1})
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, nil)
		p.sees("There is no keychain on this machine.")
		if err := m.ApproveAs(p.code(), ada); err != nil {
			t.Fatal(err)
		}
		p.sees("signed in as ada@example.org, but the sign-in is not kept yet", "There is no keychain", "Where shall Banter keep it?")
		p.Press("q")
		p.sees("This sign-in would be lost.")
		p.Press("r")
		p.sees("Where shall Banter keep it?") // there is still none
		p.Press("s")
		p.sees("Choose a passphrase.")
		p.enters("open sesame")
		p.enters("open sesamy")
		p.sees("not the same")
		p.enters("open sesame")
		p.sees("once more")
		p.enters("open sesame")
		p.sees("Ask something")
		if who := p.asks(m, "hello", "An answer."); who != ada.ID {
			t.Errorf("asked as %q", who)
		}
		p.leaves()
		if strings.Contains(string(p.Output()), "sesam") {
			t.Error("the passphrase was shown")
		}

		files, _ := filepath.Glob(filepath.Join(m.home, "banter", "data", "sign-in-*.age"))
		if len(files) != 1 {
			t.Fatalf("sealed files: %q", files)
		}
		p = m.chats(t, screen.Options{Width: 100, Height: 40}, nil)
		p.sees("Type the passphrase that seals your sign-in.")
		p.enters("open barley")
		p.sees("That is not it.")
		p.enters("open sesame")
		p.sees("Ask something", "hello") // and the conversation of before
		if who := p.asks(m, "again", "An answer."); who != ada.ID {
			t.Errorf("asked as %q", who)
		}
		p.leaves()
	})
	if out := m.must("whoami", "--all"); out != "* default  ada@example.org  plus  sealed\n" {
		t.Errorf("the list is %q", out)
	}
}

// TestKeepInMemory is for this run only, and later starts know that.
func TestKeepInMemory(t *testing.T) {
	needsNoKeychain(t)
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada, ApproveAfter: time.Second})
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, nil)
		p.sees("Where shall Banter keep it?")
		p.Press("m")
		p.sees("It is in memory only", "Ask something")
		if who := p.asks(m, "hello", "An answer."); who != ada.ID {
			t.Errorf("asked as %q", who)
		}
		p.Press("f2")
		p.sees("Accounts", "default", "ada@example.org (plus)", "in use")
		p.leaves()

		p = m.chats(t, screen.Options{Width: 100, Height: 40}, nil)
		p.sees("copy code")
		p.seesNot("keychain") // it is no news
		p.sees("Ask something")
		p.leaves()
	})
	if _, _, err := m.runs("whoami"); exitCode(err) != exitSignIn {
		t.Errorf("a sign-in is left: %v", err)
	}
}

// TestAnotherPassphraseIsANewSignIn: who has forgotten it signs in again.
func TestAnotherPassphraseIsANewSignIn(t *testing.T) {
	m := newComputer(t, codextest.Options{Doc: "An answer.", ApproveAfter: -1})
	m.sealedFor("default", "open sesame", codextest.Account{ID: "acc-old", Email: "old@example.org"})
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, nil)
		p.sees("Type the passphrase")
		p.Press("ctrl+n")
		if err := m.ApproveAs(p.code(), ada); err != nil {
			t.Fatal(err)
		}
		p.sees("Choose a passphrase.")
		for range 2 {
			p.enters("barley")
		}
		p.sees("Ask something")
		if who := p.asks(m, "hello", "An answer."); who != ada.ID {
			t.Errorf("asked as %q", who)
		}
		p.leaves()

		p = m.chats(t, screen.Options{}, nil)
		p.sees("Type the passphrase")
		p.enters("barley")
		p.sees("Ask something")
		p.leaves()
	})
}

// codexFile puts a sign-in of the Codex CLI on the computer.
func (m *computer) codexFile(who codextest.Account) {
	m.t.Helper()
	if err := auth.NewCodexFile("").Save(m.t.Context(), tokensOf(m.SignIn(who, 240*time.Hour))); err != nil {
		m.t.Fatal(err)
	}
}

// TestUseTheCodexCLIsSignIn from the sign-in screen.
func TestUseTheCodexCLIsSignIn(t *testing.T) {
	needsNoKeychain(t)
	m := newComputer(t, codextest.Options{Doc: "An answer.", ApproveAfter: -1})
	m.codexFile(ada)
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, map[string]string{"account": "work"})
		p.sees("Codex CLI's sign-in")
		p.Press("x")
		p.sees("Ask something")
		if who := p.asks(m, "hello", "An answer."); who != ada.ID {
			t.Errorf("asked as %q", who)
		}
		p.leaves()

		p = m.chats(t, screen.Options{}, nil) // later starts know it
		p.sees("Ask something")
		p.leaves()
	})
	if out := m.must("whoami", "--all"); out != "* work  ada@example.org  plus  codex\n" {
		t.Errorf("the list is %q", out)
	}
	if out := m.must("logout"); !strings.Contains(out, "no longer uses the sign-in") {
		t.Errorf("logout says %q", out)
	}
	if _, err := os.Stat(filepath.Join(m.home, "codex", "auth.json")); err != nil {
		t.Errorf("the Codex CLI's file is gone: %v", err)
	}
}
