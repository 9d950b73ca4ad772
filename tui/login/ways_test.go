package login

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/golden"
	"banter/internal/screen"

	"banter/themes"
	"banter/tui/style"
)

// onPage returns a screen whose page is open in a browser.
func onPage(t *testing.T, where Browser) Screen {
	t.Helper()
	l := shownCode(t, &fakeAccount{})
	l, _, _ = l.Update(offersFound{Offers{Browser: where}})
	l, _, _ = after(l, "b")
	flow := &auth.BrowserFlow{
		URL:     "https://auth.openai.com/oauth/authorize?client_id=app&state=" + strings.Repeat("s", 120),
		Expires: midday.Add(14*time.Minute + 32*time.Second),
	}
	l, cmd, _ := l.Update(browserStarted{task: l.task, flow: flow})
	if cmd == nil || l.phase != browsing {
		t.Fatalf("phase %v: want the page", l.phase)
	}
	return l
}

// refused returns a screen whose sign-in the keychain did not accept.
func refused(t *testing.T, account *fakeAccount) Screen {
	t.Helper()
	l := shownCode(t, account)
	why := &auth.Error{Code: auth.CodeNotSaved, Err: &auth.Error{Code: auth.CodeKeychainLocked, Sentence: "The keychain is locked.", Hint: "Unlock it."}}
	l, _, _ = l.Update(signInEnded{task: l.task, tokens: authtest.Tokens("kept", midday), err: why})
	if l.phase != unsaved || l.tokens.Access.IsZero() {
		t.Fatalf("phase %v: want the choice of another place, with the tokens", l.phase)
	}
	return l
}

// after returns the screen after the letter of a way to sign in, and after the pause
// in which it might be the start of a text.
func after(l Screen, letter string) (Screen, tea.Cmd, Event) {
	l, cmd, event := l.Update(screen.Key(letter))
	if l.ahead.holds() {
		return l.Update(letterHeld{l.ahead.edits})
	}
	return l, cmd, event
}

// typing types text.
func typing(l Screen, text string) Screen {
	for _, r := range text {
		l, _, _ = l.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return l
}

func TestWaysScreens(t *testing.T) {
	locked, _ := New(Options{Account: &fakeAccount{}, Why: locked(), Copier: noCopier(), Now: at(midday)})
	typed := typing(locked, "öpen, sesame")
	wrong := typed
	wrong.word = "That is not it."
	choosing, _, _ := refused(t, &fakeAccount{}).Update(screen.Key("s"))
	twice, _, _ := typing(choosing, "one").Update(screen.Key("enter"))
	saves, _, _ := refused(t, &fakeAccount{}).Update(screen.Key("m"))
	named := shownCode(t, &fakeAccount{})
	named.Name, named.Back, named.again = "work", true, true
	for _, test := range []struct {
		name          string
		Screen        Screen
		ascii         bool
		width, height int
	}{
		{"browser-here-80x24", onPage(t, BrowserHere), false, 80, 24},
		{"browser-elsewhere-80x24", onPage(t, BrowserElsewhere), false, 80, 24},
		{"browser-elsewhere-40x12", onPage(t, BrowserElsewhere), false, 40, 12},
		{"locked-80x24", wrong, false, 80, 24},
		{"locked-ascii-40x12", typed, true, 40, 12},
		{"unsaved-80x24", refused(t, &fakeAccount{}), false, 80, 24},
		{"unsaved-40x12", refused(t, &fakeAccount{}), false, 40, 12},
		{"sealing-80x24", choosing, false, 80, 24},
		{"sealing-twice-40x12", twice, false, 40, 12},
		{"keeping-80x24", saves, false, 80, 24},
		{"account-80x24", named, false, 80, 24},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := style.New(themes.All()[0].Dark, test.ascii)
			golden.Check(t, test.name, ansi.Strip(test.Screen.View(st, test.width, test.height)))
		})
	}
}

