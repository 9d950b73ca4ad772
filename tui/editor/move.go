package editor

import (
	"unicode"
	"unicode/utf8"
)

// left and right return the neighboring position, also across line ends.
func (e *Editor) left(p pos) pos {
	switch {
	case p.col > 0:
		p.col--
	case p.line > 0:
		p = pos{p.line - 1, e.lines[p.line-1].len()}
	}
	return p
}

func (e *Editor) right(p pos) pos {
	switch {
	case len(e.lines) == 0:
	case p.col < e.lines[p.line].len():
		p.col++
	case p.line < len(e.lines)-1:
		p = pos{p.line + 1, 0}
	}
	return p
}

// at returns the cell after p. A line end is a blank.
func (e *Editor) at(p pos) cell {
	if len(e.lines) == 0 || p.col == e.lines[p.line].len() {
		return cell{text: "\n"}
	}
	return e.lines[p.line].at(p.col)
}

// wordLeft returns the start of the word before p. It goes over cells outside
// words first, then over those for which word is true.
func (e *Editor) wordLeft(p pos, word func(cell) bool) pos {
	for p != (pos{}) && !word(e.at(e.left(p))) {
		p = e.left(p)
	}
	for p != (pos{}) && word(e.at(e.left(p))) {
		p = e.left(p)
	}
	return p
}

// wordRight returns the end of the word after p.
func (e *Editor) wordRight(p pos, word func(cell) bool) pos {
	end := e.end()
	for p != end && !word(e.at(p)) {
		p = e.right(p)
	}
	for p != end && word(e.at(p)) {
		p = e.right(p)
	}
	return p
}

// letters reports whether c belongs to a word of backward-word and kill-word.
func letters(c cell) bool {
	r, _ := utf8.DecodeRuneInString(c.text)
	return c.fold != nil || unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
}

// solid reports whether c belongs to a word of unix-word-rubout: all but blanks.
func solid(c cell) bool { return !blank(c) }

func blank(c cell) bool {
	if c.text != "" && c.text[0] > ' ' && c.text[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(c.text)
	return c.fold == nil && unicode.IsSpace(r)
}

// moveTo puts the caret at p and drops the selection, or selects from the mark to p.
// The next edit starts a step of undo.
func (e *Editor) moveTo(p pos) {
	e.caret, e.goal, e.last, e.selects = p, -1, none, e.marked && (p != e.anchor || e.vi.visual())
	e.vi.part(p)
}

// Up moves the caret a row up. It returns false if the caret is on the first row.
func (e *Editor) Up() bool { return e.vertical(e.above) }

// Down moves the caret a row down. It returns false if the caret is on the last
// row.
func (e *Editor) Down() bool { return e.vertical(e.below) }

// vertical moves the caret to the row that next returns, as near as possible to
// the column in which a run of such moves began.
func (e *Editor) vertical(next func(screenRow) (screenRow, bool)) bool {
	here := e.rowOf(e.caret)
	goal := e.goal
	if goal < 0 {
		goal = e.column(here, e.caret)
	}
	there, ok := next(here)
	if !ok {
		return false
	}
	e.moveTo(e.nearest(there, goal))
	e.goal = goal
	return true
}

// lineStart and lineEnd return the ends of the caret's line.
func (e *Editor) lineStart() pos { return pos{e.caret.line, 0} }

func (e *Editor) lineEnd() pos {
	if len(e.lines) == 0 {
		return pos{}
	}
	return pos{e.caret.line, e.lines[e.caret.line].len()}
}
