package login

import (
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/internal/screen"
)

// TestTextIsForTheChat types words that begin with the letter of each way to sign in:
// nothing of them is lost, and none of the ways is taken.
func TestTextIsForTheChat(t *testing.T) {
	for _, text := range []string{"hello", "can you", "new one", "do", "quick", "bye", "oops", "日本", "q?", " indented"} {
		l := shownCode(t, &fakeAccount{offers: Offers{Browser: BrowserHere, CodexFile: true}})
		l, _, _ = l.Update(offersFound{l.Account.Offers()})
		before := l.task
		typed := typing(l, text)
		late, _, _ := typed.Update(letterHeld{1})
		if typed.Typed() != text || late.Typed() != text || late.task != before || late.phase != waiting {
			t.Errorf("%q: the chat gets %q, phase %v", text, late.Typed(), late.phase)
		}
	}
}

func TestTextForTheChatIsEdited(t *testing.T) {
	for want, keys := range map[string][]string{
		"helo":       {"backspace", "backspace", "o"},
		"":           {"ctrl+u"},
		"hello\nyou": {"enter", "enter", "y", "o", "u"},
		"hello":      {"enter", "up", "ctrl+l"},
		"d":          {"esc", "d"}, // a letter of a way again
	} {
		l := typing(shownCode(t, &fakeAccount{}), "hello")
		for _, key := range keys {
			l, _, _ = l.Update(screen.Key(key))
		}
		if got := l.Typed(); strings.ReplaceAll(got, "\n\n", "\n") != want {
			t.Errorf("%v: %q, want %q", keys, got, want)
		}
		if l.ahead.holds() != (want == "d") {
			t.Errorf("%v: whether a letter may act is %t", keys, l.ahead.holds())
		}
	}
}

// TestHeldDownLetterActs: impatience is no text.
func TestHeldDownLetterActs(t *testing.T) {
	account := &fakeAccount{}
	l := typing(shownCode(t, account), "ddd")
	l, cmd, _ := l.Update(letterHeld{l.ahead.edits})
	if cmd == nil || l.phase != busy || l.Typed() != "" {
		t.Fatalf("phase %v, and the chat gets %q", l.phase, l.Typed())
	}
	l = typing(shownCode(t, account), "d")
	l, cmd, _ = l.Update(screen.Key("enter"))
	if l, _, _ = l.Update(cmd()); l.phase != busy {
		t.Errorf("phase %v: Enter must not wait for the pause", l.phase)
	}
	if l, _, _ = after(shownCode(t, account), " "); l.ahead.text != "" {
		t.Errorf("a blank alone is text: %q", l.ahead.text)
	}
}

// TestTextThatEndsTheSignIn: the first key after the sign-in shows the chat, which gets
// it.
func TestTextThatEndsTheSignIn(t *testing.T) {
	l := shownCode(t, &fakeAccount{})
	l, _, _ = typing(l, "he").Update(signInEnded{task: l.task, tokens: auth.Tokens{Email: "ada@example.org"}})
	l, _, out := l.Update(screen.Key("q"))
	if _, ok := out.(SignedIn); !ok || l.Typed() != "heq" {
		t.Errorf("event %#v, and the chat gets %q", out, l.Typed())
	}
}

// TestPassphraseIsNotForTheChat: where a passphrase is asked for, no key is for another
// place.
func TestPassphraseIsNotForTheChat(t *testing.T) {
	opened, _ := New(Options{Account: &fakeAccount{}, Why: locked(), Copier: noCopier(), Now: at(midday)})
	opened = typing(opened, "sesame")
	opened, _, _ = opened.Update(screen.Key("enter"))
	opened = typing(opened, "early")
	opened, _, _ = opened.Update(unlocked{task: opened.task, err: &auth.Error{Code: auth.CodePassphraseWrong}})

	asked := shownCode(t, &fakeAccount{})
	asked, _, _ = typing(asked, "early").Update(signInEnded{task: asked.task, err: locked()})
	for _, l := range []Screen{opened, asked} {
		if l.phase != unlocking || l.Typed() != "" {
			t.Errorf("phase %v, and the chat gets %q", l.phase, l.Typed())
		}
	}
}

// TestTextForTheChatIsShown: the row is where the keys are, which are text by then, and
// nothing else moves.
func TestTextForTheChatIsShown(t *testing.T) {
	for _, size := range []screen.Options{{Width: 80, Height: 24}, {Width: 40, Height: 10}, {Width: 120, Height: 40}} {
		signIn(t, size, "", func(t *testing.T, p *played) {
			p.code(t)
			before := strings.Split(p.term.Text(), "\n")
			p.term.Type("how do goroutines differ from threads?")
			p.term.Wait(time.Millisecond)
			differ := 0
			for i, row := range strings.Split(p.term.Text(), "\n") {
				if row != before[i] && !strings.Contains(row, "left") {
					differ++
				}
			}
			if !p.term.WaitFor("threads?", time.Second) || differ != 1 && size.Width > 40 { // where the keys have one row
				t.Errorf("%d rows differ, want one that ends with the text:\n%s", differ, p.term.Text())
			}
		})
	}
}