// TestWaysFitEverySize checks that every screen fits, and shows what the person needs.
func TestWaysFitEverySize(t *testing.T) {
	locked, _ := New(Options{Account: &fakeAccount{}, Why: locked(), Copier: noCopier(), Now: at(midday)})
	choosing, _, _ := refused(t, &fakeAccount{}).Update(screen.Key("s"))
	for want, l := range map[string]Screen{
		"copylink": onPage(t, BrowserElsewhere), "open": locked, "goon": choosing, "memory": refused(t, &fakeAccount{}),
	} {
		for width := 1; width <= 130; width += 3 {
			for height := 1; height <= 50; height += 3 {
				drawn := ansi.Strip(l.View(darkStyles(), width, height))
				if lines := strings.Split(drawn, "\n"); len(lines) > height || ansi.StringWidth(drawn) > width*len(lines) {
					t.Fatalf("%s in %dx%d: %d lines", want, width, height, len(lines))
				}
				if width >= 30 && height >= 12 && !strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(drawn), want) {
					t.Fatalf("%dx%d: %q is missing:\n%s", width, height, want, drawn)
				}
			}
		}
	}
}

func TestBrowserIsOfferedWhereThereIsOne(t *testing.T) {
	for where, word := range map[Browser]string{NoBrowser: "", BrowserHere: "b browser on this machine", BrowserElsewhere: "b browser elsewhere"} {
		l := shownCode(t, &fakeAccount{})
		l, _, _ = l.Update(offersFound{Offers{Browser: where}})
		if drawn := ansi.Strip(l.View(darkStyles(), 100, 30)); !strings.Contains(drawn, word) || word == "" && strings.Contains(drawn, "browser") {
			t.Errorf("%v: want %q:\n%s", where, word, drawn)
		}
		if _, cmd, _ := after(l, "b"); (cmd != nil) != (where != NoBrowser) {
			t.Errorf("%v: b starts something: %v", where, cmd != nil)
		}
	}
}

func TestBrowserPageIsLeftForTheCode(t *testing.T) {
	l := onPage(t, BrowserElsewhere)
	j := l.task
	l, cmd, out := l.Update(screen.Key("esc"))
	if cmd == nil || out != nil || l.phase != busy || l.page != nil || j.Ctx.Err() == nil {
		t.Errorf("phase %v, event %v: want a code in place of the page", l.phase, out)
	}
	late := browserStarted{task: j, flow: &auth.BrowserFlow{}}
	if l, _, _ := l.Update(late); l.phase != busy {
		t.Errorf("a late page is shown: phase %v", l.phase)
	}
}

// TestSignInWithAPastedAddress plays a sign-in with a browser on another machine. The
// pasted address is never on the screen; one of another sign-in is refused.
func TestSignInWithAPastedAddress(t *testing.T) {
	signIn(t, screen.Options{}, "", func(t *testing.T, p *played) {
		p.code(t)
		p.term.Send(offersFound{Offers{Browser: BrowserElsewhere}})
		p.term.Press("b")
		if !p.term.WaitFor("Open this link", time.Second) {
			t.Fatalf("no page:\n%s", p.term.Text())
		}
		p.term.Press("ctrl+y")
		p.term.Wait(time.Second)
		links := p.term.Copied()
		if len(links) != 1 {
			t.Fatalf("copied %q", links)
		}
		address, err := p.server.Authorize(links[0])
		if err != nil {
			t.Fatal(err)
		}
		p.term.Paste(strings.Replace(address, "state=", "state=x", 1))
		p.term.Press("enter")
		if !p.term.WaitFor("another sign-in", time.Second) {
			t.Errorf("a foreign address is taken:\n%s", p.term.Text())
		}
		p.term.Paste(address[:40] + "\r\n" + address[40:]) // as a narrow terminal breaks it
		p.term.Wait(time.Second)
		if strings.Contains(string(p.term.Output()), "code=") {
			t.Error("the code of the sign-in was on the screen")
		}
		p.term.Press("enter")
		if !p.term.WaitFor("Signed in as", 10*time.Second) {
			t.Fatalf("the screen says:\n%s", p.term.Text())
		}
	})
}

