package markdown

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// wholeParagraph returns a paragraph as goldmark reads it in one piece.
func wholeParagraph(text string, opts Options) string {
	sheet := newStyleSheet(opts)
	in := inliner{styles: sheet, opts: &opts, refs: newRefs()}
	var cs cells
	in.paragraph(&passage{text, []part{{0, 0}}}, &cs, sheet.text)
	w := styleWriter{styles: sheet, links: in.links}
	var rows []string
	for _, row := range wrap(cs, opts.Width, nil) {
		rows = append(rows, w.row(nil, cs[row.from:row.to]))
	}
	return strings.Join(rows, "\n")
}

func renderedStyles(text string, opts Options) string {
	var rows []string
	for _, l := range Render(text, opts) {
		rows = append(rows, l.Text)
	}
	return strings.Join(rows, "\n")
}

// words of about n bytes.
func long(n int) string { return strings.TrimSpace(strings.Repeat("some words of it, ", n/18)) }

// A span may be as long as it likes: its marks go, its look stays, and a mark
// that begins no span is shown.
func TestLongSpans(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	for name, text := range map[string]string{
		"bold":                 "**" + long(3000) + "** end",
		"italic":               "Intro. _" + long(1500) + "_, end",
		"both":                 "***" + long(1500) + "***",
		"bold in italic":       "*a **" + long(2500) + "** b*",
		"italic in bold":       "**a *" + long(2500) + "* b** c",
		"struck":               "x ~~" + long(1500) + "~~ y",
		"code":                 "x `" + long(3000) + " *a* [b](c)` y *z*",
		"code of two":          "``" + long(1500) + " ` " + long(900) + "`` y",
		"code in bold":         "**bold `" + long(3000) + "` bold** plain",
		"spans in bold":        "**" + strings.Repeat("a *b* `c` [d](https://e.example) f ", 90) + "** g",
		"lines":                "**" + strings.ReplaceAll(long(3000), ", ", ",\n") + "**\nend",
		"cjk":                  "这是**" + strings.Repeat("重要提示，", 400) + "**请先",
		"address":              "see [it](https://e.example/?q=" + strings.Repeat("abc", 1000) + ") and *that*",
		"image":                "see ![it](data:image/png;base64," + strings.Repeat("AbC/", 8000) + ") and *that*",
		"never closed":         "a **" + long(3000) + " *b* c",
		"never closed code":    "a `" + long(3000) + " *b* c",
		"stray star":           long(500) + " 5*3 is " + long(3000) + " and *b* c",
		"closed by the outer":  "**a _" + long(2000) + " b** c",
		"many never closed":    strings.Repeat("*a **b ", 1000),
		"brackets in bold":     "**see [1 and " + long(2000) + "** end",
		"a long label is text": "[" + long(1500) + " and *b*",
	} {
		t.Run(name, func(t *testing.T) {
			opts := testOptions(1 << 20)
			if got, want := renderedStyles(text, opts), wholeParagraph(text, opts); got != want {
				t.Errorf("got  %s\nwant %s", difference(got, want), difference(want, got))
			}
			checkStream(t, text, testOptions(70), randomCuts(rand.New(rand.NewPCG(1, 2)), text, 40))
		})
	}
}

// difference returns a around where it begins to differ from b.
func difference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%d of %d: ...%q", i, len(a), a[max(i-60, 0):min(i+100, len(a))])
}

// Long paragraphs of spans in each other are as goldmark reads them, also with
// marks in them that are none. A few in a hundred of those are so tangled that
// a mark is shown which goldmark makes a span.
func TestGeneratedLongSpans(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	different := 0
	for seed := range 300 {
		w := &writer{r: rand.New(rand.NewPCG(uint64(seed), 31))}
		text := w.spans("", 2500)
		opts := testOptions(1 << 20)
		if got, want := renderedStyles(text, opts), wholeParagraph(text, opts); got != want {
			different++
			t.Logf("seed %d: got  %s\nwant %s", seed, difference(got, want), difference(want, got))
		}
		checkStream(t, text, testOptions(60), randomCuts(w.r, text, 20))
	}
	if different > 3 {
		t.Errorf("%d of 300 paragraphs are not as goldmark reads them", different)
	}
}

// spans writes spans in each other, about n bytes, none in one of its kind.
func (w *writer) spans(marks string, n int) string {
	var b strings.Builder
	b.WriteString(w.word())
	for b.Len() < n {
		b.WriteString([]string{" ", " ", " ", "\n"}[w.r.IntN(4)])
		size := w.r.IntN(1 + n/2)
		mark := []string{"**", "~~", "_"}[w.r.IntN(3)]
		switch k := w.r.IntN(12); {
		case k < 3 && !strings.Contains(marks, mark):
			b.WriteString(mark + w.spans(marks+mark, size) + mark)
		case k < 4:
			b.WriteString("`" + w.word() + " " + strings.Repeat(w.word()+" ", size/8) + w.word() + "`")
		case k < 5:
			b.WriteString("[" + w.word() + "](https://e.example/" + strings.Repeat("x", size) + ")")
		case k < 6:
			b.WriteString([]string{"*args", "a*b", "5~10", "~/x", "_x", "x_y", "a]"}[w.r.IntN(7)])
		}
		b.WriteString(" " + w.word())
	}
	return b.String()
}
