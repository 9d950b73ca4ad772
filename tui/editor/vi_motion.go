package editor

// A target is where a motion ends.
type target struct {
	pos
	kind motionKind
	goal int // column that further moves up and down keep to, plus 1; 0: the caret's own
}

// A motionKind says what an operator does between the caret and a target.
type motionKind int

const (
	exclusive motionKind = iota // up to the character before the target
	inclusive                   // the character at the target too
	linewise                    // whole lines
	overEnds                    // as exclusive, also over line ends
)

// A motion returns where it leads from the caret, and false if it leads nowhere. It may
// return the end of its way with false.
type motion func(e *Editor, c viCommand) (target, bool)

var motions map[string]motion

func init() {
	motions = map[string]motion{
		"h": byCell(-1), "l": byCell(1), " ": overCells(1), viBack: overCells(-1),
		"j": byLine(1), "k": byLine(-1), "gj": byRow((*Editor).below), "gk": byRow((*Editor).above),
		"+": toIndent(1), "-": toIndent(-1), viEnter: toIndent(1), "_": toIndentOf,
		"0": toColumn(1), "|": toColumn(0), "^": toText, "$": toLineEnd, "g_": toLastText,
		"gg": toLine(false), "G": toLine(true), "%": toMatch,
		"w": byWords(false), "W": byWords(true), "b": byWordsBack(false), "B": byWordsBack(true),
		"e": byWordEnds(false), "E": byWordEnds(true), "ge": byWordEndsBack(false), "gE": byWordEndsBack(true),
		"f": seek, "F": seek, "t": seek, "T": seek, ";": seekAgain, ",": seekAgain,
		"}": byParagraph(1), "{": byParagraph(-1), ")": bySentence(1), "(": bySentence(-1),
	}
}

// byCell moves within a line.
func byCell(step int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		n := e.cellsOf(e.caret.line)
		last := max(n-1, 0)
		if c.operator != "" || e.vi.visual() {
			last = n
		}
		to := pos{e.caret.line, max(min(e.caret.col+step*c.times(), last), 0)}
		return target{pos: to}, to != e.caret || n == 0 && step > 0 || c.operator != ""
	}
}

// overCells moves over line ends too.
func overCells(step int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		p := e.caret
		for range c.times() {
			switch n := e.cellsOf(p.line); {
			case step < 0 && p.col > 0:
				p.col--
			case step < 0 && p.line > 0 && (c.operator == "d" || c.operator == "c"):
				p = pos{p.line - 1, e.cellsOf(p.line - 1)}
			case step < 0 && p.line > 0:
				p = pos{p.line - 1, max(e.cellsOf(p.line-1)-1, 0)}
			case step > 0 && (p.col+1 < n || p.col < n && (c.operator != "" || p.line == len(e.lines)-1)):
				p.col++
			case step > 0 && p.line < len(e.lines)-1:
				p = pos{p.line + 1, 0}
			}
		}
		kind, moved := exclusive, p != e.caret
		if step < 0 && (c.operator == "d" || c.operator == "c") {
			kind, moved = overEnds, true
		}
		return target{pos: p, kind: kind}, moved
	}
}

// byLine moves to another line and keeps the column.
func byLine(step int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		to := max(min(e.caret.line+step*c.times(), len(e.lines)-1), 0)
		goal := e.goal
		if goal < 0 {
			goal = e.columnOf(e.caret)
		}
		p := pos{to, e.atColumn(to, goal)}
		return target{p, linewise, goal + 1}, to != e.caret.line
	}
}

// byRow moves to another row of the screen and keeps the column.
func byRow(next func(*Editor, screenRow) (screenRow, bool)) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		at, goal := e.rowOf(e.caret), e.goal
		if goal < 0 {
			goal = e.column(at, e.caret)
		}
		moved := false
		for range c.times() {
			to, ok := next(e, at)
			if !ok {
				break
			}
			at, moved = to, true
		}
		return target{pos: e.nearest(at, goal), goal: goal + 1}, moved
	}
}

// toIndent moves to the first text of another line.
func toIndent(step int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		to := max(min(e.caret.line+step*c.times(), len(e.lines)-1), 0)
		if to == e.caret.line {
			return target{pos: e.caret}, false
		}
		return target{pos: pos{to, e.indentOf(to)}, kind: linewise}, true
	}
}

