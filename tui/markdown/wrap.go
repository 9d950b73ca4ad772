package markdown

import (
	"strings"
	"unicode/utf8"
)

// A span is a row's part of a run of cells.
type span struct{ from, to int }

// wrap breaks cells into rows of at most width cells: after spaces, which are
// dropped, after hyphens between letters, around ideographs, and within a word
// only where it is longer than a row. The last row is empty only for an empty
// run. rows is reused.
func wrap(cs cells, width int, rows []span) []span {
	rows = rows[:0]
	i := 0
	for i < len(cs) {
		var row span
		row, i = nextRow(cs, i, width)
		rows = append(rows, row)
	}
	return rows
}

// nextRow returns the row that begins at i and where the one after it begins.
func nextRow(cs cells, i, width int) (row span, next int) {
	w, stop := 0, -1
	for j := i; j < len(cs); j++ {
		c := &cs[j]
		if c.newline() {
			return trim(cs, span{i, j}), j + 1
		}
		if w += int(c.width); w > width {
			switch {
			case c.space():
				return trim(cs, span{i, j}), skipSpaces(cs, j)
			case stop > i:
				return trim(cs, span{i, stop}), stop
			}
			j = max(j, i+1)
			return span{i, j}, j
		}
		if j+1 < len(cs) && mayBreak(cs, j) {
			stop = j + 1
		}
	}
	return trim(cs, span{i, len(cs)}), len(cs)
}

// chop breaks cells into rows at exactly width, as code wants it.
func chop(cs cells, width int, rows []span) []span {
	rows = rows[:0]
	from, w := 0, 0
	for i := range cs {
		if w += int(cs[i].width); w > width && i > from {
			rows = append(rows, span{from, i})
			from, w = i, int(cs[i].width)
		}
	}
	return append(rows, span{from, len(cs)})
}

// withoutBlank drops the rows at the end that hold nothing but the blanks at the
// end of a line.
func withoutBlank(cs cells, rows []span) []span {
	for n := len(rows) - 1; n > 0 && len(trimCells(cs[rows[n].from:rows[n].to])) == 0; n-- {
		rows = rows[:n]
	}
	return rows
}

// trim takes the spaces at the end off a row.
func trim(cs cells, row span) span {
	for row.to > row.from && cs[row.to-1].space() {
		row.to--
	}
	return row
}

func skipSpaces(cs cells, i int) int {
	for i < len(cs) && cs[i].space() {
		i++
	}
	return i
}

// mayBreak reports whether a row may end after cell i, which is not the last.
func mayBreak(cs cells, i int) bool {
	a, b := &cs[i], &cs[i+1]
	if a.space() {
		return !b.space()
	}
	if b.space() || a.solid && b.solid {
		return false
	}
	switch a.text {
	case "-", "–", "—":
		return i > 0 && letter(cs[i-1].text) && letter(b.text)
	}
	if !ideograph(a.text) && !ideograph(b.text) {
		return false
	}
	return !strings.Contains(openers, a.text) && !strings.Contains(closers, b.text)
}

const (
	openers = "([{（「『【〔〈《［｛“‘"
	closers = ")]}.,:;!?%、。，．・：；？！）」』】〕〉》］｝”’…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
)

func letter(s string) bool {
	c := s[0]
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// ideograph reports whether s belongs to a script that breaks between any two
// characters.
func ideograph(s string) bool {
	if s[0] < 0xe2 { // below U+2000
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x2e80 && r < 0xa4d0 || r >= 0xf900 && r < 0xfb00 ||
		r >= 0xff00 && r < 0xffa0 || r >= 0x20000 && r < 0x40000
}
