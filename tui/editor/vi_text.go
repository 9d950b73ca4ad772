package editor

// Parts of the text that motions and text objects look at.

// isBlank reports whether the cell at p is a blank or a tab. A line end is none.
func (e *Editor) isBlank(p pos) bool {
	return isBlank(e.at(p))
}

func isBlank(c cell) bool { return c.text == " " || c.text == "\t" }

// indentOf returns the column of the first text of a line, or of its last cell.
func (e *Editor) indentOf(line int) int {
	p := pos{line, 0}
	for e.isBlank(p) {
		p.col++
	}
	return max(min(p.col, e.cellsOf(line)-1), 0)
}

// isIndent reports whether only blanks are before p on its line.
func (e *Editor) isIndent(p pos) bool {
	for q := (pos{p.line, 0}); q.col < p.col; q.col++ {
		if !e.isBlank(q) {
			return false
		}
	}
	return true
}

// isTail reports whether only blanks are after p on its line.
func (e *Editor) isTail(p pos) bool {
	for e.isBlank(p) {
		p.col++
	}
	return p.col == e.cellsOf(p.line)
}

// blankLine reports whether a line has no text.
func (e *Editor) blankLine(line int) bool { return e.isTail(pos{line, 0}) }

// columnOf returns the column of p on the screen, if its line did not wrap.
func (e *Editor) columnOf(p pos) int {
	x := 0
	for _, c := range e.lines[p.line].part(0, p.col) {
		x += c.width
	}
	return x
}

// atColumn returns the cell of a line at a column.
func (e *Editor) atColumn(line, x int) int {
	n := e.cellsOf(line)
	if x >= farRight-1 {
		if e.vi.visual() {
			return n
		}
		return max(n-1, 0)
	}
	for col, c := range e.lines[line].part(0, n) {
		if x -= c.width; x < 0 {
			return col
		}
	}
	return max(n-1, 0)
}

// How a step from one position to the next ended.
type stepEnd int

const (
	stuck     stepEnd = iota // at an end of the text
	inLine                   // at a cell
	onLineEnd                // after the last cell of a line
	overLine                 // on another line
)

// after returns the next position. Each line has one after its last cell.
func (e *Editor) after(p pos) (pos, stepEnd) {
	switch n := e.cellsOf(p.line); {
	case p.col+1 < n:
		return pos{p.line, p.col + 1}, inLine
	case p.col < n:
		return pos{p.line, n}, onLineEnd
	case p.line+1 < len(e.lines):
		return pos{p.line + 1, 0}, overLine
	}
	return p, stuck
}

// ahead returns the position before p.
func (e *Editor) ahead(p pos) (pos, stepEnd) {
	switch {
	case p.col > 0:
		return pos{p.line, p.col - 1}, inLine
	case p.line > 0:
		return pos{p.line - 1, e.cellsOf(p.line - 1)}, overLine
	}
	return p, stuck
}

// A bracketPair is two brackets that belong together.
type bracketPair struct{ open, shut string }

var bracketPairs = []bracketPair{{"(", ")"}, {"[", "]"}, {"{", "}"}, {"<", ">"}}

// bracket returns the pair that "%" knows a bracket of, or nil.
func bracket(text string) *bracketPair {
	for i, pair := range bracketPairs[:3] {
		if text == pair.open || text == pair.shut {
			return &bracketPairs[i]
		}
	}
	return nil
}

// partner returns the position of the bracket that belongs to the one at p.
func (e *Editor) partner(p pos) (pos, bool) {
	pair := bracket(e.at(p).text)
	if pair == nil {
		return pos{}, false
	}
	if e.at(p).text == pair.open {
		return e.shutting(p, *pair)
	}
	return e.opening(p, *pair, 1)
}

// shutting returns the position of the bracket that shuts the one at p.
func (e *Editor) shutting(p pos, pair bracketPair) (pos, bool) {
	depth := 0
	for step := inLine; step != stuck; p, step = e.after(p) {
		switch e.at(p).text {
		case pair.open:
			depth++
		case pair.shut:
			if depth--; depth == 0 {
				return p, true
			}
		}
	}
	return pos{}, false
}

// nextOpening returns the position of the next bracket that opens, from p on.
func (e *Editor) nextOpening(p pos, pair bracketPair) (pos, bool) {
	for step := inLine; step != stuck; p, step = e.after(p) {
		if e.at(p).text == pair.open {
			return p, true
		}
	}
	return pos{}, false
}

// opening returns the position of the n-th bracket before p that is open there.
func (e *Editor) opening(p pos, pair bracketPair, n int) (pos, bool) {
	for {
		var step stepEnd
		if p, step = e.ahead(p); step == stuck {
			return pos{}, false
		}
		switch e.at(p).text {
		case pair.shut:
			n++
		case pair.open:
			if n--; n == 0 {
				return p, true
			}
		}
	}
}
