package markdown

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

var (
	sgr  = regexp.MustCompile(`^\x1b\[[0-9;]*m$`)
	open = regexp.MustCompile(`^\x1b\]8;id=[0-9a-z]+;(https?://|mailto:)[!-~]+\x1b\\$`)
)

const closeLink = "\x1b]8;;\x1b\\"

// checkRows checks the properties of the rows of every text.
func checkRows(t *testing.T, rows []Line, text string, opts Options) {
	t.Helper()
	for i, l := range rows {
		checkSequences(t, l.Text)
		if w := ansi.StringWidth(l.Text); w > opts.Width {
			t.Fatalf("row %d is %d cells wide, not %d: %q", i, w, opts.Width, l.Text)
		}
		plain := ansi.Strip(l.Text)
		// A sheet of Glamour may have its own blanks there, as behind a heading.
		if opts.Sheet == testSheet && strings.HasSuffix(plain, " ") && strings.Trim(plain, " ") != "" {
			t.Fatalf("row %d ends in blanks: %q", i, l.Text)
		}
		if l.Start < 0 || l.Start > l.End || l.End > len(text) {
			t.Fatalf("row %d shows %d-%d of %d bytes", i, l.Start, l.End, len(text))
		}
		if i > 0 && l.Start < rows[i-1].Start {
			t.Fatalf("row %d shows an earlier place than the row before: %+v after %+v", i, l, rows[i-1])
		}
	}
}

// checkSequences parses a row with a terminal's parser and fails on everything
// but text, SGR and links, and on sequences that stay open.
func checkSequences(t *testing.T, row string) {
	t.Helper()
	if !utf8.ValidString(row) {
		t.Fatalf("not UTF-8: %q", row)
	}
	var state byte
	linked, styled := false, false
	for s := row; s != ""; {
		seq, _, n, next := ansi.DecodeSequence(s, state, nil)
		s, state = s[n:], next
		switch {
		case seq == closeLink:
			linked = false
		case open.MatchString(seq):
			linked = true
		case sgr.MatchString(seq):
			styled = seq != "\x1b[m"
		default:
			for _, r := range seq {
				if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x200b || r >= 0x2028 && r <= 0x202e ||
					r >= 0x2060 && r <= 0x206f || r == 0xfeff || r >= 0xe0000 && r <= 0xe0fff {
					t.Fatalf("%U in %q", r, row)
				}
			}
		}
	}
	if linked || styled {
		t.Fatalf("left open: %q", row)
	}
}

// hostile are texts that try to reach the terminal.
var hostile = []string{
	"\x1b]52;c;aGk=\a \x1b]0;t\a \x1b]9;x\a \x1b]777;notify;a;b\a \x1bPq~\x1b\\ \x1b_Ga\x1b\\ \x1b[2J \u009b31m \u009d0;x\u009c",
	"&#27;[31mred &#x1b;]52;c;aGk=&#7; &#155;x &#x202e;abc &ZeroWidthSpace;",
	"[a](https://example.com/\x1b]52;c;x\a) [b](<javascript:alert(1)>) [c](file:///etc/passwd) ![d](data:x)",
	"[x](https://e.example/&#27;]8;;z) <https://e.example/\u202e> [y]: z\n\n[y]: https://e.example/\x07",
	"```\x1b[31m\u202e\n\x1b]52;c;aGk=\a\u009b31m\n```\n    \x1b[2J\n<div>\x1b[31m</div>",
	"| \x1b[31m | \u202e |\n|---|---|\n| &#27;[m | `\x1b]0;x\a` |",
	"safe text\rEVIL \b\b\b\b \x00 \x7f \ufeff\u200b\u2060 \U000e0041\u2066x",
	"[^\x1b[31m]: note\n- [ ] \x1b[31m\n# \x1b]0;title\a\n$\\text{\x1b[31m}$ \\(\u009b\\)",
	"\x1b**[31m** *\x1b*]52;c;a\a `\x1b`[2J ~~\x1b~~\\[2J",
	"[^\x1b]:0\n\n[^\u202e]: x", "\x9e\x9e0\n0", "\xc00 \xff\xfe **\xc3** [\xe2\x82](http://e.example/\xff)",
	"[a\x1b](x) [\x1b]52;c;x\a](https://a.example)\n\x1b\n\x1b",
}

