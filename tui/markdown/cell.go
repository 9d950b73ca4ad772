package markdown

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
)

// maxCluster is the longest grapheme cluster, in bytes, that is kept whole.
// Real ones are half of that; hostile ones have no end.
const maxCluster = 64

// tabStop is the distance of tab stops in code, in cells.
const tabStop = 4

// ours is the place of a cell that the renderer adds between cells of the
// source.
const ours = -1

// A cell is one grapheme cluster on its way to the screen. A cell with the
// text "\n" ends its row.
type cell struct {
	text  string
	pos   int // where it begins in the source, or ours
	link  int // index in the links of its block plus one; 0 for none
	style style
	width uint8
	level uint8 // its embedding level plus one; 0 if it is not known
	solid bool  // no row may end after it but at a space
	fixed bool  // a blank that is a mark of the sheet, and stays
}

func (c cell) space() bool   { return c.text == " " && !c.fixed }
func (c cell) newline() bool { return c.text == "\n" }

// cells is a run of cells under construction.
type cells []cell

// String returns the text of the cells.
func (cs cells) String() string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.text)
	}
	return b.String()
}

// add appends foreign text that begins at pos in the source, in the looks of
// like. It is where text passes the sanitizer. If end-pos is not the length
// of the text, all of its cells come from pos, as those of an entity do.
func (cs *cells) add(text string, pos, end int, like cell) {
	safe := termsafe.Text(text)
	step := 1
	if len(safe) != end-pos || len(safe) != len(text) {
		step = 0
	}
	for i := 0; i < len(safe); {
		n, width := cluster(safe[i:])
		c := like
		c.text, c.width, c.pos = safe[i:i+n], uint8(width), pos+i*step
		if safe[i] == '\n' || safe[i] == '\t' {
			c.text, c.width = " ", 1
		}
		if (i > 0 || !cs.merge(c)) && !(width == 0 && cs.endsInZero()) {
			*cs = append(*cs, c)
		}
		i += n
	}
}

// addCode is add for a line of code: tabs go to the next tab stop, counted
// from column col, and the new column is returned.
func (cs *cells) addCode(text string, pos, col int, like cell) int {
	for {
		plain, rest, found := strings.Cut(text, "\t")
		before := len(*cs)
		cs.add(plain, pos, pos+len(plain), like)
		for _, c := range (*cs)[before:] {
			col += int(c.width)
		}
		if !found {
			return col
		}
		pos += len(plain)
		for first := true; first || col%tabStop != 0; first = false {
			c := like
			c.text, c.width, c.pos = " ", 1, pos
			*cs = append(*cs, c)
			col++
		}
		pos++
		text = rest
	}
}

// draw appends text of the renderer's own.
func (cs *cells) draw(text string, pos int, st style) {
	for text != "" {
		n, width := cluster(text)
		*cs = append(*cs, cell{text: text[:n], width: uint8(width), pos: pos, style: st})
		text = text[n:]
	}
}

// mark appends a mark of a sheet. Its blanks are kept.
func (cs *cells) mark(text string, pos int, st style) {
	from := len(*cs)
	cs.draw(text, pos, st)
	for i := from; i < len(*cs); i++ {
		(*cs)[i].fixed = true
	}
}

// newline appends the end of a row.
func (cs *cells) newline(pos int) {
	*cs = append(*cs, cell{text: "\n", pos: pos})
}

// merge joins c to the cell before it if a terminal shows the two as one, such
// as a combining mark that begins a span. It reports whether it did.
func (cs *cells) merge(c cell) bool {
	if len(*cs) == 0 || c.text[0] < utf8.RuneSelf {
		return false
	}
	last := &(*cs)[len(*cs)-1]
	joined := last.text + c.text
	n, width := cluster(joined)
	if n != len(joined) || last.newline() {
		return false
	}
	last.text, last.width = joined, uint8(width)
	return true
}

// endsInZero reports whether the last cell has no width. A second one would
// not be seen, and a row of them would have no end.
func (cs cells) endsInZero() bool {
	return len(cs) > 0 && cs[len(cs)-1].width == 0 && !cs[len(cs)-1].newline()
}

// fit replaces cells that are wider than a whole row.
func (cs cells) fit(width int) {
	if width > 1 {
		return
	}
	for i := range cs {
		if cs[i].width > 1 {
			cs[i].text, cs[i].width = "\ufffd", 1
		}
	}
}

// width returns the cells that cs takes in one row.
func (cs cells) width() int {
	w := 0
	for _, c := range cs {
		w += int(c.width)
	}
	return w
}

// cluster returns the length in bytes and the width in cells of the first
// grapheme cluster of s, which is not empty.
func cluster(s string) (n, width int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return 1, 1
	}
	first, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if len(first) <= maxCluster {
		return len(first), width
	}
	n = maxCluster
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return n, ansi.StringWidth(s[:n])
}
