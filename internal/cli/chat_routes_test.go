package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// bothRoutes is a computer on which the account phone has signed in with the Codex
// CLI's client and then the account page on the documented route. Both are sealed
// with a passphrase from a file, and their servers are the real ones by name.
func bothRoutes(t *testing.T) *computer {
	t.Helper()
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada})
	m.env["BANTER_BASE_URL"], m.env["BANTER_STORE"] = "", "sealed"
	m.env["BANTER_PASSPHRASE_FILE"] = filepath.Join(m.home, "passphrase")
	if err := os.WriteFile(m.env["BANTER_PASSPHRASE_FILE"], []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.must("login", "--device", "--account", "phone")
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"account": "page", "route": "documented"})
	p.sees("Continue with ChatGPT")
	p.Press("o")
	p.brings(m, "approve")
	p.sees("Got it")
	p.Press("enter")
	p.sees("Using ChatGPT plan")
	p.leaves()
	return m
}

// route returns the route of the last question.
func (m *computer) route() string {
	requests := m.Requests()
	slices.Reverse(requests)
	for _, r := range requests {
		if strings.HasSuffix(r.Path, "/responses") {
			return map[bool]string{true: "documented", false: "codex"}[r.Endpoint == "documented-responses"]
		}
	}
	return ""
}

// TestBothRoutesInTheChat: an account brings its route, whether it is named on the
// command line, chosen in the list, or that of the conversation to go on with.
func TestBothRoutesInTheChat(t *testing.T) {
	m := bothRoutes(t)
	wide := screen.Options{Width: 100, Height: 40, Real: true}
	on := func(p *person, account, question string) {
		t.Helper()
		p.sees(account + "   gpt")
		want := "codex"
		if account == "page" {
			want = "documented"
			p.sees("Using ChatGPT plan")
		} else {
			p.seesNot("Using ChatGPT plan")
		}
		p.enters(question)
		p.sees(question, "An answer.")
		p.seesNot("sign in", "Continue with ChatGPT")
		if got := m.route(); got != want {
			p.givesUp("%s asks on the route %q, want %q", account, got, want)
		}
	}
	p := m.chats(t, wide, map[string]string{"account": "phone"})
	on(p, "phone", "of phone")
	p.Press("f2", "enter")
	on(p, "page", "of page")
	p.Press("f2", "enter")
	on(p, "phone", "more of phone")
	p.leaves()

	p = m.chats(t, wide, map[string]string{"account": "page"})
	on(p, "page", "the last of page")
	p.leaves()

	// The account page has held the conversation, so it goes on with that.
	p = m.resumes(t, wide, map[string]string{"account": "phone"}, "last")
	p.sees("the last of page")
	on(p, "page", "once more")
	p.leaves()

	// So does a single question, unless an account is named.
	m.must("ask", "--account", "phone", "by phone")
	for _, test := range []struct{ args, route string }{
		{"ask -c", "codex"}, {"ask --account page by page", "documented"}, {"ask -c", "documented"}, {"ask --account phone -c", "codex"},
	} {
		m.must(append(strings.Fields(test.args), "and then?")...)
		if got := m.route(); got != test.route {
			t.Errorf("banter %s asks on the route %q, want %q", test.args, got, test.route)
		}
	}
}

// TestTheOtherWayOnTheScreen: the account of the command line has lost its sign-in. A
// sign-in on the other route is one to the account of that route, and leaves it alone.
func TestTheOtherWayOnTheScreen(t *testing.T) {
	m := bothRoutes(t)
	wide := screen.Options{Width: 100, Height: 40, Real: true}
	m.RevokeSignIns()
	p := m.chats(t, wide, map[string]string{"account": "phone"})
	p.sees("phone   gpt")
	p.enters("is this lost?")
	p.sees("r sign in")
	if err := m.Fault("device-disabled", -1); err != nil {
		t.Fatal(err)
	}
	p.Press("r")
	p.sees("Continue with ChatGPT")
	p.Press("o")
	p.brings(m, "approve")
	p.sees("page   gpt", "Using ChatGPT plan")
	p.enters("hello")
	p.sees("An answer.")
	p.leaves()
	if out := m.must("whoami", "--all"); !strings.Contains(out, "* page ") || !strings.Contains(out, "  phone ") || strings.Count(out, "\n") != 2 {
		t.Errorf("the list is\n%s", out)
	}
	if clients := m.Clients(); len(clients) != 1 {
		t.Errorf("registered %v, want one client", clients)
	}
}
