package login

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/auth"
	"banter/internal/golden"
	"banter/internal/screen"
	"banter/themes"
	"banter/tui/clip"
	"banter/tui/style"
	"banter/tui/task"
)

// fakeAccount is an Account without servers.
type fakeAccount struct {
	flow      *auth.DeviceFlow
	deviceErr error
	offers    Offers
	page      *auth.BrowserFlow
	calls     []string
	kept      Place
	secret    auth.Secret // the passphrase that opens or has sealed
	err       error       // of everything else
}

func (a *fakeAccount) Tokens(context.Context) (auth.Tokens, error) {
	return auth.Tokens{Email: "ada@example.org", Plan: "plus"}, a.err
}
func (a *fakeAccount) Device(context.Context) (*auth.DeviceFlow, error) { return a.flow, a.deviceErr }
func (a *fakeAccount) Offers() Offers                                   { return a.offers }
func (a *fakeAccount) Browser(context.Context) (*auth.BrowserFlow, error) {
	a.calls = append(a.calls, "browser")
	return a.page, a.err
}
func (a *fakeAccount) Unlock(_ context.Context, passphrase auth.Secret) (auth.Tokens, error) {
	if passphrase != a.secret {
		return auth.Tokens{}, &auth.Error{Code: auth.CodePassphraseWrong, Sentence: "The passphrase is wrong."}
	}
	return auth.Tokens{Email: "ada@example.org"}, a.err
}
func (a *fakeAccount) Keep(_ context.Context, _ auth.Tokens, place Place, passphrase auth.Secret) error {
	a.kept, a.secret = place, passphrase
	return a.err
}
func (a *fakeAccount) UseCodexFile(context.Context) error {
	a.calls = append(a.calls, "codex")
	return a.err
}

// demoAccount is the account of the demo.
type demoAccount struct{ fakeAccount }

func (*demoAccount) Demo() bool { return true }

func (a *fakeAccount) UseDemo(context.Context) error {
	a.calls = append(a.calls, "demo")
	return a.err
}

var midday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// locked returns the error of a store that is sealed with a passphrase.
func locked() error { return &auth.Error{Code: auth.CodePassphraseRequired} }

// noCopier returns a copier on a machine without a clipboard.
func noCopier() *clip.Copier { return clip.NewCopier(&clip.Clipboard{}, task.NewGroup()) }

func darkStyles() *style.Styles { return style.New(themes.All()[0].Dark, false) }

// shownCode returns a sign-in screen that waits for its code to be used.
func shownCode(t *testing.T, account Account) Screen {
	t.Helper()
	l, _ := New(Options{Account: account, Reason: "", Copier: noCopier(), Now: at(midday)})
	l, cmd, out := l.Update(deviceStarted{task: l.task, flow: aFlow()})
	if cmd == nil || out != nil || l.phase != waiting {
		t.Fatalf("phase %v, event %v: want a code on the screen", l.phase, out)
	}
	return l
}

func aFlow() *auth.DeviceFlow {
	return &auth.DeviceFlow{
		URL: "https://auth.openai.com/codex/device", Code: "WDJB-47291", Expires: midday.Add(14*time.Minute + 32*time.Second),
	}
}

func TestLoginScreens(t *testing.T) {
	waits := shownCode(t, &fakeAccount{offers: Offers{CodexFile: true}})
	waits, _, _ = waits.Update(offersFound{Offers{CodexFile: true}})
	again := waits
	again.Reason = "Your sign-in has ended: it was used somewhere else."
	copied := waits
	copied.word = "Code copied through the terminal (OSC 52)."
	demo := shownCode(t, &demoAccount{})
	asks, _ := New(Options{Account: &fakeAccount{}, Reason: "", Copier: noCopier(), Now: at(midday)})
	lost, _, _ := asks.Update(deviceStarted{task: asks.task, err: &net.OpError{Op: "dial", Err: syscall.ENETUNREACH}})
	late := waits
	late.Now = at(midday.Add(time.Hour))
	late, _, _ = late.Update(tickMsg{late.task})
	done, _, _ := waits.Update(signInEnded{task: waits.task, tokens: auth.Tokens{Email: "ada@example.org", Plan: "plus"}})

	plain := func(s string) string { return ansi.Strip(s) }
	same := func(s string) string { return s }
	ascii := style.New(themes.All()[0].Dark, true)
	light := style.New(themes.All()[0].Light, false)
	for _, test := range []struct {
		name          string
		Screen        Screen
		styles        *style.Styles
		width, height int
		draw          func(string) string
	}{
		{"waiting-80x24", waits, darkStyles(), 80, 24, plain},
		{"waiting-120x40", waits, darkStyles(), 120, 40, plain},
		{"waiting-40x12", waits, darkStyles(), 40, 12, plain},
		{"waiting-30x10", waits, darkStyles(), 30, 10, plain},
		{"waiting-ascii-80x24", waits, ascii, 80, 24, plain},
		{"waiting-dark-40x12", waits, darkStyles(), 40, 12, same},
		{"waiting-light-40x12", waits, light, 40, 12, same},
		{"again-80x24", again, darkStyles(), 80, 24, plain},
		{"demo-80x24", demo, darkStyles(), 80, 24, plain},
		{"demo-40x12", demo, darkStyles(), 40, 12, plain},
		{"copied-80x24", copied, darkStyles(), 80, 24, plain},
		{"asking-80x24", asks, darkStyles(), 80, 24, plain},
		{"no-network-80x24", lost, darkStyles(), 80, 24, plain},
		{"expired-40x12", late, darkStyles(), 40, 12, plain},
		{"approved-80x24", done, darkStyles(), 80, 24, plain},
	} {
		t.Run(test.name, func(t *testing.T) {
			golden.Check(t, test.name, test.draw(test.Screen.View(test.styles, test.width, test.height)))
		})
	}
}

