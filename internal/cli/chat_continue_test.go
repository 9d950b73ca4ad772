package cli

import (
	"net/url"
	"testing"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// TestContinueWithChatGPT chooses the documented way beside the code, over ssh: the
// link is copied, and the address at which the browser ended is pasted. The person
// first declines, then signs in without the use of the plan, then turns it on. When
// the limit for Banter is reached, the screen offers to manage it, and when OpenAI
// has ended the sign-in, one key leads back to the page, with no text lost.
func TestContinueWithChatGPT(t *testing.T) {
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada, ApproveAfter: -1})
	m.env["BANTER_BASE_URL"] = m.DocumentedBaseURL()
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory"})
	p.sees("On your phone, or any device", "In a browser on this machine", "Continue with ChatGPT", "OpenAI's documented way")
	p.Press("o")
	p.sees("ssh -N -L")
	p.brings(m, "deny")
	p.sees("The sign-in was declined.", "Continue with ChatGPT")
	p.Press("o")
	p.brings(m, "limited")
	p.sees("Banter may not use your ChatGPT plan.", "turn plan use on")
	p.Press("p")
	p.brings(m, "approve")
	p.sees("You're using your ChatGPT plan", "https://chatgpt.com/settings/usage", "Got it")
	p.Press("enter")
	p.sees("Using ChatGPT plan", "Manage usage")
	p.enters("hello")
	p.sees("An answer.")

	p.fails(m, "plan-code:subscription_sharing_usage_limit_exceeded")
	p.enters("and now?")
	p.sees("Usage limit reached", "Manage usage", "try again")
	p.seesNot("resets")

	p.Press("ctrl+n")
	m.RevokeSignIns()
	p.enters("is this lost?")
	p.sees("r Continue with ChatGPT")
	p.Press("r")
	p.brings(m, "approve")
	p.sees("is this lost?", "An answer.", "Using ChatGPT plan")
	p.seesNot("You're using your ChatGPT plan")
	p.leaves()
	if clients := m.Clients(); len(clients) != 1 || clients[0].Name != "Banter" {
		t.Errorf("registered %v, want one client", clients)
	}
}

// fails makes the next answers go wrong.
func (p *person) fails(m *computer, faults ...string) {
	p.t.Helper()
	for _, name := range faults {
		if err := m.Fault(name, 1); err != nil {
			p.t.Fatal(err)
		}
	}
}

// brings copies the link of the page, decides there, and pastes the address at which
// the browser ends.
func (p *person) brings(m *computer, decision string) {
	p.t.Helper()
	p.sees("use the address")
	p.Press("ctrl+y")
	p.sees("Link copied")
	copied := p.Copied()
	link, err := url.Parse(copied[len(copied)-1])
	if err != nil {
		p.t.Fatal(err)
	}
	back := link.Query().Get("redirect_uri") + "?error=access_denied&state=" + link.Query().Get("state")
	if decision != "deny" {
		if back, err = m.AuthorizeAs(ada, link.String(), decision == "approve"); err != nil {
			p.t.Fatal(err)
		}
	}
	p.Paste(back)
	p.Press("enter")
}
