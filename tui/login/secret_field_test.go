package login

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/screen"
	"banter/tui/style"
)

func TestSecretField(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"abc", "abc"},
		{"ab<backspace>c", "ac"},
		{"a👩‍👧<backspace>", "a"},
		{"ab<ctrl+u>c", "c"},
		{"ab cd<ctrl+w>", ""},
		{"ab<ctrl+k><ctrl+y><left>c", "abc"},
		{"<backspace>", ""},
	} {
		var e secretField
		for rest := test.keys; rest != ""; {
			if key, after, ok := strings.Cut(strings.TrimPrefix(rest, "<"), ">"); ok && rest[0] == '<' {
				e, _ = e.update(screen.Key(key))
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
	long := secretField{}.insert(strings.Repeat("x", 2*maxSecretBytes)).insert("a\x1b\n\u0085b")
	if got := long.typed.Reveal(); got != "ab" {
		t.Errorf("got %q: text that is too long, and control characters, must be left out", got)
	}
	if drawn := ansi.Strip(secretField{}.insert("secret").view(darkStyles(), 5)); drawn != "•••• " {
		t.Errorf("drawn %q", drawn)
	}
	if text := fmt.Sprintf("%v %+v %#v", long, long, long); strings.Contains(text, "ab\"") || strings.Contains(text, "{ab") {
		t.Errorf("printed: %s", text)
	}
}
