package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/screen"
)

var (
	home = codextest.Account{ID: "acc-home", Email: "ada@home.example", Plan: "plus"}
	work = codextest.Account{ID: "acc-work", Email: "ada@work.example", Plan: "business"}
)

// twoAccounts is a computer with home in the Codex CLI's file, in use, and
// work sealed by the passphrase "open work".
func twoAccounts(t *testing.T) *computer {
	m := newComputer(t, codextest.Options{Doc: "An answer.", ApproveAfter: -1})
	m.sealedFor("work", "open work", work)
	m.codexFile(home)
	m.must("login", "--store", "codex", "--account", "home")
	return m
}

// TestSwitchAccountsInTheChat: questions go out with the token of the account
// whose name is on the screen, a sealed one is opened first, and the choice
// holds at the next start.
func TestSwitchAccountsInTheChat(t *testing.T) {
	m := twoAccounts(t)
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 30}, nil)
		p.sees("Ask something", "home   gpt")
		if who := p.asks(m, "from home", "An answer."); who != home.ID {
			t.Errorf("home asks as %q", who)
		}
		p.Press("f2")
		p.sees("Accounts", "ada@home.example (plus)", "in use", "ada@work.example (business)", "sealed")
		p.Press("enter")
		p.sees("Type the passphrase that seals your sign-in.")
		p.enters("wrong")
		p.sees("That is not it.")
		p.Press("esc") // back to the chat, as home
		p.sees("home   gpt", "from home")
		if who := p.asks(m, "still from home", "An answer."); who != home.ID {
			t.Errorf("home asks as %q", who)
		}
		p.Press("f2", "enter")
		p.sees("Type the passphrase")
		p.enters("open work")
		p.sees("work   gpt")
		if who := p.asks(m, "from work", "An answer."); who != work.ID {
			t.Errorf("work asks as %q", who)
		}
		p.Press("f2", "enter")
		p.sees("home   gpt")
		p.Press("f2", "enter")
		p.sees("work   gpt") // it is open by now
		if who := p.asks(m, "from work again", "An answer."); who != work.ID {
			t.Errorf("work asks as %q", who)
		}
		p.leaves()

		p = m.chats(t, screen.Options{Width: 100, Height: 30}, nil)
		p.sees("Type the passphrase") // of work, chosen last
		p.enters("open work")
		p.sees("Ask something", "work   gpt")
		p.leaves()

		p = m.chats(t, screen.Options{Width: 100, Height: 30}, map[string]string{"account": "home"})
		p.sees("Ask something", "home   gpt")
		p.leaves()
	})
}

// TestConversationsBringTheirAccount: resuming one of home asks as home, for
// now.
func TestConversationsBringTheirAccount(t *testing.T) {
	m := twoAccounts(t)
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 30}, nil)
		p.sees("Ask something")
		p.asks(m, "from home", "An answer.")
		p.Press("f2", "enter")
		p.sees("Type the passphrase")
		p.enters("open work")
		p.sees("work   gpt", "from home")
		p.Press("1", "enter")
		p.sees("An answer.", "home   gpt")
		if who := p.asks(m, "and once more", "An answer."); who != home.ID {
			t.Errorf("the conversation of home goes on as %q", who)
		}
		p.leaves()
	})
	if out := m.must("whoami", "--all"); !strings.Contains(out, "* work") {
		t.Errorf("work is not the chosen one any more:\n%s", out)
	}
}

// TestSignOutAnAccountInTheChat takes the sealed file away without opening it,
// and leaves the account in use alone.
func TestSignOutAnAccountInTheChat(t *testing.T) {
	m := twoAccounts(t)
	sealed := filepath.Join(m.home, "banter", "data", "sign-in-*.age")
	if files, _ := filepath.Glob(sealed); len(files) != 1 {
		t.Fatalf("sealed files: %q", files)
	}
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 30}, nil)
		p.sees("Ask something", "home   gpt")
		p.Press("f2")
		p.sees("work")
		p.Press("ctrl+x")
		p.sees("Ctrl+X again signs work out on this computer.")
		p.Press("ctrl+x")
		p.sees("work is signed out on this computer.")
		p.seesNot("ada@work.example")
		p.Press("ctrl+x")
		p.sees("This account is in use.")
		p.Press("esc")
		if who := p.asks(m, "still here", "An answer."); who != home.ID {
			t.Errorf("home asks as %q", who)
		}
		p.leaves()
	})
	if files, _ := filepath.Glob(sealed); len(files) != 0 {
		t.Errorf("left behind: %q", files)
	}
	if out := m.must("whoami", "--all"); out != "* home  ada@home.example  plus  codex\n" {
		t.Errorf("the list is\n%s", out)
	}
	if slices.ContainsFunc(m.Requests(), func(r codextest.Request) bool { return r.Endpoint == "revoke" }) {
		t.Error("the server was told")
	}
}

