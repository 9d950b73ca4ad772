package termsafe

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// tricks are the known ways of text to act on a terminal, each with what is
// left of it.
var tricks = []struct{ name, in, want string }{
	{"plain", "héllo\n\twörld ✓ 世界 🚀", "héllo\n\twörld ✓ 世界 🚀"},
	{"SGR", "\x1b[31mred\x1b[0m", "red"},
	{"clear screen", "a\x1b[2J\x1b[3J\x1b[Hb", "ab"},
	{"private mode", "\x1b[?1049hx", "x"},
	{"clipboard, BEL", "a\x1b]52;c;aGk=\ab", "ab"},
	{"clipboard, ST", "a\x1b]52;c;aGk=\x1b\\b", "ab"},
	{"title", "\x1b]0;pwned\ax", "x"},
	{"hyperlink", "\x1b]8;;http://evil.example\x1b\\bank.com\x1b]8;;\x1b\\", "bank.com"},
	{"notification", "\x1b]9;hi\a\x1b]777;notify;a;b\ax", "x"},
	{"sixel", "a\x1bPq#0;2;0;0;0~-\x1b\\b", "ab"},
	{"kitty graphics", "a\x1b_Gf=100;AAAA\x1b\\b", "ab"},
	{"PM and SOS", "a\x1b^x\x1b\\b\x1bXy\x1b\\c", "abc"},
	{"tmux passthrough", "\x1bPtmux;\x1b\x1b]52;c;aGk=\a\x1b\\x", "tmux;x"},
	{"C1 CSI", "\u009b31mred", "red"},
	{"C1 OSC", "a\u009d52;c;aGk=\u009cb", "ab"},
	{"raw C1 bytes", "\x9b31m\x9d0;x\a", "\ufffd31m\ufffd0;x"},
	{"other C1", "a\u0084\u0096b", "ab"},
	{"reset", "\x1bcx", "x"},
	{"charset", "\x1b(0qqq", "qqq"},
	{"unterminated OSC", "\x1b]52;c;aGk=\nthe answer", "52;c;aGk=\nthe answer"},
	{"unterminated at the end", "\x1b]0;title", "0;title"},
	{"unterminated CSI", "\x1b[31\nnext", "\nnext"},
	{"OSC cut by another", "\x1b]0;a\x1b[31mb", "0;ab"},
	{"long OSC is text", "\x1b]" + strings.Repeat("x", 2000) + "\a!", strings.Repeat("x", 2000) + "!"},
	{"backspace", "safe\b\b\b\bEVIL", "safeEVIL"},
	{"carriage return", "safe text\rEVIL", "safe text\nEVIL"},
	{"CR LF", "a\r\nb\r\r\nc", "a\nb\n\nc"},
	{"NUL, VT, FF, DEL", "a\x00b\vc\fd\x7fe", "abcde"},
	{"NEL and separators", "a\u0085b\u2028c\u2029d", "a\nb\nc\nd"},
	{"bidi override", "user\u202e txt.exe\u202c \u2066x\u2069", "user txt.exe x"},
	{"bidi marks", "a\u200eb\u200fc\u061cd", "abcd"},
	{"zero width", "a\u200bb\u2060c\ufeffd\u00ade", "abcde"},
	{"other format characters", "a\U00013430b\U0001bca0c\U0001d173d", "abcd"},
	{"format characters that are seen", "\u0600\u0661 \u06dd \u070f", "\u0600\u0661 \u06dd \u070f"},
	{"tags", "hi\U000e0041\U000e007f!", "hi!"},
	{"text in selectors", "a\ufe0f\ufe0e\ufe00b\U000e0101", "a\ufe0fb"},
	{"emoji family", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"},
	{"emoji with selector", "❤\ufe0f\u200d🔥 ✈\ufe0f", "❤\ufe0f\u200d🔥 ✈\ufe0f"},
	{"lone joiners", "a\u200db\u200cc\u200d", "abc"},
	{"Persian non-joiner", "می\u200cخواهم", "می\u200cخواهم"},
	{"marks", "e\u0301" + strings.Repeat("\u0301", 20) + "x", "e" + strings.Repeat("\u0301", 8) + "x"},
	{"not UTF-8", "a\xffb\xe2\x82", "a\ufffdb\ufffd\ufffd"},
}

func TestText(t *testing.T) {
	for _, test := range tricks {
		t.Run(test.name, func(t *testing.T) {
			if got := Text(test.in); got != test.want {
				t.Errorf("Text(%q)\n got %q\nwant %q", test.in, got, test.want)
			}
			checkFilter(t, test.in)
		})
	}
}

// checkFilter compares a stream cut at every byte, and into single bytes,
// with the whole.
func checkFilter(t *testing.T, s string) {
	t.Helper()
	want := Text(s)
	for i := range len(s) + 1 {
		var f Filter
		if got := f.Push(s[:i]) + f.Push(s[i:]) + f.Flush(); got != want {
			t.Fatalf("cut at %d of %q\n got %q\nwant %q", i, s, got, want)
		}
	}
	var f Filter
	var b strings.Builder
	for i := range len(s) {
		b.WriteString(f.Push(s[i : i+1]))
	}
	if b.WriteString(f.Flush()); b.String() != want {
		t.Fatalf("byte by byte of %q\n got %q\nwant %q", s, b.String(), want)
	}
}

// checkSafe fails if s holds something that a terminal would act on.
func checkSafe(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("not UTF-8: %q", s)
	}
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
		case r < ' ', r >= 0x7f && r < 0xa0,
			r == 0x061c, r == 0x200b, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e,
			r >= 0x2060 && r <= 0x206f, r == 0xfeff, r >= 0xe0000 && r <= 0xe0fff, r == 0x10eeee:
			t.Fatalf("%U in %q", r, s)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, test := range tricks {
		f.Add(test.in, 3)
	}
	f.Fuzz(func(t *testing.T, s string, cut int) {
		got := Text(s)
		checkSafe(t, got)
		if again := Text(got); again != got {
			t.Fatalf("twice\nonce  %q\ntwice %q", got, again)
		}
		checkSafe(t, Visible(s))
		checkSafe(t, Line(s))
		if strings.ContainsAny(Line(s), "\n\t") {
			t.Fatalf("line breaks in %q", Line(s))
		}
		var fl Filter
		cut = min(max(cut, 0), len(s))
		if pushed := fl.Push(s[:cut]) + fl.Push(s[cut:]) + fl.Flush(); pushed != got {
			t.Fatalf("cut at %d\n got %q\nwant %q", cut, pushed, got)
		}
	})
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"  a title ":           "a title",
		"two\r\n\r\n lines\t":  "two lines",
		"\x1b]0;x\aname\n":     "name",
		"":                     "",
		"\n\t":                 "",
		"model\u202e-name\x00": "model-name",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLink(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.com/a?b=c#d":     "https://example.com/a?b=c#d",
		"HTTP://EXAMPLE.com":              "http://EXAMPLE.com",
		"mailto:a@b.example":              "mailto:a@b.example",
		"https://exämple.com/ü x":         "https://ex%C3%A4mple.com/%C3%BC%20x",
		"javascript:alert(1)":             "",
		"file:///etc/passwd":              "",
		"ssh://host":                      "",
		"//example.com":                   "",
		"/path":                           "",
		"https://":                        "",
		"mailto:":                         "",
		"data:text/html,x":                "",
		"https://a.example/\x1b]52;c;a\a": "",
		"https://a.example/\u202e":        "",
		"https://a.example/a\nb":          "",
		"http://[::1":                     "",
		"https://a.example/" + strings.Repeat("x", 3000): "",
	} {
		got, ok := Link(in)
		if got != want || ok != (want != "") {
			t.Errorf("Link(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain\n\ttext":             "plain\n\ttext",
		"\x1b]52;c;aGk=\a":          "␛]52;c;aGk=␇",
		"a\r\nb\rc\x7f":             "a\nb␍c␡",
		"\u202eabc\u009b\U000e0041": "⟨U+202E⟩abc⟨U+009B⟩⟨U+E0041⟩",
		"\xff":                      "⟨FF⟩",
		"👨\u200d👩 a\u200db ✈\ufe0f \ufe0f": "👨\u200d👩 a⟨U+200D⟩b ✈\ufe0f ⟨U+FE0F⟩",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanTextIsNotCopied(t *testing.T) {
	s := strings.Repeat("Clean text, größer, 世界 and 🚀.\n", 50)
	var f Filter
	allocs := testing.AllocsPerRun(20, func() {
		if Text(s) != s || f.Push(s) != s {
			t.Fatal("changed")
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations for clean text", allocs)
	}
}

func BenchmarkText(b *testing.B) {
	shapes := map[string]string{
		"clean":   strings.Repeat("Clean text without anything to do.\n", 300),
		"hostile": strings.Repeat("\x1b]52;c;aGk=\a\u202ea\x1b[31mb\r", 300),
	}
	for name, s := range shapes {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Text(s)
			}
		})
	}
}
