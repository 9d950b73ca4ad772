package editor

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A line is one line of text. Its cells never change; where its rows start is
// remembered for the width that was asked for last.
type line struct {
	cells  []cell
	width  int
	starts []int // first cell of each row; the first is 0
}

func newLine(cells []cell) *line { return &line{cells: cells} }

// place is one row of the screen: the row-th of a line.
type place struct{ line, row int }

// rows returns where the rows of the line start when it is wrapped to width:
// after a blank where there is one, else anywhere. Blanks that do not fit hang
// over the edge.
func (l *line) rows(width int) []int {
	if l.width == width {
		return l.starts
	}
	starts := []int{0}
	x, word, wordX := 0, 0, 0 // word: the first cell behind the last blank
	for i, c := range l.cells {
		w := min(c.width, width)
		if x+w > width && !blank(c) {
			if word > starts[len(starts)-1] {
				starts, x = append(starts, word), x-wordX
			} else {
				starts, x = append(starts, i), 0
			}
		}
		x += w
		if blank(c) {
			word, wordX = i+1, x
		}
	}
	l.width, l.starts = width, starts
	return starts
}

// span returns the cells of a row.
func (e *Editor) span(p place) (from, to int) {
	l := e.lines[p.line]
	starts := l.rows(e.width)
	if p.row+1 < len(starts) {
		return starts[p.row], starts[p.row+1]
	}
	return starts[p.row], len(l.cells)
}

// placeOf returns the row that a caret at p is drawn on.
func (e *Editor) placeOf(p pos) place {
	if len(e.lines) == 0 {
		return place{}
	}
	starts := e.lines[p.line].rows(max(e.width, 1))
	row := len(starts) - 1
	for starts[row] > p.col {
		row--
	}
	return place{p.line, row}
}

// column returns the cell of the screen at which p is on its row.
func (e *Editor) column(at place, p pos) int {
	if len(e.lines) == 0 {
		return 0
	}
	from, _ := e.span(at)
	x := 0
	for _, c := range e.lines[at.line].cells[from:p.col] {
		x += min(c.width, e.width)
	}
	return min(x, e.width)
}

// nearest returns the place on a row that is nearest to column x from the left.
func (e *Editor) nearest(at place, x int) pos {
	from, to := e.span(at)
	wraps := at.row+1 < len(e.lines[at.line].rows(e.width))
	p := pos{at.line, from}
	for _, c := range e.lines[at.line].cells[from:to] {
		if x -= min(c.width, e.width); x < 0 || wraps && p.col == to-1 {
			break
		}
		p.col++
	}
	return p
}

func (e *Editor) above(p place) (place, bool) {
	switch {
	case p.row > 0:
		return place{p.line, p.row - 1}, true
	case p.line > 0:
		return place{p.line - 1, len(e.lines[p.line-1].rows(e.width)) - 1}, true
	}
	return p, false
}

func (e *Editor) below(p place) (place, bool) {
	switch {
	case len(e.lines) == 0:
		return p, false
	case p.row+1 < len(e.lines[p.line].rows(e.width)):
		return place{p.line, p.row + 1}, true
	case p.line+1 < len(e.lines):
		return place{p.line + 1, 0}, true
	}
	return p, false
}

// Height returns how many rows the text takes at width, at least 1 and at most
// limit.
func (e *Editor) Height(width, limit int) int {
	rows := 0
	for _, l := range e.lines {
		if rows += len(l.rows(max(width, 1))); rows >= limit {
			return limit
		}
	}
	return max(rows, 1)
}

// A View is the part of the text that is on the screen. Rows hold no escape
// sequences but those that the caller's draw made.
type View struct {
	Rows         []string
	X, Y         int  // the caret, from the first cell of the first row; X may be width
	Above, Below bool // there is more text that way
}

// View returns at most height rows of width cells, scrolled so that the caret
// is among them. fold draws the label of a folded paste.
func (e *Editor) View(width, height int, fold func(label string) string) View {
	e.width = max(width, 1)
	here := e.placeOf(e.caret)
	e.scroll(here, max(height, 1))
	v := View{X: e.column(here, e.caret), Above: e.top != place{}}
	at, more := e.top, true
	for len(v.Rows) < height && more {
		if at == here {
			v.Y = len(v.Rows)
		}
		v.Rows = append(v.Rows, e.drawn(at, fold))
		at, more = e.below(at)
	}
	v.Below = more
	return v
}

// scroll moves the top as little as it takes to show the caret's row, and not
// to show less than there is.
func (e *Editor) scroll(here place, height int) {
	e.top.line = min(e.top.line, max(len(e.lines)-1, 0))
	if len(e.lines) > 0 {
		e.top.row = min(e.top.row, len(e.lines[e.top.line].rows(e.width))-1)
	}
	if here.before(e.top) {
		e.top = here
	}
	if lowest := e.up(here, height-1); e.top.before(lowest) {
		e.top = lowest
	}
	if fullest := e.up(e.placeOf(e.end()), height-1); fullest.before(e.top) {
		e.top = fullest
	}
}

// up returns the row that is n rows above p, or the first one.
func (e *Editor) up(p place, n int) place {
	for ok := true; n > 0 && ok; n-- {
		p, ok = e.above(p)
	}
	return p
}

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.row < q.row
}

// drawn returns one row as text.
func (e *Editor) drawn(at place, fold func(string) string) string {
	if len(e.lines) == 0 {
		return ""
	}
	var b strings.Builder
	from, to := e.span(at)
	x := 0
	for _, c := range e.lines[at.line].cells[from:to] {
		if x += min(c.width, e.width); x > e.width {
			break // blanks that hang over the edge
		}
		switch {
		case c.fold != nil:
			b.WriteString(fold(ansi.Truncate(c.fold.label, e.width, "")))
		case c.text == "\t":
			b.WriteString(strings.Repeat(" ", min(tabWidth, e.width)))
		default:
			b.WriteString(c.text)
		}
	}
	return b.String()
}
