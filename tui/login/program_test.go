package login

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/screen"
	"banter/themes"
	"banter/tui/style"
)

// emulated is an Account of the emulated issuer.
type emulated struct {
	fakeAccount
	server *codextest.Server
	store  *auth.Memory

	mu    sync.Mutex
	first auth.Store // where flows save, if not in store
}

// savesIn makes later flows save in s.
func (a *emulated) savesIn(s auth.Store) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.first = s
}

func (a *emulated) flow() auth.FlowOptions {
	a.mu.Lock()
	defer a.mu.Unlock()
	opts := auth.FlowOptions{HTTPClient: a.server.Client(), Store: a.store, PasteOnly: true}
	if a.first != nil {
		opts.Store = a.first
	}
	return opts
}

func (a *emulated) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	return auth.StartDeviceFlow(ctx, a.flow())
}

func (a *emulated) Browser(ctx context.Context) (*auth.BrowserFlow, error) {
	return auth.StartBrowserFlow(ctx, a.flow())
}

// Keep saves in the store of the flows for SamePlace, and otherwise in another one.
func (a *emulated) Keep(ctx context.Context, tokens auth.Tokens, place Place, _ auth.Secret) error {
	if place == SamePlace {
		return a.flow().Store.Save(ctx, tokens)
	}
	return a.store.Save(ctx, tokens)
}

// harness is a program with only the sign-in screen.
type harness struct {
	mu      sync.Mutex // the test looks while the program updates
	login   Screen
	start   tea.Cmd
	styles  *style.Styles
	profile colorprofile.Profile
	dark    bool
	size    tea.WindowSizeMsg
	out     Event
}

func (s *harness) Init() tea.Cmd { return tea.Batch(s.start, tea.RequestBackgroundColor) }

func (s *harness) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.size = msg
	case tea.ColorProfileMsg:
		s.profile = msg.Profile
	case tea.BackgroundColorMsg:
		s.dark = msg.IsDark()
	}
	palette := themes.All()[0].Light
	if s.dark {
		palette = themes.All()[0].Dark
	}
	s.styles = style.New(palette, false).On(s.profile, s.dark)
	var cmd tea.Cmd
	var out Event
	if s.login, cmd, out = s.login.Update(msg); out != nil {
		s.out = out
		return s, tea.Quit
	}
	return s, cmd
}

func (s *harness) View() tea.View {
	view := tea.View{AltScreen: true}
	if s.styles != nil {
		view.Content = s.login.View(s.styles, s.size.Width, s.size.Height)
	}
	return view
}

// played is a sign-in under way.
type played struct {
	server  *codextest.Server
	account *emulated
	term    *screen.Terminal
	harness *harness
}

// signIn plays a sign-in in fake time, with a fault of the server unless it is empty.
func signIn(t *testing.T, opts screen.Options, fault string, play func(*testing.T, *played)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := codextest.New(codextest.Options{ApproveAfter: -1})
		if fault != "" {
			if err := server.Fault(fault, 1000); err != nil {
				t.Fatal(err)
			}
		}
		p := &played{server: server, account: &emulated{server: server, store: auth.NewMemory()}, harness: &harness{dark: true}}
		p.harness.login, p.harness.start = New(Options{Account: p.account, Reason: "", Copier: noCopier(), Now: time.Now})
		p.term = screen.Start(p.harness, opts)
		defer func() { // also when play gives up: what still ran would hang the test
			if _, err := p.term.Close(); err != nil {
				t.Error(err)
			}
			last, _ := p.now()
			last.Stop()
			synctest.Wait()
			server.Close()
		}()
		play(t, p)
	})
}

// now returns the screen and what it has reported.
func (p *played) now() (Screen, Event) {
	p.harness.mu.Lock()
	defer p.harness.mu.Unlock()
	return p.harness.login, p.harness.out
}

// code returns the code on the screen.
func (p *played) code(t *testing.T) string {
	t.Helper()
	shows := p.term.WaitFor("left", time.Second)
	p.term.Wait(time.Second) // the terminal has told its background by then
	l, _ := p.now()
	if !shows || l.shown == nil {
		t.Fatalf("no code is shown:\n%s", p.term.Text())
	}
	return l.shown.code
}

