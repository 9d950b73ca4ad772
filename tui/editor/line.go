package editor

import (
	"slices"

	"banter/tui/wrap"
)

// A line is one line of text. Its cells never change. It finds the starts of its
// rows when they are needed and remembers them for the newest width, so that an
// edit does not cost the rows outside the screen.
type line struct {
	sequence
	width  int
	starts []int // first cells of the rows that are known
	whole  bool  // all rows are known
}

func newLine(cells []cell) *line { return &line{sequence: sequence{}.splice(0, 0, cells)} }

// splice returns a line with mid in the place of cells [from, to). It keeps the
// rows that an edit there cannot change.
func (l *line) splice(from, to int, mid []cell) *line {
	made := &line{sequence: l.sequence.splice(from, to, mid), width: l.width}
	row, found := slices.BinarySearch(l.starts, from)
	if !found {
		row--
	}
	// The word that the edit is in may begin two rows above. Both lines may append
	// to the starts that they share: to each index they write the same.
	if row -= 2; row > 0 {
		made.starts = l.starts[: row+1 : row+1]
	}
	return made
}

// has reports whether the line has a row at width, counted from 0.
func (l *line) has(row, width int) bool {
	l.find(width, func() bool { return len(l.starts) > row })
	return len(l.starts) > row
}

// last returns the number of the last row at width.
func (l *line) last(width int) int {
	l.find(width, func() bool { return false })
	return len(l.starts) - 1
}

// row returns the row that cell i is in at width.
func (l *line) row(i, width int) int {
	l.find(width, func() bool { return len(l.starts) > 0 && l.starts[len(l.starts)-1] > i })
	row, found := slices.BinarySearch(l.starts, i)
	if !found {
		row--
	}
	return row
}

// span returns the cells [from, to) of a row at width.
func (l *line) span(row, width int) (from, to int) {
	if l.has(row+1, width) {
		return l.starts[row], l.starts[row+1]
	}
	return l.starts[row], l.len()
}

// find wraps the line to width until enough rows are known.
func (l *line) find(width int, enough func() bool) {
	if l.width != width {
		l.width, l.starts, l.whole = width, nil, false
	}
	if l.whole || enough() {
		return
	}
	first := 0
	if n := len(l.starts); n > 0 {
		first = l.starts[n-1]
		l.starts = l.starts[:n-1]
	}
	for start := range wrap.Rows(l.len()-first, width, l.measure(first, width)) {
		if l.starts = append(l.starts, first+start); enough() {
			return
		}
	}
	l.whole = true
}

// measure returns a function for [wrap.Rows] over the cells from first on.
func (l *line) measure(first, width int) func(i int) (int, bool) {
	chunk, before := l.locate(first)
	return func(i int) (int, bool) {
		i += first
		for i >= l.ends[chunk] {
			before = l.ends[chunk]
			chunk++
		}
		c := &l.chunks[chunk][i-before]
		return min(c.width, width), blank(*c)
	}
}