func toIndentOf(e *Editor, c viCommand) (target, bool) {
	if c.times() > 1 && e.caret.line == len(e.lines)-1 {
		return target{pos: e.caret}, false
	}
	to := min(e.caret.line+c.times()-1, len(e.lines)-1)
	return target{pos: pos{to, e.indentOf(to)}, kind: linewise}, true
}

func toText(e *Editor, _ viCommand) (target, bool) {
	return target{pos: pos{e.caret.line, e.indentOf(e.caret.line)}}, true
}

// toColumn moves to a column of the line; 0: the one that the count names.
func toColumn(column int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		x := column
		if x == 0 {
			x = c.times()
		}
		return target{pos: pos{e.caret.line, e.atColumn(e.caret.line, x-1)}}, true
	}
}

// farRight is the column of "$".
const farRight = 1 << 30

func toLineEnd(e *Editor, c viCommand) (target, bool) {
	to := e.caret.line + c.times() - 1
	if to >= len(e.lines) {
		if e.caret.line == len(e.lines)-1 {
			return target{pos: e.caret}, false
		}
		to = len(e.lines) - 1
	}
	col := e.cellsOf(to)
	if !e.vi.visual() {
		col = max(col-1, 0)
	}
	return target{pos{to, col}, inclusive, farRight}, true
}

func toLastText(e *Editor, c viCommand) (target, bool) {
	if c.times() > 1 && e.caret.line == len(e.lines)-1 {
		return target{pos: e.caret}, false
	}
	to := min(e.caret.line+c.times()-1, len(e.lines)-1)
	col := e.cellsOf(to) - 1
	for col > 0 && e.isBlank(pos{to, col}) {
		col--
	}
	return target{pos: pos{to, max(col, 0)}, kind: inclusive}, true
}

// toLine moves to the line that the count names; without one, to the first or the last.
func toLine(last bool) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		to := c.times() - 1
		if last && c.count == 0 {
			to = len(e.lines) - 1
		}
		to = min(to, len(e.lines)-1)
		return target{pos: pos{to, e.indentOf(to)}, kind: linewise}, true
	}
}

// toMatch moves to the bracket that belongs to the next one on the line.
func toMatch(e *Editor, c viCommand) (target, bool) {
	if c.count > 100 {
		return target{pos: e.caret}, false
	}
	if c.count > 0 {
		to := min((c.count*len(e.lines)+99)/100, len(e.lines)) - 1
		return target{pos: pos{to, e.indentOf(to)}, kind: linewise}, true
	}
	for p := e.caret; p.col < e.cellsOf(p.line); p.col++ {
		if to, ok := e.partner(p); ok || bracket(e.at(p).text) != nil {
			return target{pos: to, kind: inclusive}, ok
		}
	}
	return target{pos: e.caret}, false
}

// seek moves to a character of the line.
func seek(e *Editor, c viCommand) (target, bool) {
	e.vi.sought = viCommand{name: c.name, arg: c.arg}
	return e.seekCell(c.name, c.arg, c.times(), false)
}

// seekAgain moves on to the same character, or in the other direction.
func seekAgain(e *Editor, c viCommand) (target, bool) {
	name := e.vi.sought.name
	if name == "" {
		return target{pos: e.caret}, false
	}
	if c.name == "," {
		name = map[string]string{"f": "F", "F": "f", "t": "T", "T": "t"}[name]
	}
	return e.seekCell(name, e.vi.sought.arg, c.times(), true)
}

// seekCell finds the n-th cell with a text. If again is true and n is 1, it does not stay
// beside the cell that it found before.
func (e *Editor) seekCell(name, text string, n int, again bool) (target, bool) {
	step, beside := 1, name == "t" || name == "T"
	if name == "F" || name == "T" {
		step = -1
	}
	col := e.caret.col
	if again && beside && n == 1 {
		col += step
	}
	for n > 0 {
		if col += step; col < 0 || col >= e.cellsOf(e.caret.line) {
			return target{pos: e.caret}, false
		}
		if e.at(pos{e.caret.line, col}).text == text {
			n--
		}
	}
	if beside {
		col -= step
	}
	kind := inclusive
	if step < 0 {
		kind = exclusive
	}
	return target{pos: pos{e.caret.line, col}, kind: kind}, true
}