// TestAddAnAccountInTheChat signs another person in beside the first one.
func TestAddAnAccountInTheChat(t *testing.T) {
	needsNoKeychain(t)
	m := newComputer(t, codextest.Options{Doc: "An answer.", ApproveAfter: -1})
	m.codexFile(home)
	m.must("login", "--store", "codex", "--account", "home")
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, nil)
		p.sees("Ask something")
		p.Press("f2", "ctrl+n")
		p.enters("home")
		p.sees("An account of that name already exists.")
		p.Press("ctrl+u")
		p.enters("work")
		p.sees("account work")
		p.seesNot("Codex CLI's sign-in", "demo") // it is home's; and a name is for a real account
		if err := m.ApproveAs(p.code(), work); err != nil {
			t.Fatal(err)
		}
		p.sees("Where shall Banter keep it?")
		p.Press("m")
		p.sees("work   gpt")
		if who := p.asks(m, "from work", "An answer."); who != work.ID {
			t.Errorf("work asks as %q", who)
		}
		p.Press("f2")
		p.sees("home", "ada@work.example (business)", "in use")
		p.Press("enter")
		p.sees("home   gpt")
		p.Press("f2", "enter")
		p.sees("work   gpt") // it is in memory as long as this runs
		if who := p.asks(m, "from work again", "An answer."); who != work.ID {
			t.Errorf("work asks as %q", who)
		}
		p.leaves()
	})
	if out := m.must("whoami", "--all"); out != "* home  ada@home.example  plus  codex\n" {
		t.Errorf("the list is\n%s", out)
	}
}

// TestAccountsFileThatIsDamaged is reported wherever it is read, and not
// overwritten.
func TestAccountsFileThatIsDamaged(t *testing.T) {
	m := twoAccounts(t)
	files, _ := filepath.Glob(filepath.Join(m.home, "banter", "data", "*.json"))
	if len(files) != 1 {
		t.Fatalf("lists of accounts: %q", files)
	}
	good, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	damaged := string(good[:len(good)/2])
	damage := func(text string) {
		if err := os.WriteFile(files[0], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage(damaged)
	for _, args := range [][]string{{"whoami", "--all"}, {"whoami"}, {"ask", "hi"}, {"models"}, {"logout"}, {"logout", "--all"}, {"login", "--store", "codex"}, {"--account", "home", "whoami"}} {
		_, said, err := m.runs(args...)
		if err == nil || exitCode(err) == exitSignIn || !strings.HasPrefix(said, "banter: The list of your accounts is damaged. Repair ") || strings.Contains(said, "detail") {
			t.Errorf("%v: %v, %q", args, err, said)
		}
	}
	if text, err := os.ReadFile(files[0]); err != nil || string(text) != damaged {
		t.Errorf("the list was changed: %v", err)
	}

	damage(string(good))
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 30}, nil)
		p.sees("Ask something")
		damage(damaged) // while the chat runs
		p.Press("f2")
		p.sees("The list of your accounts is damaged.")
		p.Press("esc")
		if who := p.asks(m, "still here", "An answer."); who != home.ID {
			t.Errorf("home asks as %q", who)
		}
		p.leaves()
	})
}

// TestSharedSignInIsForOneAccount: the Codex CLI's file holds one.
func TestSharedSignInIsForOneAccount(t *testing.T) {
	m := twoAccounts(t)
	_, said, err := m.runs("login", "--store", "codex", "--account", "other")
	if exitCode(err) != exitUsage || !strings.Contains(said, "the account home uses it") {
		t.Errorf("%v, %q", err, said)
	}
	a, err := newAccounts(m.call(nil), target{name: "other"})
	if err != nil {
		t.Fatal(err)
	}
	if a.first().Offers().CodexFile {
		t.Error("the screen offers it")
	}
	if err := a.first().UseCodexFile(t.Context()); exitCode(err) != exitUsage {
		t.Errorf("it was taken: %v", err)
	}
	if _, err := a.Account("../x"); exitCode(err) != exitUsage {
		t.Errorf("a name that cannot be one: %v", err)
	}
	if _, err := a.Switch(t.Context(), "other", true); !isKeychainFault(err) && !errors.Is(err, auth.ErrNoTokens) {
		t.Errorf("other: %v", err)
	}
	if a.Current() != "other" {
		t.Errorf("a switch that failed changed the account to %s", a.Current())
	}
}
