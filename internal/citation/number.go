package citation

import "strings"

// Numbered is a text with the numbers of its sources.
type Numbered struct {
	Text string
	cuts []cut // in order
}

// A cut is a number in the text.
type cut struct {
	at     int // byte of the text without numbers
	before int // bytes of the numbers before it
	size   int // bytes
}

// Number puts the numbers of the sources into the text that w was read with. form
// writes a number.
func (w Web) Number(text string, form func(number int) string) Numbered {
	if len(w.marks) == 0 {
		return Numbered{Text: text}
	}
	var n Numbered
	var b strings.Builder
	from, added := 0, 0
	for _, m := range w.marks {
		b.WriteString(text[from:m.at])
		number := form(m.number)
		b.WriteString(number)
		n.cuts = append(n.cuts, cut{m.at, added, len(number)})
		from, added = m.at, added+len(number)
	}
	b.WriteString(text[from:])
	n.Text = b.String()
	return n
}

// Has reports whether there are numbers.
func (n Numbered) Has() bool { return len(n.cuts) > 0 }

// Source returns the byte of the text without numbers for a byte of Text. A byte of a
// number has the place of the number.
func (n Numbered) Source(at int) int {
	for i := len(n.cuts) - 1; i >= 0; i-- {
		c := n.cuts[i]
		if start := c.at + c.before; at > start {
			return max(c.at, at-c.before-c.size)
		}
	}
	return at
}
