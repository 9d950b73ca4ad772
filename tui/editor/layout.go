package editor

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// screenRow is a row of the screen: a line, and the number of a row in it.
type screenRow struct{ line, row int }

// rowOf returns the row on which a caret at p is drawn.
func (e *Editor) rowOf(p pos) screenRow {
	if len(e.lines) == 0 {
		return screenRow{}
	}
	return screenRow{p.line, e.lines[p.line].row(p.col, e.width)}
}

// column returns the column of p on its row, in cells.
func (e *Editor) column(at screenRow, p pos) int {
	if len(e.lines) == 0 {
		return 0
	}
	l := e.lines[at.line]
	from, _ := l.span(at.row, e.width)
	x := 0
	for _, c := range l.part(from, p.col) {
		x += min(c.width, e.width)
	}
	return min(x, e.width)
}

// nearest returns the position on a row at column x, or the next one to the left.
func (e *Editor) nearest(at screenRow, x int) pos {
	l := e.lines[at.line]
	from, to := l.span(at.row, e.width)
	wraps := to < l.len()
	p := pos{at.line, from}
	for _, c := range l.part(from, to) {
		if x -= min(c.width, e.width); x < 0 || wraps && p.col == to-1 {
			break
		}
		p.col++
	}
	return p
}

// above returns the row above p, and whether p has one.
func (e *Editor) above(p screenRow) (screenRow, bool) {
	switch {
	case p.row > 0:
		return screenRow{p.line, p.row - 1}, true
	case p.line > 0:
		return screenRow{p.line - 1, e.lines[p.line-1].last(e.width)}, true
	}
	return p, false
}

// below returns the row below p, and whether p has one.
func (e *Editor) below(p screenRow) (screenRow, bool) {
	switch {
	case len(e.lines) == 0:
		return p, false
	case e.lines[p.line].has(p.row+1, e.width):
		return screenRow{p.line, p.row + 1}, true
	case p.line+1 < len(e.lines):
		return screenRow{p.line + 1, 0}, true
	}
	return p, false
}

// Height returns the number of rows of the text at width, at least 1 and at most
// limit.
func (e *Editor) Height(width, limit int) int {
	rows := 0
	for _, l := range e.lines {
		if width = max(width, 1); l.has(limit-rows, width) {
			return limit
		}
		if rows += l.last(width) + 1; rows >= limit {
			return limit
		}
	}
	return max(rows, 1)
}

// A View is the part of the text that is on the screen. Its rows hold no escape
// sequences except those of the caller's functions.
type View struct {
	Rows         []string
	X, Y         int  // position of the caret, in cells of Rows; X may be width
	Above, Below bool // more text follows in that direction
}

// View returns at most height rows of width cells, scrolled to show the caret.
// fold draws the label of a folded paste.
func (e *Editor) View(width, height int, fold func(label string) string) View {
	e.width = max(width, 1)
	e.fit()
	here := e.rowOf(e.caret)
	e.scroll(here, max(height, 1))
	v := View{X: e.column(here, e.caret), Above: e.top != screenRow{}}
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

// scroll moves the top as little as possible to show the caret's row, and as many
// rows as fit.
func (e *Editor) scroll(here screenRow, height int) {
	e.top.line = min(e.top.line, max(len(e.lines)-1, 0))
	if len(e.lines) > 0 && !e.lines[e.top.line].has(e.top.row, e.width) {
		e.top.row = e.lines[e.top.line].last(e.width)
	}
	if here.before(e.top) {
		e.top = here
	}
	if lowest := e.up(here, height-1); e.top.before(lowest) {
		e.top = lowest
	}
	below, shown := e.top, 1
	for more := true; more && shown < height; {
		if below, more = e.below(below); more {
			shown++
		}
	}
	e.top = e.up(e.top, height-shown)
}

// up returns the row n rows above p, or the first row.
func (e *Editor) up(p screenRow, n int) screenRow {
	for ok := true; n > 0 && ok; n-- {
		p, ok = e.above(p)
	}
	return p
}

func (p screenRow) before(q screenRow) bool {
	return p.line < q.line || p.line == q.line && p.row < q.row
}

// drawn returns one row as text.
func (e *Editor) drawn(at screenRow, fold func(string) string) string {
	if len(e.lines) == 0 {
		return ""
	}
	l := e.lines[at.line]
	from, to := l.span(at.row, e.width)
	cells := e.fitting(l.part(from, to))
	first, last := e.selectedIn(at.line, from, len(cells))
	return e.text(cells[:first], fold) + e.selected(cells[first:last]) + e.text(cells[last:], fold)
}

// fitting returns cells without the blanks that hang over the edge.
func (e *Editor) fitting(cells []cell) []cell {
	x := 0
	for i, c := range cells {
		if x += min(c.width, e.width); x > e.width {
			return cells[:i]
		}
	}
	return cells
}

// text returns cells as text to show.
func (e *Editor) text(cells []cell, fold func(string) string) string {
	var b strings.Builder
	for _, c := range cells {
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
