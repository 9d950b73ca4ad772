package cli

import (
	"net/http"
	"path/filepath"
	"testing"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// TestARefusedRenewalInTheChat: the backend refuses the access token, and the issuer
// refuses to renew it for good. The screen says what happened, one key leads to the
// sign-in, and after it the question is sent. The transcript and the text that was
// typed meanwhile are kept, on both routes.
func TestARefusedRenewalInTheChat(t *testing.T) {
	for _, test := range []struct{ name, fault, says string }{
		{"codex", "refresh-reused", "Your sign-in was already renewed elsewhere."},
		{"documented", "token-code:invalid_grant@documented-refresh", "Your sign-in is no longer accepted."},
	} {
		t.Run(test.name+" "+test.fault, func(t *testing.T) {
			m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada, ApproveAfter: -1})
			signsIn := func(p *person) {
				p.t.Helper()
				if err := m.ApproveAs(p.code(), ada); err != nil {
					t.Fatal(err)
				}
			}
			offer := "r sign in"
			if test.name == "documented" {
				m.env["BANTER_BASE_URL"] = m.DocumentedBaseURL()
				offer = "r Continue with ChatGPT"
				signsIn = func(p *person) { p.t.Helper(); p.brings(m, "approve") }
			}
			p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory"})
			if test.name == "documented" {
				p.sees("Continue with ChatGPT")
				p.fails(m, "token-missing:earliest_refresh_at") // a renewal is allowed at any time
				p.Press("o")
			}
			signsIn(p)
			if test.name == "documented" {
				p.sees("Got it")
				p.Press("enter")
			}
			p.sees("Ask something")
			p.enters("the first question")
			p.sees("An answer.")

			m.ExpireAccess()
			p.fails(m, test.fault)
			p.enters("is this lost?")
			p.sees(test.says, offer)
			p.sees("the first question", "An answer.", "is this lost?")
			p.Type("half a thought")
			p.sees("half a thought")
			p.Press("ctrl+u", "r")
			signsIn(p)
			m.Script(codextest.Text("Nothing is lost."))
			p.sees("the first question", "An answer.", "is this lost?", "Nothing is lost.")
			p.seesNot(test.says, offer)
			p.leaves()
			asked := 0
			for _, r := range m.Requests() {
				if r.Method == http.MethodPost && filepath.Base(r.Path) == "responses" && r.Status == http.StatusOK {
					asked++
				}
			}
			if asked != 2 {
				t.Errorf("%d questions were answered, want 2", asked)
			}
		})
	}
}