// TestEveryKeychainFaultOffersOtherPlaces checks that each fault shows one sentence
// and the keys of other places, which keep the same sign-in.
func TestEveryKeychainFaultOffersOtherPlaces(t *testing.T) {
	for fault, sentence := range map[authtest.RingFault]string{
		authtest.Absent:    "There is no keychain on this machine.",
		authtest.Locked:    "The keychain is locked.",
		authtest.Hangs:     "The keychain does not answer.",
		authtest.DropsSets: "The keychain did not keep the change.",
		authtest.NoRoom:    "The keychain has no room for the sign-in.",
	} {
		t.Run(sentence, func(t *testing.T) {
			signIn(t, screen.Options{}, "", func(t *testing.T, p *played) {
				ring := authtest.NewRing()
				ring.Fail(fault)
				defer ring.Release()
				p.account.savesIn(auth.NewKeychainOn(ring, "default"))
				p.term.Wait(codePause)
				p.term.Press("n")
				if err := p.server.Approve(p.code(t)); err != nil {
					t.Fatal(err)
				}
				if !p.term.WaitFor("Where shall Banter keep it?", 30*time.Second) || !strings.Contains(p.term.Text(), sentence) {
					t.Fatalf("want %q:\n%s", sentence, p.term.Text())
				}
				p.term.Press("q", "esc", "n", "d", "b", "x") // none of these may lose it
				p.term.Press("r")
				if !p.term.WaitFor("Where shall Banter keep it?", 30*time.Second) {
					t.Fatalf("once more:\n%s", p.term.Text())
				}
				p.term.Press("m")
				if !p.term.WaitFor("in memory only", 30*time.Second) {
					t.Fatalf("kept in memory:\n%s", p.term.Text())
				}
				tokens, err := p.account.store.Load(t.Context())
				if err != nil || tokens.Email == "" {
					t.Errorf("kept %+v, %v", tokens, err)
				}
			})
		})
	}
}

func TestSealingAsksTwice(t *testing.T) {
	account := &fakeAccount{}
	l, _, _ := refused(t, account).Update(screen.Key("s"))
	l, _, _ = typing(l, "one").Update(screen.Key("enter"))
	l, cmd, _ := typing(l, "two").Update(screen.Key("enter"))
	if cmd != nil || l.phase != sealing || !strings.Contains(l.word, "not the same") {
		t.Fatalf("phase %v, word %q", l.phase, l.word)
	}
	l, _, _ = typing(l, "three").Update(screen.Key("enter"))
	l, cmd, _ = typing(l, "three").Update(screen.Key("enter"))
	if cmd == nil || l.phase != keeping {
		t.Fatalf("phase %v", l.phase)
	}
	l, _, _ = l.Update(cmd())
	if l.phase != approved || account.kept != SealedPlace || account.secret != auth.NewSecret("three") {
		t.Errorf("phase %v, kept %v under %v", l.phase, account.kept, account.secret)
	}
}

// TestLeavingAsksBeforeASignInIsLost: it takes Ctrl+C twice, with no other key
// between.
func TestLeavingAsksBeforeASignInIsLost(t *testing.T) {
	saves, _, _ := refused(t, &fakeAccount{}).Update(screen.Key("m"))
	choosing, _, _ := refused(t, &fakeAccount{}).Update(screen.Key("s"))
	for name, l := range map[string]Screen{"unsaved": refused(t, &fakeAccount{}), "sealing": typing(choosing, "one"), "keeping": saves} {
		l, _, out := l.Update(screen.Key("ctrl+c"))
		if out != nil || l.tokens.Access.IsZero() || l.task.Ctx.Err() != nil && name == "keeping" {
			t.Fatalf("%s: one Ctrl+C ends the screen with %#v", name, out)
		}
		if drawn := ansi.Strip(l.View(darkStyles(), 80, 24)); !strings.Contains(drawn, "would be lost") {
			t.Errorf("%s: no word about the loss:\n%s", name, drawn)
		}
		l, _, _ = l.Update(screen.Key("y"))
		if l, _, out = l.Update(screen.Key("ctrl+c")); out != nil {
			t.Errorf("%s: another key between must ask again", name)
		}
		if _, _, out = l.Update(screen.Key("ctrl+c")); out != (Quit{}) {
			t.Errorf("%s: the second Ctrl+C in a row reports %#v", name, out)
		}
	}
}