func FuzzRender(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, 40, 3)
	}
	for _, s := range snippets {
		f.Add(s, 9, 20)
	}
	f.Fuzz(func(t *testing.T, text string, width, cut int) {
		opts := testOptions(min(max(width, 1), 200))
		opts.ASCII, opts.PlainLinks = cut%5 == 0, cut%7 == 0
		checkRows(t, Render(text, opts), text, opts)
		checkStream(t, text, opts, []int{min(max(cut, 0), len(text))})
	})
}

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	for _, text := range hostile {
		for width := 1; width <= 120; width += 7 {
			opts := testOptions(width)
			checkRows(t, Render(text, opts), text, opts)
		}
	}
}

// scripts are texts of scripts that are easily cut in the wrong place.
var scripts = strings.Join([]string{
	"שלום עולם, זה מבחן (בסוגריים) עם English words ו-123 מספרים.",
	"مرحبا بالعالم، هذا اختبار ١٢٣ with English و 12.5%.",
	"世界，你好。これはテストです。「引用」と漢字かな交じり文、カタカナ。한국어 문장도 있습니다.",
	"👩‍👩‍👧‍👦 👨🏽‍🚀 🏳️‍🌈 ❤️ ✈️ 🇩🇪🇫🇷 1️⃣ ☁️ 😀😀😀😀😀😀😀😀😀😀",
	"e\u0301a\u0308o\u0302 Z\u0351\u036b\u0343\u036aa\u0301\u0302\u0303 हिन्दी में क्षत्रिय தமிழ் ไทยภาษา",
	"- item 世界 **你好** `код` שלום\n\n| 名前 | שם | 👩‍👩‍👧 |\n|---|:-:|--:|\n| 世界世界世界 | שלום עולם | ❤️❤️ |\n\n```go\n// 世界 שלום 👩‍👩‍👧‍👦\tx\n```",
}, "\n\n")

func TestNoRowIsTooWide(t *testing.T) {
	for width := 1; width <= 120; width++ {
		opts := testOptions(width)
		checkRows(t, Render(scripts, opts), scripts, opts)
		for _, s := range snippets {
			checkRows(t, Render(s, opts), s, opts)
		}
	}
}

// In windows of a few cells, whose rows cannot be reviewed, nothing is
// lost: rows in a row are the text in the order of its letters.
func TestNarrowRowsLoseNothing(t *testing.T) {
	letters := func(text string, width int) string {
		shown := shownAt(text, Options{Width: width, LogicalOrder: true})
		return strings.NewReplacer(" ", "", "\n", "", "│", "", "•", "", "─", "").Replace(shown)
	}
	texts := strings.Split(scripts, "\n\n")
	texts = append(texts[:5], "# Head\n\n- one\n  - two\n\n> quote [x](https://example.com)\n>\n> > deep **er**", "a\n***\n`code span` and <b>bold</b>")
	for _, text := range texts {
		want := letters(text, 2500)
		for width := 2; width <= 12; width++ {
			if got := letters(text, width); got != want {
				t.Errorf("at width %d %q shows\n%q, not\n%q", width, text, got, want)
			}
		}
		// A wide character does not fit in one cell.
		one := func(r rune) rune {
			if n, w := cluster(string(r)); n > 0 && w == 1 && r < 0x600 {
				return r
			}
			return -1
		}
		if got, want := strings.Map(one, letters(text, 1)), strings.Map(one, want); got != want && !strings.ContainsAny(text, "👩👨") {
			t.Errorf("at width 1 %q shows\n%q, not\n%q", text, got, want)
		}
	}
}