// TestLoginFitsEverySize checks that the screen fits, and shows what the person needs.
func TestLoginFitsEverySize(t *testing.T) {
	l := shownCode(t, &fakeAccount{})
	l.Reason = "Your sign-in has ended."
	for width := 1; width <= 130; width += 3 {
		for height := 1; height <= 50; height += 3 {
			drawn := l.View(darkStyles(), width, height)
			lines := strings.Split(drawn, "\n")
			if len(lines) > height {
				t.Fatalf("%dx%d: %d lines", width, height, len(lines))
			}
			for i, line := range lines {
				if w := ansi.StringWidth(line); w > width {
					t.Fatalf("%dx%d: line %d is %d cells wide: %q", width, height, i, w, ansi.Strip(line))
				}
			}
			joined := strings.NewReplacer(" ", "", "\n", "").Replace(ansi.Strip(drawn))
			if width >= 30 && height >= 8 {
				for _, want := range []string{"codex/device", "WDJB-47291", "14:32left", "Onlycontinue", "copycode"} {
					if !strings.Contains(joined, want) {
						t.Fatalf("%dx%d: %q is missing:\n%s", width, height, want, ansi.Strip(drawn))
					}
				}
			}
		}
	}
}

func TestLoginNeverShowsForeignControls(t *testing.T) {
	const evil = "\x1b]52;c;AAAA\x07\u202e\x9b2J"
	l, _ := New(Options{Account: &fakeAccount{}, Reason: "again" + evil, Copier: noCopier(), Now: at(midday)})
	flow := &auth.DeviceFlow{URL: "https://x.example/" + evil, Code: "AB" + evil, Expires: midday.Add(time.Minute)}
	waits, _, _ := l.Update(deviceStarted{task: l.task, flow: flow})
	done, _, _ := waits.Update(signInEnded{task: l.task, tokens: auth.Tokens{Email: "a" + evil, Plan: evil}})
	for _, screen := range []Screen{waits, done} {
		for _, size := range [][2]int{{120, 40}, {30, 10}} {
			drawn := screen.View(darkStyles(), size[0], size[1])
			if strings.Contains(drawn, "]52") || strings.ContainsAny(ansi.Strip(drawn), "\a\x1b\u202e\u009b") {
				t.Errorf("a control came through: %q", drawn)
			}
		}
	}
}

func TestLoginCodeLeavesTheScreen(t *testing.T) {
	for name, end := range map[string]func(Screen) (Screen, tea.Cmd, Event){
		"approved": func(l Screen) (Screen, tea.Cmd, Event) { return l.Update(signInEnded{task: l.task}) },
		"denied": func(l Screen) (Screen, tea.Cmd, Event) {
			return l.Update(signInEnded{task: l.task, err: errors.New("denied")})
		},
		"renewed": func(l Screen) (Screen, tea.Cmd, Event) { return after(l, "n") },
		"demo":    func(l Screen) (Screen, tea.Cmd, Event) { return after(l, "d") },
	} {
		t.Run(name, func(t *testing.T) {
			before := shownCode(t, &fakeAccount{})
			before.Now = at(midday.Add(codePause))
			l, _, _ := end(before)
			if l.shown != nil {
				t.Error("the code is still in memory")
			}
			text := ansi.Strip(l.View(darkStyles(), 80, 24)) + fmt.Sprintf("%+v", l)
			if strings.Contains(text, "47291") || strings.Contains(text, "4 7 2 9 1") {
				t.Errorf("the code is still there:\n%s", text)
			}
			if before.task.Ctx.Err() == nil {
				t.Error("the flow still runs")
			}
		})
	}
}

func TestLoginDropsLateMessages(t *testing.T) {
	first := shownCode(t, &fakeAccount{})
	first.Now = at(midday.Add(codePause))
	second, cmd, _ := after(first, "n")
	if cmd == nil || second.task == first.task {
		t.Fatal("n must ask for a new code")
	}
	for _, late := range []tea.Msg{
		deviceStarted{task: first.task, flow: aFlow()},
		signInEnded{task: first.task, tokens: auth.Tokens{Email: "late"}},
		signInEnded{task: first.task, err: context.Canceled},
		tickMsg{first.task}, approvedShown{first.task},
	} {
		l, cmd, out := second.Update(late)
		if l.phase != busy || cmd != nil || out != nil {
			t.Errorf("%T of an older flow: phase %v, event %v", late, l.phase, out)
		}
	}
}

