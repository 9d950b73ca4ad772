package style

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/screen"
	"banter/themes"
)

func TestFieldEdits(t *testing.T) {
	for _, test := range []struct{ typed, keys, want string }{
		{"abc", "backspace", "ab|"},
		{"e\u0301👨‍👩‍👧", "backspace", "e\u0301|"},
		{"e\u0301👨‍👩‍👧", "left left", "|e\u0301👨‍👩‍👧"},
		{"abc", "left left delete", "a|c"},
		{"abc", "ctrl+a right", "a|bc"},
		{"abc", "ctrl+a ctrl+e", "abc|"},
		{"two words ", "ctrl+w", "two |"},
		{"two words", "left left ctrl+u", "|ds"},
		{"two words", "left left ctrl+k", "two wor|"},
		{"", "backspace delete left right ctrl+w", "|"},
	} {
		f := NewTextField(test.typed)
		for _, key := range strings.Fields(test.keys) {
			f, _ = f.Update(screen.Key(key))
		}
		if got := f.before + "|" + f.after; got != test.want {
			t.Errorf("%q after %s: got %q, want %q", test.typed, test.keys, got, test.want)
		}
	}
}

func TestFieldTakesAPasteAsOneSafeLine(t *testing.T) {
	f, ok := NewTextField("a ").Update(tea.PasteMsg{Content: "two\r\nlines\x1b]52;c;AA\a\u202e"})
	if !ok || f.Text() != "a two lines" {
		t.Errorf("got %q", f.Text())
	}
}

func TestFieldCaretStaysInside(t *testing.T) {
	f := NewTextField("長い題名長い題名")
	for range 9 {
		for width := 1; width < 20; width++ {
			drawn, caret := f.View(New(themes.All()[0].Dark, false), width)
			if caret < 0 || caret >= width || ansi.StringWidth(drawn) > width {
				t.Fatalf("width %d: caret %d in %q", width, caret, ansi.Strip(drawn))
			}
		}
		f, _ = f.Update(screen.Key("left"))
	}
}

func FuzzField(f *testing.F) {
	f.Add("a👨‍👩‍👧e\u0301", "lrdbwukae", 5)
	f.Add("", "", 0)
	f.Add("\u0301\u200d", "lll", 3)
	f.Add("one\u3000two\u2003three\u00a0four\u0085five", "wlwrwaw", 9)
	f.Fuzz(func(t *testing.T, text, keys string, width int) {
		names := map[rune]string{'l': "left", 'r': "right", 'd': "delete", 'b': "backspace", 'w': "ctrl+w", 'u': "ctrl+u", 'k': "ctrl+k", 'a': "home", 'e': "end"}
		width %= 200
		line, _ := TextField{}.Update(tea.PasteMsg{Content: text})
		for _, r := range keys {
			if name, ok := names[r]; ok {
				line, _ = line.Update(screen.Key(name))
			}
		}
		drawn, caret := line.View(New(themes.All()[0].Dark, false), width)
		if whole := line.Text(); !utf8.ValidString(whole) {
			t.Errorf("a character is cut in half: %q", whole)
		}
		if width > 0 && (caret < 0 || caret >= width || ansi.StringWidth(drawn) > width) {
			t.Errorf("width %d: caret %d in %q", width, caret, drawn)
		}
	})
}

func TestWordsAreCutWhole(t *testing.T) {
	for _, blank := range []string{" ", "\t", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u202f", "\u205f", "\u3000"} {
		text := "one" + blank + "漢字" + blank
		for _, want := range []string{"one" + blank, ""} {
			if text = CutLastWord(text); text != want {
				t.Errorf("behind %+q: %q is left, want %q", blank, text, want)
			}
		}
	}
}
