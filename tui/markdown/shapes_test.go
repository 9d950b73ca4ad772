package markdown

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// shapes are generators of texts of one kind. Each returns at least size
// bytes, the same ones every time.
var shapes = map[string]func(w *writer){
	"mixed":     (*writer).mixed,
	"fence":     func(w *writer) { w.fence("go", w.left()) },
	"list":      func(w *writer) { w.list(w.left()) },
	"table":     func(w *writer) { w.table(w.left()) },
	"paragraph": func(w *writer) { w.prose(w.left()) },
	"quote":     func(w *writer) { w.quote(w.left()) },
	"nested":    func(w *writer) { w.nested(w.left()) },
}

// shape returns a text of about size bytes.
func shape(name string, size int) string {
	w := &writer{r: rand.New(rand.NewPCG(7, 11)), size: size}
	shapes[name](w)
	return w.b.String()[:size]
}

// A writer writes what language models write.
type writer struct {
	b    strings.Builder
	r    *rand.Rand
	size int
}

func (w *writer) left() int { return w.size - w.b.Len() }

var words = strings.Fields(`the a which stream answer terminal render width line
buffer when each parser keeps model token cache returns goroutine channel because
memory slow usually correct and of several interface two window scroll value`)

func (w *writer) word() string { return words[w.r.IntN(len(words))] }

// span writes a few words, some of them styled.
func (w *writer) span() string {
	switch w.r.IntN(24) {
	case 0:
		return "**" + w.word() + " " + w.word() + "**"
	case 1:
		return "*" + w.word() + "*"
	case 2, 3:
		return "`" + w.word() + "_" + w.word() + "()`"
	case 4:
		return fmt.Sprintf("[%s %s](https://example.com/%s/%d)", w.word(), w.word(), w.word(), w.r.IntN(900))
	case 5:
		return "~~" + w.word() + "~~"
	}
	return w.word()
}

func (w *writer) sentence(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = w.span()
	}
	return strings.Join(parts, " ") + "."
}

func (w *writer) prose(n int) {
	for end := w.b.Len() + n; w.b.Len() < end; {
		w.b.WriteString(w.sentence(12) + " ")
	}
	w.b.WriteString("\n")
}

func (w *writer) fence(language string, n int) {
	w.b.WriteString("```" + language + "\n")
	for end := w.b.Len() + n; w.b.Len() < end; {
		fmt.Fprintf(&w.b, "// %s %s the %s.\nfunc %s(in []string, max int) error {\n", w.word(), w.word(), w.word(), w.word())
		fmt.Fprintf(&w.b, "\tfor i, s := range in {\n\t\tif i >= max || s == %q {\n\t\t\treturn fmt.Errorf(\"%s at %%d: %%q\", i, s)\n\t\t}\n\t\tout[s] += %d * len(s) // %s\n\t}\n\treturn nil\n}\n\n", w.word(), w.word(), w.r.IntN(99), w.word())
	}
	w.b.WriteString("```\n")
}

func (w *writer) list(n int) {
	for end := w.b.Len() + n; w.b.Len() < end; {
		w.b.WriteString("- " + w.sentence(4+w.r.IntN(16)) + "\n")
		if w.r.IntN(3) == 0 {
			w.b.WriteString("  - " + w.sentence(5) + "\n")
		}
	}
}

func (w *writer) table(n int) {
	w.b.WriteString("| Name | Kind | What it does | Count |\n|------|:----:|--------------|------:|\n")
	for end := w.b.Len() + n; w.b.Len() < end; {
		fmt.Fprintf(&w.b, "| %s | %s | %s | %d |\n", w.word(), w.span(), w.sentence(4+w.r.IntN(8)), w.r.IntN(5000))
	}
}

func (w *writer) quote(n int) {
	for end := w.b.Len() + n; w.b.Len() < end; {
		w.b.WriteString("> " + w.sentence(14) + "\n> " + w.sentence(9) + "\n>\n")
	}
}

func (w *writer) nested(n int) {
	for end := w.b.Len() + n; w.b.Len() < end; {
		w.b.WriteString("- " + w.sentence(8) + "\n  > " + w.sentence(9) + "\n  >\n  > 1. " + w.sentence(7) + "\n  >    - " + w.sentence(6) + "\n")
	}
}

// mixed writes sections as in an answer about programming.
func (w *writer) mixed() {
	w.b.WriteString("# How to stream markdown to a terminal 🚀\n\n")
	for i := 1; w.left() > 0; i++ {
		fmt.Fprintf(&w.b, "## %d. %s %s\n\n", i, w.word(), w.word())
		w.prose(300)
		w.b.WriteString("\n")
		switch w.r.IntN(3) {
		case 0, 1:
			w.fence("go", 500)
		default:
			w.fence("json", 60)
		}
		w.b.WriteString("\n")
		w.prose(200)
		w.b.WriteString("\n> " + w.sentence(12) + "\n\n")
		w.list(500)
		w.b.WriteString("\n")
		for n := range 3 {
			fmt.Fprintf(&w.b, "%d. **%s**: %s\n   - %s\n", n+1, w.word(), w.sentence(9), w.sentence(5))
		}
		if w.b.WriteString("\n"); i%3 == 0 {
			w.table(300)
			w.b.WriteString("\n---\n\n")
		}
	}
}