func TestLoginCountsDownAndExpires(t *testing.T) {
	l := shownCode(t, &fakeAccount{})
	l.Now = at(midday.Add(14 * time.Minute))
	l, cmd, _ := l.Update(tickMsg{l.task})
	if !strings.Contains(ansi.Strip(l.View(darkStyles(), 80, 24)), "0:32 left") || cmd == nil {
		t.Errorf("want 0:32 left and another tick:\n%s", ansi.Strip(l.View(darkStyles(), 80, 24)))
	}
	l.Now = at(midday.Add(15 * time.Minute))
	l, cmd, _ = l.Update(tickMsg{l.task})
	if l.phase != failed || cmd != nil || l.task.Ctx.Err() == nil {
		t.Errorf("phase %v: want the end, no tick and no polling", l.phase)
	}
	if l, _, _ = l.Update(signInEnded{task: l.task, err: context.Canceled}); !strings.Contains(l.failure.Sentence, "expired") {
		t.Errorf("the end of the polling took the word away: %q", l.failure.Sentence)
	}
}

func TestLoginSignsIn(t *testing.T) {
	l := shownCode(t, &fakeAccount{})
	tokens := auth.Tokens{Email: "ada@example.org"}
	l, cmd, out := l.Update(signInEnded{task: l.task, tokens: tokens})
	if out != nil || cmd == nil {
		t.Fatal("who has signed in is said for a moment first")
	}
	_, _, out = l.Update(approvedShown{l.task})
	if got, ok := out.(SignedIn); !ok || got.Tokens != tokens {
		t.Errorf("got %#v", out)
	}
	if _, _, out = l.Update(screen.Key("x")); out == nil {
		t.Error("a key must end the moment")
	}
}

func TestLoginOtherWays(t *testing.T) {
	for _, test := range []struct {
		key, call string
		file      bool
	}{{"d", "demo", false}, {"x", "codex", true}, {"x", "", false}} {
		account := &fakeAccount{offers: Offers{CodexFile: test.file}}
		l := shownCode(t, account)
		l, _, _ = l.Update(offersFound{account.offers})
		l, cmd, _ := after(l, test.key)
		if test.call == "" {
			if cmd != nil || l.phase != waiting {
				t.Error("a key that is not offered must do nothing")
			}
			continue
		}
		ended, ok := cmd().(signInEnded)
		if !ok || strings.Join(account.calls, " ") != test.call || ended.tokens.Email == "" {
			t.Errorf("%s: called %q, got %+v", test.key, account.calls, ended)
		}
		if l, _, _ = l.Update(ended); l.phase != approved {
			t.Errorf("%s: phase %v", test.key, l.phase)
		}
	}
}

// The code is copied like other text, and the screen says how.
func TestLoginCopiesTheCode(t *testing.T) {
	takes := func(context.Context, string) (string, error) { return "wl-copy", nil }
	refuses := func(context.Context, string) (string, error) { return "", errors.New("no display") }
	for _, test := range []struct {
		name  string
		board clip.Clipboard
		env   string
		sent  string // through the terminal
		says  string
	}{
		{"through the terminal", clip.Clipboard{}, "", ansi.SetSystemClipboard("WDJB-47291"), "copied through the terminal"},
		{"through tmux", clip.Clipboard{}, "TMUX", ansi.TmuxPassthrough(ansi.SetSystemClipboard("WDJB-47291")), "copied through the terminal"},
		{"with a tool", clip.Clipboard{Native: takes}, "", "", "Code copied with wl-copy."},
		{"with a tool that fails", clip.Clipboard{Native: refuses}, "", ansi.SetSystemClipboard("WDJB-47291"), "copied through the terminal"},
	} {
		l := shownCode(t, &fakeAccount{})
		test.board.DetectMultiplexer(func(name string) string {
			if name == test.env {
				return "set"
			}
			return ""
		})
		l.Copier = clip.NewCopier(&test.board, task.NewGroup())
		l, cmd, _ := after(l, "c")
		sent := ""
		for waiting := screen.Run(cmd); len(waiting) > 0; waiting = waiting[1:] {
			if raw, ok := waiting[0].(tea.RawMsg); ok {
				sent += fmt.Sprint(raw.Msg)
			}
			l, cmd, _ = l.Update(waiting[0])
			waiting = append(waiting, screen.Run(cmd)...)
		}
		if sent != test.sent {
			t.Errorf("%s: sent %q, want %q", test.name, sent, test.sent)
		}
		if text := ansi.Strip(l.View(darkStyles(), 80, 24)); !strings.Contains(text, test.says) {
			t.Errorf("%s: the screen does not say how:\n%s", test.name, text)
		}
	}
}

func TestLoginCanBeLeft(t *testing.T) {
	for _, key := range []string{"q", "esc", "ctrl+c"} {
		l := shownCode(t, &fakeAccount{})
		left, _, out := after(l, key)
		if _, ok := out.(Quit); !ok || left.task.Ctx.Err() == nil {
			t.Errorf("%s: event %#v, context %v", key, out, left.task.Ctx.Err())
		}
	}
}
