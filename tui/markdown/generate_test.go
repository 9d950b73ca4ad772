package markdown

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// document returns a random text of every construct, well and badly formed.
func document(r *rand.Rand) string {
	w := &writer{r: r}
	for range 1 + r.IntN(8) {
		w.block(0)
		w.b.WriteString([]string{"", "\n", "\n", "\n\n", "\r\n"}[r.IntN(5)])
	}
	return w.b.String()
}

var snippets = []string{
	"# A heading with `code` #\n", "Setext\n---\n", "Setext [a]\nof two lines\n===\n", "***\n", "- - -\n", "---\n",
	"[a]: https://example.com/a 'title'\n", "[b]: <https://example.com/b>\n[c]: /c\ntext behind\n", "[late]:\n/url\n",
	"see [a], [b][], [the label][c] and [late]\n", "![alt](https://example.com/i.png \"x\") and ![](x)\n",
	"    indented\n\n    code\n", "\tcode after a tab\n", "<div>\n*not markdown*\n</div>\n", "<!-- a\n\ncomment -->\n", "<b>bold</b> <br> x<sup>2</sup>\n",
	"| a | b |\n|---|--:|\n| 1 | `x\\|y` |\n| longer cell text | 2 | 3 |\n", "a | b\n:-:|---\nlast\n", "head\n|-|\n| x |\n===\n",
	"$$\n\\frac{a}{b} = \\sqrt{x}\n$$\n", "\\[\n- x\n\\]\n", "$$\nnever closed\n\ntext\n", "costs $5 and $6, but $x_i^2$ and \\(\\alpha\\)\n",
	"note[^1] and [^longer]\n", "[^1]: The note\n    goes on\n\n    in two paragraphs\n", "[^2]: short\n",
	"**bold *both* text** and ~~struck~~ :rocket: &amp; &#27;[31m &copy\n", "hard  \nbreak and\\\nanother\n", "a\\*b \\` \\[x\\]\n",
	"世界你好，世界。你好世界 text 世界\n", "שלום (abc) עולם 12, 13.\n", "👩‍👩‍👧‍👦 e\u0301 ❤️ 🇩🇪\n", "\x1b[31mred\x1b]8;;http://evil.example\x1b\\x\u202e\n",
	"https://example.com/a_very/long*path?x=1&y=2 www.example.com mail@example.com\n", "> lazy\nquote\n", "+ plus\n\n  loose\n", "0. zero\n7) seven\n",
	"*unclosed **emphasis `code [link](http://\n", "word\n\n\n\nword\n", "#no heading\n", "1986\\. A year\n", "-\n  foo\n", "- [ ] task\n- [x] done\n", "***bold it***\n", "a\rb\r\nc\n",
}

// block writes a block, maybe in a quote or list item.
func (w *writer) block(depth int) {
	switch n := w.r.IntN(20); {
	case n < 2 && depth < 10:
		w.within("> ", "> ", depth)
	case n < 4 && depth < 10:
		w.within("- ", "  ", depth)
	case n < 5 && depth < 10:
		w.within(fmt.Sprintf("%d. ", w.r.IntN(12)), "   ", depth)
	case n < 6:
		w.prose(w.some(4000))
	case n < 8:
		w.fence([]string{"go", "python", "json", "", "nolang", "diff"}[w.r.IntN(6)], w.some(2500))
	case n < 9:
		w.table(w.some(6000))
	case n < 10:
		w.b.WriteString("| a | b |\n|---|---|\n| " + strings.Repeat(w.word()+" ", w.some(1500)) + "| x |\n| y | z |\n")
	case n < 11:
		w.b.WriteString("```text\n" + strings.Repeat(w.word()+" ", w.some(2000)) + "\n```\n")
	default:
		w.b.WriteString(snippets[w.r.IntN(len(snippets))])
	}
}

// some returns a number below most that is mostly small.
func (w *writer) some(most int) int { return w.r.IntN(1 + w.r.IntN(1+w.r.IntN(most))) }

func (w *writer) within(first, others string, depth int) {
	inner := &writer{r: w.r}
	for range 1 + w.r.IntN(3) {
		inner.block(depth + 1)
		if w.r.IntN(2) == 0 {
			inner.b.WriteString("\n")
		}
	}
	mark := first
	for _, l := range strings.SplitAfter(inner.b.String(), "\n") {
		if l != "" {
			w.b.WriteString(mark + l)
		}
		if mark = others; w.r.IntN(40) == 0 {
			mark = "" // lazy, or the end of the container
		}
	}
}

const marks = "\n\n `*_[]()<>|$\\#-+>=~\t\r\x1b\x9b\xff0"

// mutate changes a few bytes.
func mutate(r *rand.Rand, s string) string {
	b := []byte(s)
	for range r.IntN(6) {
		if len(b) > 0 {
			b[r.IntN(len(b))] = marks[r.IntN(len(marks))]
		}
	}
	return string(b)
}

func TestGeneratedDocumentsStream(t *testing.T) {
	n := 2000
	if testing.Short() {
		n = 200
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 99))
		text := document(r)
		if seed%2 == 1 {
			text = mutate(r, text)
		}
		checkStream(t, text, testOptions(1+r.IntN(110)), randomCuts(r, text, 12))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
