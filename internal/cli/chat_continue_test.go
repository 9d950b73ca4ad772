package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

	p.fails(m, "plan-code:chatpass_v2_scope_not_authorized")
	p.enters("may I?")
	p.sees("ChatGPT does not let this program use your plan", "Alt+J Manage usage", "r turn plan use on")

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

// TestTokensStayOnTheirRoute uses both routes on one computer, and looks at each request
// for the tokens of the other route, and at each address for any.
func TestTokensStayOnTheirRoute(t *testing.T) {
	const codexHost, apiHost = "codex.example", "api.example"
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: ada})
	seen := &recorder{next: m.Client().Transport, bearers: map[string][]string{}}
	m.http = &http.Client{Transport: seen}

	m.env["BANTER_BASE_URL"] = "https://" + codexHost + "/backend-api/codex"
	m.env["BANTER_STORE"], m.env["BANTER_PASSPHRASE_FILE"] = "sealed", filepath.Join(m.home, "passphrase")
	if err := os.WriteFile(m.env["BANTER_PASSPHRASE_FILE"], []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.must("login", "--device")
	m.must("ask", "hello")
	m.must("status", "--refresh")

	m.env["BANTER_BASE_URL"] = "https://" + apiHost + "/v1"
	p := m.chats(t, screen.Options{Width: 100, Height: 40, Real: true}, map[string]string{"store": "memory", "account": "other", "route": "documented"})
	p.sees("Continue with ChatGPT")
	p.Press("o")
	p.brings(m, "approve")
	p.sees("Got it")
	p.Press("enter")
	p.sees("Using ChatGPT plan")
	p.enters("hello")
	p.sees("An answer.")
	p.leaves()

	seen.mu.Lock()
	defer seen.mu.Unlock()
	for host, other := range map[string]string{codexHost: apiHost, apiHost: codexHost} {
		if len(seen.bearers[host]) == 0 {
			t.Fatalf("no token went to %s", host)
		}
		for _, token := range seen.bearers[host] {
			for _, request := range seen.requests {
				if strings.Contains(request.address, token) {
					t.Errorf("a token is in the address of a request to %s", request.host)
				}
				if request.host == other && strings.Contains(request.rest, token) {
					t.Errorf("a token of %s went to %s", host, other)
				}
			}
		}
	}
}

// A recorder keeps what was sent.
type recorder struct {
	next http.RoundTripper

	mu       sync.Mutex
	requests []recorded
	bearers  map[string][]string // access tokens by host
}

type recorded struct{ host, address, rest string }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body.Close()
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	r.mu.Lock()
	r.requests = append(r.requests, recorded{req.URL.Host, req.URL.String(), fmt.Sprint(req.Header) + string(body)})
	if token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer "); ok {
		r.bearers[req.URL.Host] = append(r.bearers[req.URL.Host], token)
	}
	r.mu.Unlock()
	return r.next.RoundTrip(req)
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
	p.bringsAs(m, ada, decision)
}

// bringsAs is brings for a person in a workspace, which a new client is registered for.
func (p *person) bringsAs(m *computer, who codextest.Account, decision string) {
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
		if back, err = m.AuthorizeAs(who, link.String(), decision == "approve"); err != nil {
			p.t.Fatal(err)
		}
	}
	p.Paste(back)
	p.Press("enter")
}
