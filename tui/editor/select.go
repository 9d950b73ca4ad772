package editor

import "strings"

// Click puts the caret at cell x of row y of the newest View, or at the nearest
// text, and drops the selection.
func (e *Editor) Click(x, y int) {
	e.marked = false
	e.moveTo(e.posAt(x, y))
}

// Drag selects from the position of the last Click to cell x of row y of the newest
// View.
func (e *Editor) Drag(x, y int) {
	if !e.selects {
		e.anchor = e.caret
	}
	e.choose(e.anchor, e.posAt(x, y))
}

// SelectWord selects the word, the blanks or the mark at cell x of row y of the
// newest View.
func (e *Editor) SelectWord(x, y int) {
	from := e.posAt(x, y)
	if from.col > 0 && e.at(from).text == "\n" {
		from.col--
	}
	to, kind := from, kindOf(e.at(from))
	for from.col > 0 && kind != mark && kindOf(e.at(e.left(from))) == kind {
		from.col--
	}
	for to.col < e.cellsOf(to.line) {
		if to.col++; kind == mark || kindOf(e.at(to)) != kind || e.at(to).text == "\n" {
			break
		}
	}
	e.choose(from, to)
}

// SelectLine selects the line at row y of the newest View, over all its rows.
func (e *Editor) SelectLine(y int) {
	p := e.posAt(0, y)
	e.choose(pos{p.line, 0}, pos{p.line, e.cellsOf(p.line)})
}

// Selected returns the selected text, folded pastes in full. It returns "" if no
// text is selected.
func (e *Editor) Selected() string {
	from, to := e.selection()
	if from == to {
		return ""
	}
	var b strings.Builder
	for i, cells := range e.between(from, to) {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, c := range cells {
			b.WriteString(c.text)
		}
	}
	return b.String()
}

// Unselect drops the selection and the mark, and leaves the text and the caret.
func (e *Editor) Unselect() { e.selects, e.marked = false, false }

// Marked reports whether moving the caret selects text.
func (e *Editor) Marked() bool { return e.marked }

// setMark has moves of the caret select text from here on.
func (e *Editor) setMark() {
	e.anchor, e.marked, e.selects, e.last = e.caret, true, false, none
}

// exchangeMark puts the caret at the other end of the selection.
func (e *Editor) exchangeMark() {
	if e.marked || e.selects {
		e.anchor, e.caret = e.caret, e.anchor
		e.goal, e.last = -1, none
	}
}

// ShowSelection has View draw selected text with draw, which must not change
// its width.
func (e *Editor) ShowSelection(draw func(text string) string) { e.highlight = draw }

// selectedIn returns which of the n cells from a cell of a line on are drawn as
// selected.
func (e *Editor) selectedIn(line, cell, n int) (first, last int) {
	from, to := e.selection()
	if from == to || e.highlight == nil || line < from.line || line > to.line {
		return 0, 0
	}
	last = n
	if line == from.line {
		first = max(min(from.col-cell, n), 0)
	}
	if line == to.line {
		last = max(min(to.col-cell, n), first)
	}
	return first, last
}

// selected returns selected cells as text to show.
func (e *Editor) selected(cells []cell) string {
	if len(cells) == 0 {
		return ""
	}
	return e.highlight(e.text(cells, func(label string) string { return label }))
}

// choose selects the text between two positions and puts the caret at the second.
func (e *Editor) choose(from, to pos) {
	e.marked = false
	e.moveTo(to)
	e.anchor, e.selects = from, from != to
}

// selection returns the ends of the selection, or the caret twice.
func (e *Editor) selection() (from, to pos) {
	if !e.selects {
		return e.caret, e.caret
	}
	from, to = ordered(e.anchor, e.caret)
	if e.vi.visual() {
		return e.vi.widened(e, from, to)
	}
	return from, to
}

// posAt returns the position at cell x of row y of the newest View.
func (e *Editor) posAt(x, y int) pos {
	if len(e.lines) == 0 {
		return pos{}
	}
	at := e.top
	for more := true; more && y > 0; y-- {
		at, more = e.below(at)
	}
	return e.nearest(at, max(x, 0))
}

// cellsOf returns the number of cells of a line.
func (e *Editor) cellsOf(line int) int {
	if len(e.lines) == 0 {
		return 0
	}
	return e.lines[line].len()
}

// A kind is a class of cells. A double click selects neighbors of one kind.
type kind int

const (
	word kind = iota
	space
	mark // each alone
)

func kindOf(c cell) kind {
	switch {
	case c.fold != nil:
		return mark
	case letters(c):
		return word
	case blank(c):
		return space
	}
	return mark
}