// TestQuittingAsksWhileAnswersAreWritten, unless the chat comes back.
func TestQuittingAsksWhileAnswersAreWritten(t *testing.T) {
	for _, back := range []bool{false, true} {
		l, _ := New(Options{Account: &fakeAccount{}, Now: time.Now, Back: back, Unfinished: func() int { return 2 }})
		l, _, out := l.Update(screen.Key("ctrl+c"))
		if back {
			if out != (Dismissed{}) {
				t.Errorf("back: %#v", out)
			}
			continue
		}
		if drawn := ansi.Strip(l.View(darkStyles(), 80, 24)); out != nil || !strings.Contains(drawn, "Still 2 answers in the background.") {
			t.Errorf("reports %#v and shows\n%s", out, drawn)
		}
		if _, _, out = l.Update(screen.Key("ctrl+c")); out != (Quit{}) {
			t.Errorf("the second Ctrl+C reports %#v", out)
		}
	}
}

func TestShortPassphrasesAreWarnedOf(t *testing.T) {
	choosing, _, _ := refused(t, &fakeAccount{}).Update(screen.Key("s"))
	for typed, warned := range map[string]bool{"a": true, "öäü": true, "öäüöäüö": true, "long enough": false, "": false} {
		l, _, _ := typing(choosing, typed).Update(screen.Key("enter"))
		if got := strings.Contains(l.word, "Short"); got != warned {
			t.Errorf("%q: word %q", typed, l.word)
		}
		if l, _, _ = l.Update(screen.Key("enter")); typed != "" && (!l.first.IsZero() || l.phase != sealing) {
			t.Errorf("%q: Enter alone does not let choose again", typed)
		}
	}
}

// TestSealingWhereItWasChosenBefore checks that the screen asks for the passphrase at
// once.
func TestSealingWhereItWasChosenBefore(t *testing.T) {
	l := shownCode(t, &fakeAccount{})
	why := &auth.Error{Code: auth.CodeNotSaved, Err: &auth.Error{Code: auth.CodePassphraseRequired, Err: errors.New("nobody to ask")}}
	l, _, _ = l.Update(signInEnded{task: l.task, tokens: authtest.Tokens("kept", midday), err: why})
	if l.phase != sealing {
		t.Errorf("phase %v", l.phase)
	}
	if l, _, _ = l.Update(screen.Key("esc")); l.phase != unsaved || l.tokens.Access.IsZero() {
		t.Errorf("phase %v: want the choice", l.phase)
	}
}

func TestUnlock(t *testing.T) {
	l, _ := New(Options{Account: &fakeAccount{secret: auth.NewSecret("sesame")}, Why: locked(), Copier: noCopier(), Now: at(midday)})
	l, cmd, _ := typing(l, "qn sesam").Update(screen.Key("enter"))
	l, _, _ = l.Update(cmd())
	if l.phase != unlocking || l.word != "That is not it." || !l.field.typed.IsZero() {
		t.Fatalf("phase %v, word %q", l.phase, l.word)
	}
	l, cmd, _ = typing(l, "sesame").Update(screen.Key("enter"))
	if _, _, out := l.Update(cmd()); out == nil {
		t.Error("the right passphrase must enter")
	}
	if l, cmd, _ = l.Update(screen.Key("ctrl+c")); l.task.Ctx.Err() == nil || cmd != nil {
		t.Error("leaving must call the opening off")
	}
}
