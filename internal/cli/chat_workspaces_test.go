package cli

import (
	"slices"
	"strings"
	"testing"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// TestTwoWorkspacesInTheChat: a person adds the account of their second workspace,
// which has the same e-mail address. Each conversation goes on with its account, the
// cap of one does not stop the other, and if an account is gone, the other goes on
// without its encrypted reasoning.
func TestTwoWorkspacesInTheChat(t *testing.T) {
	m := newComputer(t, codextest.Options{Account: ada, Answer: func(q codextest.Question) codextest.Answer {
		return codextest.Answer{Items: []codextest.Item{codextest.Reasoning{}, codextest.Message{Text: "From " + q.AccountID + "."}}}
	}})
	m.env["BANTER_BASE_URL"] = m.DocumentedBaseURL()
	office := codextest.Account{ID: "acc-office", Email: ada.Email, Plan: "business"}
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory", "route": "documented", "account": "home"})
	p.sees("Continue with ChatGPT")
	p.Press("o")
	p.brings(m, "approve")
	p.sees("Got it")
	p.Press("enter")
	p.enters("one")
	p.sees("From acc-ada.")

	p.Press("f2", "ctrl+n")
	p.enters("office")
	p.sees("account office", "Continue with ChatGPT")
	p.Press("o")
	p.bringsAs(m, office, "approve")
	p.sees("office   gpt", "Using ChatGPT plan")
	p.enters("two")
	p.sees("From acc-office.")
	p.Press("f2")
	p.sees("home", "ada@example.org", "office", "ada@example.org", "in use")
	p.Press("esc")

	for _, client := range m.Clients() {
		if client.Account.ID == office.ID {
			m.SetClient(client.ID, codextest.ClientSettings{CapReached: true})
		}
	}
	p.enters("three")
	p.sees("Usage limit reached", "Manage usage")
	p.Press("f2", "enter")
	p.sees("home   gpt")
	p.Press("1", "enter") // the conversation of office, which is the newest
	p.sees("two", "office   gpt")
	p.Press("f2", "enter")
	p.sees("home   gpt")
	p.Press("2", "enter")
	p.sees("one", "From acc-ada.", "home   gpt")
	p.enters("and more")
	p.sees("and more", "From acc-ada.")
	m.equalSealed(p, 1)

	p.Press("f2")
	p.sees("office")
	p.Press("ctrl+x", "ctrl+x")
	p.sees("office is signed out on this computer.")
	p.Press("esc", "ctrl+n")
	p.sees("Ask something")
	p.Press("2", "enter")
	p.sees("two", "From acc-office.")
	p.enters("who are you now?")
	p.sees("who are you now?", "From acc-ada.")
	m.equalSealed(p, 0)
	p.leaves()
	for _, r := range m.Requests() {
		if strings.HasSuffix(r.Path, "/responses") && r.Status != 200 && r.Status != 429 {
			t.Errorf("a question is refused: %d", r.Status)
		}
	}
}

// equalSealed fails unless the last question had so many pieces of encrypted reasoning.
func (m *computer) equalSealed(p *person, want int) {
	p.t.Helper()
	requests := m.Requests()
	slices.Reverse(requests)
	i := slices.IndexFunc(requests, func(r codextest.Request) bool { return strings.HasSuffix(r.Path, "/responses") })
	if got := strings.Count(requests[i].Body, `"encrypted_content":"`); got != want {
		p.givesUp("%d pieces of encrypted reasoning, want %d", got, want)
	}
}