func TestSignInOnAScreen(t *testing.T) {
	signIn(t, screen.Options{}, "", func(t *testing.T, p *played) {
		code := p.code(t)
		spaced := strings.ReplaceAll(strings.Join(strings.Split(code, ""), " "), " - ", "  -  ")
		if text := p.term.Text(); !strings.Contains(text, spaced) || !strings.Contains(text, "https://auth.openai.com/codex/device") {
			t.Fatalf("%q is not on the screen:\n%s", spaced, text)
		}
		p.term.Press("c")
		p.term.Wait(time.Second)
		if got := p.term.Copied(); len(got) != 1 || got[0] != code {
			t.Errorf("copied %q, want the code", got)
		}
		p.term.Wait(14 * time.Minute)
		if err := p.server.Approve(code); err != nil {
			t.Fatal(err)
		}
		if !p.term.WaitFor("Signed in as", 30*time.Second) {
			t.Fatalf("approved in minute 14, but the screen says:\n%s", p.term.Text())
		}
		if strings.Contains(p.term.Text(), spaced) {
			t.Errorf("the code is still there:\n%s", p.term.Text())
		}
		p.term.Wait(2 * approvedFor)
		_, out := p.now()
		if end, ok := out.(SignedIn); !ok || end.Tokens.Email == "" {
			t.Errorf("event %#v", out)
		}
		if _, err := p.account.store.Load(t.Context()); err != nil {
			t.Errorf("the tokens are not in the store: %v", err)
		}
	})
}

// TestSignInEndsInWords plays each fault of the issuer. The screen must show one
// sentence and no code, and the key n must start again.
func TestSignInEndsInWords(t *testing.T) {
	for _, test := range []struct{ fault, want string }{
		{"device-denied", "declined"},
		{"device-expired", "expired"},
		{"", "has expired"}, // the code is never used
		{"device-disabled", "does not offer sign-in by code"},
		{"500@device-start", "has a fault"},
		{"hangup@device-start", "connection"},
		{"hang@device-start", "No answer came in time"},
		{"cloudflare-403@device-start", "a page for browsers"},
		{"not-json@device-start", "instead of an answer"},
	} {
		t.Run(test.fault, func(t *testing.T) {
			signIn(t, screen.Options{}, test.fault, func(t *testing.T, p *played) {
				l, _ := p.now()
				for passed := time.Duration(0); l.phase != failed && passed < 16*time.Minute; passed += 10 * time.Second {
					p.term.Wait(10 * time.Second)
					l, _ = p.now()
				}
				p.term.Wait(time.Second)
				if l.phase != failed || l.shown != nil || !strings.Contains(p.term.Text(), test.want) {
					t.Fatalf("want %q:\n%s", test.want, p.term.Text())
				}
				asked := len(p.server.Requests())
				p.term.Wait(10 * time.Minute)
				if len(p.server.Requests()) != asked {
					t.Error("it still asks the server")
				}
				p.server.ClearFaults()
				p.term.Press("n")
				if !p.term.WaitFor("left", time.Second) {
					t.Errorf("n must bring a new code:\n%s", p.term.Text())
				}
			})
		})
	}
}

func TestSignInIsQuietButForTheClock(t *testing.T) {
	signIn(t, screen.Options{}, "", func(t *testing.T, p *played) {
		p.code(t)
		written := func(d time.Duration) int {
			before := len(p.term.Output())
			p.term.Wait(d)
			return len(p.term.Output()) - before
		}
		if n := written(10 * time.Second); n == 0 || n > 10*200 {
			t.Errorf("ten seconds of countdown wrote %d bytes", n)
		}
		p.term.Wait(20 * time.Minute)
		if n := written(10 * time.Minute); n != 0 {
			t.Errorf("an expired screen wrote %d bytes", n)
		}
	})
}

func TestLeavingEndsTheSignIn(t *testing.T) {
	for _, key := range []string{"q", "esc"} {
		signIn(t, screen.Options{}, "", func(t *testing.T, p *played) {
			p.code(t)
			p.term.Press(key)
			p.term.Wait(letterPause)
			if _, out := p.now(); out != (Quit{}) || !p.term.Done() {
				t.Fatalf("%s: event %#v", key, out)
			}
			asked := len(p.server.Requests())
			p.term.Wait(10 * time.Minute)
			if len(p.server.Requests()) != asked {
				t.Errorf("%s: it still asks the server", key)
			}
		})
	}
}
