package editor_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/editor"
	"banter/tui/keymap"
)

var fuzzKeys = []string{
	"left", "right", "home", "end", "up", "down", "nl", "alt+b", "alt+f", "backspace", "delete",
	"ctrl+w", "alt+d", "ctrl+u", "ctrl+k", "yank", "ctrl+t", "ctrl+z", "alt+z", "tab",
	"alt+y", "ctrl+space", "alt+w", "alt+u", "alt+c",
}

// FuzzEditor plays keys and text in any order. No row may be too wide, the caret
// must be on the screen, and undoing everything and doing it again must give the
// same text.
func FuzzEditor(f *testing.F) {
	f.Add("hello \x01world\x05\x0e\x07", uint8(10), false)
	f.Add("e\u0301漢字\t👨‍👩‍👧\x00\x09\x0b\x12\x13", uint8(1), true)
	f.Add(strings.Repeat("long \n", 20)+"\x0f\x0e\x11\x11\x12", uint8(7), true)
	f.Fuzz(func(t *testing.T, script string, width uint8, paste bool) {
		e := editor.New()
		w := int(width)%40 + 1
		for _, r := range script {
			switch {
			case int(r) < len(fuzzKeys):
				press(e, fuzzKeys[r])
			case paste:
				e.Paste(editor.Clip(strings.Repeat(string(r)+"x\r\n", int(r)%25)))
			default:
				e.Insert(string(r))
			}
			checkView(t, e, w)
		}
		text := e.Text()
		if !utf8.ValidString(text) || termsafe.Text(text) != text {
			t.Fatalf("text is not safe: %q", text)
		}
		steps := 0
		for e.Undo() {
			steps++
		}
		checkView(t, e, w)
		for range steps {
			e.Redo()
		}
		if e.Text() != text {
			t.Fatalf("undone and done again: %q, was %q", e.Text(), text)
		}
	})
}

func checkView(t *testing.T, e *editor.Editor, width int) {
	t.Helper()
	const height = 4
	v := e.View(width, height, func(label string) string { return label })
	if len(v.Rows) == 0 || len(v.Rows) > height {
		t.Fatalf("%d rows", len(v.Rows))
	}
	if v.X < 0 || v.X > width || v.Y < 0 || v.Y >= len(v.Rows) {
		t.Fatalf("caret at %d,%d of %d rows of %d cells", v.X, v.Y, len(v.Rows), width)
	}
	for _, row := range v.Rows {
		if n := ansi.StringWidth(row); n > width && width > 1 {
			t.Fatalf("row %q has %d cells of %d", row, n, width)
		}
	}
}

// BenchmarkKey is a key and the view that follows it, in drafts of any size.
func BenchmarkKey(b *testing.B) {
	for name, draft := range map[string]string{
		"empty":       "",
		"10000-lines": strings.Repeat("a line of a draft that is long since\n", 10000),
		"long-line":   strings.Repeat("word ", 20000),
	} {
		for _, preset := range []string{"", keymap.Vi} {
			b.Run(name+preset, func(b *testing.B) {
				defer func() { _ = keymap.Rebind(nil) }()
				_ = keymap.Rebind(map[string][]string{"preset": {preset}})
				e := editor.New()
				e.Insert(draft)
				for b.Loop() {
					play(e, "x")
					e.Height(80, 10)
					e.View(80, 10, nil)
				}
			})
		}
	}
}

// BenchmarkPaste8MB is a paste that is folded.
func BenchmarkPaste8MB(b *testing.B) {
	text := strings.Repeat("0123456789abcdef 0123456789abcdef\r\n", 8<<20/35)
	for b.Loop() {
		e := editor.New()
		e.Paste(editor.Clip(text))
		e.View(80, 10, func(s string) string { return s })
	}
}
