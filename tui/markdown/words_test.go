package markdown

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// codeWords make words as they are in answers about programs, with more or less
// of them that look like marks.
var codeWords = []func(w *writer) string{
	func(w *writer) string { return w.word() + "_" + w.word() },
	func(w *writer) string { return "__" + w.word() + "__" },
	func(w *writer) string { return w.word() + "-" + w.word() + "." + w.word() },
	func(w *writer) string {
		return "/usr/" + w.word() + "/" + w.word() + ".go:" + w.number() + ":" + w.number()
	},
	func(w *writer) string { return `C:\Users\` + w.word() + `\_` + w.word() },
	func(w *writer) string { return "~/" + w.word() },
	func(w *writer) string {
		return "$" + strings.ToUpper(w.word()) + w.one("", ":", "/bin:$PATH", "_ROOT", ";", "=$"+w.word())
	},
	func(w *writer) string { return "${" + w.word() + "}" + w.one("", "/${x}", "$") },
	func(w *writer) string {
		return w.one("$@", "$<", "$$", "$?", "$_", "$1", "$!", "$#", "2>&1", ">/dev/null", "&&", "||", "|", "*.go")
	},
	func(w *writer) string { return "$(" + w.word() + w.one("", ")") + ")" },
	func(w *writer) string {
		return w.word() + ":" + w.word() + w.one("", ":", ":"+w.number(), "::"+w.word())
	},
	func(w *writer) string { return "fe80::" + w.number() + ":" + w.word()[:1] + "%eth0" },
	func(w *writer) string { return w.number() + "." + w.number() + ".0.1:" + w.number() },
	func(w *writer) string {
		return w.one("$", "€", "US$") + w.number() + w.one("", ".50", ",000", "k", "/month", "-$9", "–$9")
	},
	func(w *writer) string { return w.number() + w.one("$", "%", "¢", "°") },
	func(w *writer) string {
		return w.number() + w.one(":", "~", "-", "/", "*", "x", "^") + w.number() + w.one("", ":3")
	},
	func(w *writer) string { return w.one("~", "≈", "<", ">") + w.number() },
	func(w *writer) string {
		return w.one("Map", "List", "Option", "Set") + "<" + w.one("i", "a", "b", "p", "String", "K,V", "Vec<u8>") + ">"
	},
	func(w *writer) string {
		return "<" + w.one("", "/") + w.one("input", "output", "file", "summary", "name", "b", "your-name", "details") + ">"
	},
	func(w *writer) string { return w.one("{", "{{", "%{", "[") + w.word() + w.one("}", "}}", "]") },
	func(w *writer) string {
		return w.one("&copy", "&region;", "&amp;", "&lt;", "&x=1&y=2", "&#65;", "&#x;")
	},
	func(w *writer) string {
		return w.one(`^\d+$`, `/a$|b$/`, `s/x$/y/g`, `[a-z]*`, `\w+\.\w`, `(a|b)*`, `^$`, `\n\t`)
	},
	func(w *writer) string {
		return w.one("a*b", "x**2", "*p", "**kwargs", "i++", "--flag", "a_b_c", "_x", "f(*args)")
	},
	func(w *writer) string {
		return w.one(":tada:", ":x:", "::", ":-)", "TODO:", "@user", "#42", "12:30:00")
	},
	func(w *writer) string { return w.one(`array\[0\]`, `\(x\)`, `\[z\]`, `\$5`, `\*`, "`a b`", "``", "`") },
	func(w *writer) string { return "user@" + w.word() + ".example" },
	(*writer).word, (*writer).word, (*writer).word, (*writer).word,
}

func (w *writer) number() string { return strconv.Itoa(w.r.IntN(300)) }

func (w *writer) one(of ...string) string { return of[w.r.IntN(len(of))] }

// words writes a line of n code-like words.
func (w *writer) words(n int) string {
	parts := []string{"words"}
	for range n {
		parts = append(parts, codeWords[w.r.IntN(len(codeWords))](w))
	}
	return strings.Join(parts, " ")
}

// oracleWords returns the words of a paragraph without the marks that goldmark
// finds, those of CommonMark and of GitHub's autolinks. Tags stay: it cannot know which
// of them are meant as such. One tilde is no mark here, on purpose.
func oracleWords(text string) []string {
	source := []byte(text)
	md := parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(append(parser.DefaultInlineParsers(), util.Prioritized(extension.NewLinkifyParser(), 999))...))
	var b strings.Builder
	_ = ast.Walk(md.Parse(gtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering && n.Parent().Kind() == ast.KindCodeSpan {
				b.Write(n.Segment.Value(source))
			} else if entering {
				b.WriteString(resolved(string(n.Segment.Value(source))))
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(source))
			}
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				if s := n.Segments.At(i); entering {
					b.Write(s.Value(source))
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Fields(b.String())
}

// resolved returns text with its escapes and character references resolved.
func resolved(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]) {
			i++
			b.WriteByte(s[i])
			continue
		}
		end := strings.IndexByte(s[i:], ';')
		if s[i] == '&' && end > 0 && !strings.ContainsAny(s[i+1:i+end], "& ") {
			if text := util.ResolveNumericReferences(util.ResolveEntityNames([]byte(s[i : i+end+1]))); string(text) != s[i:i+end+1] {
				b.Write(text)
				i += end
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Every word of a text is on the screen, and nothing but the marks is gone: in
// paragraphs, items, quotes and cells, whole and as it arrives.
func TestEveryWordIsShown(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 400
	}
	for seed := range n {
		w := &writer{r: rand.New(rand.NewPCG(uint64(seed), 13))}
		text := w.words(1 + w.r.IntN(12))
		want := oracleWords(text)
		opts := Options{Width: 1 << 20, LogicalOrder: true, Printed: seed%2 == 0, Basic: seed%3 == 0}
		for _, lead := range []string{"", "- ", "> ", "# "} {
			got := strings.Fields(shownAt(lead+text, opts))
			if lead == "- " || lead == "> " {
				got = got[1:]
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d: %q is shown as\n%q, want\n%q", seed, lead+text, got, want)
			}
		}
		d := New(opts)
		for i := range len(text) {
			d.Append(text[i : i+1])
			d.Lines()
		}
		d.Finish()
		if got := strings.Fields(strings.Join(plainRows(d.Lines()), " ")); !slices.Equal(got, want) {
			t.Fatalf("seed %d: %q arrives as\n%q, want\n%q", seed, text, got, want)
		}
	}
}
