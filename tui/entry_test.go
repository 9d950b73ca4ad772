package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/auth"
	"banter/tui/style"
)

func TestEntry(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"abc", "abc"},
		{"ab<backspace>c", "ac"},
		{"a👩‍👧<backspace>", "a"},
		{"ab<ctrl+u>c", "c"},
		{"ab cd<ctrl+w>", ""},
		{"ab<ctrl+k><ctrl+y><left>c", "abc"},
		{"<backspace>", ""},
	} {
		var e entry
		for rest := test.keys; rest != ""; {
			if key, after, ok := strings.Cut(strings.TrimPrefix(rest, "<"), ">"); ok && rest[0] == '<' {
				e, _ = e.update(press(key))
				rest = after
				continue
			}
			first, after := style.CutFirstCluster(rest)
			e, _ = e.update(tea.KeyPressMsg{Code: []rune(first)[0], Text: first})
			rest = after
		}
		if got := e.typed.Reveal(); got != test.want {
			t.Errorf("%s: got %q, want %q", test.keys, got, test.want)
		}
	}
	long := entry{}.insert(strings.Repeat("x", 2*entryBytes)).insert("a\x1b\n\u0085b")
	if got := long.typed.Reveal(); got != "ab" {
		t.Errorf("got %q: too much and what cannot be typed must stay out", got)
	}
	if drawn := ansi.Strip(entry{}.insert("secret").view(dark(), 5)); drawn != "•••• " {
		t.Errorf("drawn %q", drawn)
	}
	if text := fmt.Sprintf("%v %+v %#v", long, long, long); strings.Contains(text, "ab\"") || strings.Contains(text, "{ab") {
		t.Errorf("printed: %s", text)
	}
}

// sealedAccount is an Account that a passphrase seals.
type sealedAccount struct {
	standIn
	open bool
}

func (a *sealedAccount) Tokens(ctx context.Context) (auth.Tokens, error) {
	if !a.open {
		return auth.Tokens{}, &auth.Error{Code: auth.CodePassphraseRequired, Sentence: "It needs a passphrase."}
	}
	return a.standIn.Tokens(ctx)
}

// TestPassphraseGoesNowhere types a passphrase, cuts it and types it again:
// no key of the chat brings it back, and it was never on the screen.
func TestPassphraseGoesNowhere(t *testing.T) {
	const passphrase = "correct-horse"
	synctest.Test(t, func(t *testing.T) {
		account := &sealedAccount{standIn: standIn{secret: auth.NewSecret(passphrase)}}
		d := sit(t, desktop{options: func(o *Options) { o.Account = account }})
		defer d.leave()
		d.sees("Type the passphrase")
		d.Type(passphrase)
		d.Press("ctrl+u")
		d.Type(passphrase)
		d.Press("ctrl+w", "ctrl+k")
		d.Paste(passphrase + "\n")
		d.sees(strings.Repeat("•", len(passphrase)))
		d.Press("enter")
		d.sees("Ask something")
		for _, key := range []string{"ctrl+y", "alt+y", "up", "alt+z", "ctrl+p", "ctrl+_"} {
			d.Press(key)
			if got := d.input(); got != "" {
				t.Errorf("%s brought back %q", key, got)
			}
		}
		d.Press("ctrl+r")
		d.seesNot(passphrase)
		if strings.Contains(string(d.Output()), passphrase) || strings.Contains(fmt.Sprintf("%+v", d.model.login), passphrase) {
			t.Error("the passphrase was on the screen, or is kept")
		}
		if len(d.Copied()) > 0 {
			t.Errorf("copied %q", d.Copied())
		}
	})
}
