package tui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/internal/golden"
	"banter/internal/screen"
)

// inline is a TokenSource with tokens that never expire.
type inline struct{ tokens auth.Tokens }

func (i inline) Tokens(context.Context) (auth.Tokens, error) { return i.tokens, nil }
func (i inline) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) {
	return auth.Tokens{}, auth.ErrSignInAgain
}

// onEmulator starts the program with the real client on the emulator.
func onEmulator(t *testing.T, with setup, server codextest.Options) (*app, *codextest.Server) {
	t.Helper()
	srv := codextest.New(server)
	signedIn := srv.SignIn(codextest.Account{Plan: "plus"}, 240*time.Hour)
	client := codex.NewClient(codex.Options{
		Source: inline{auth.Tokens{
			Access: auth.NewSecret(signedIn.Access), AccountID: signedIn.Account.ID,
			Expiry: signedIn.Expiry, Issuer: srv.Issuer(), BaseURL: srv.BaseURL(),
		}},
		BaseURL: srv.BaseURL(), HTTPClient: srv.Client(),
	})
	options := with.options
	with.options = func(o *Options) {
		o.Backend = client
		if options != nil {
			options(o)
		}
	}
	d := newApp(t, with)
	t.Cleanup(srv.Close)
	return d, srv
}

const document = "# Goroutines\n\nA goroutine is a function that the **Go runtime** schedules, many of them on a few threads.\n\n" +
	"```go\nfor range 3 {\n\tgo worker(jobs, results)\n}\n```\n\n- Stacks start at *2 KB* and grow.\n- Switching happens in user space.\n\n" +
	"| | goroutine | thread |\n|---|---|---|\n| stack | 2 KB | 1 MB |\n| switch | 200 ns | 1 µs |\n"

func TestWholeWayToTheServerAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d, srv := onEmulator(t, setup{folder: folder, screen: screen.Options{Width: 100, Height: 30}},
			codextest.Options{Doc: document, Chunk: 8, Rate: 50})
		d.ask("How do goroutines differ from threads?")
		d.sees("A goroutine is")
		d.seesNot("2 KB")
		d.sees("Esc stop")
		d.Wait(10 * time.Second)
		d.sees("Stacks start at", "go worker(jobs, results)", "week")
		golden.Check(t, "chat-emulated", d.Text())
		first := srv.Requests()
		d.leave()

		d, srv = onEmulator(t, setup{folder: folder, screen: screen.Options{Width: 100, Height: 30},
			options: func(o *Options) { o.Resume = "last" }}, codextest.Options{Doc: "Indeed."})
		defer d.leave()
		d.sees("Stacks start at")
		d.ask("Are they cheap?")
		d.sees("Indeed.")
		second := srv.Requests()
		a, b := responses(first), responses(second)
		if len(a) != 1 || len(b) != 1 {
			t.Fatalf("%d and %d questions reached the server, want one each", len(a), len(b))
		}
		if !strings.Contains(string(b[0].Body), "How do goroutines differ") || !strings.Contains(string(b[0].Body), "Stacks start at") {
			t.Errorf("the second question came without what was said before: %s", b[0].Body)
		}
	})
}

func responses(requests []codextest.Request) []codextest.Request {
	var asked []codextest.Request
	for _, r := range requests {
		if strings.HasSuffix(r.Path, "/responses") {
			asked = append(asked, r)
		}
	}
	return asked
}

// Each fault of a server is shown as one plain sentence and a key, and loses nothing
// that was typed.
func TestFaultsInPlainWords(t *testing.T) {
	for _, fault := range []string{"cut:40", "500", "429", "401", "403", "garbage", "failed-late:server_error", "cloudflare-403"} {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, srv := onEmulator(t, setup{}, codextest.Options{Doc: strings.Repeat("Some words of an answer. ", 20), Chunk: 8})
				defer d.leave()
				srv.Fault(fault+"@responses", 99)
				d.ask("What is the matter?")
				d.Wait(5 * time.Minute)
				d.sees("What is the matter?")
				text := d.Text()
				for _, raw := range []string{"{", "HTTP", "http:", "status", "EOF", "<html", "0x", "codex:", "json"} {
					if strings.Contains(text, raw) {
						t.Errorf("%q is no word for a person:\n%s", raw, text)
					}
				}
				if !strings.Contains(text, "r try again") && !strings.Contains(text, "r sign in") && strings.Count(text, "Some words of an answer.") < 20 {
					t.Errorf("no way on:\n%s", text)
				}
			})
		})
	}
}
