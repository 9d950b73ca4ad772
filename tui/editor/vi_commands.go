package editor

import (
	"slices"
	"strings"
)

// viCommands are the commands that are neither motions nor operators.
var viCommands map[string]func(e *Editor, c viCommand)

func init() {
	viCommands = map[string]func(e *Editor, c viCommand){
		"i": func(e *Editor, c viCommand) { e.insertAt(e.caret, c) },
		"a": func(e *Editor, c viCommand) {
			e.insertAt(pos{e.caret.line, min(e.caret.col+1, e.cellsOf(e.caret.line))}, c)
		},
		"A":  func(e *Editor, c viCommand) { e.insertAt(e.lineEnd(), c) },
		"I":  func(e *Editor, c viCommand) { e.insertAt(e.textStart(e.caret.line), c) },
		"gI": func(e *Editor, c viCommand) { e.insertAt(e.lineStart(), c) },
		"gi": func(e *Editor, c viCommand) { e.insertAt(e.lastInsertion(), viCommand{name: "i", count: c.count}) },
		"R":  (*Editor).startReplacing,
		"o":  (*Editor).openBelow, "O": (*Editor).openAbove,
		"p": (*Editor).putBehind, "P": (*Editor).putBefore,
		"J": joinLines(true), "gJ": joinLines(false),
		"r": (*Editor).replaceCells, "~": (*Editor).toggleCells,
		"u": (*Editor).undoVi, viRedo: (*Editor).redoVi,
		"v":  func(e *Editor, _ viCommand) { e.startVisual(viVisual) },
		"V":  func(e *Editor, _ viCommand) { e.startVisual(viLines) },
		"gv": func(e *Editor, _ viCommand) { e.showAgain() },
		":":  func(e *Editor, _ viCommand) { e.vi.request = OpenCommands },
	}
}

// insertAt begins to insert at p.
func (e *Editor) insertAt(p pos, c viCommand) {
	e.moveTo(p)
	e.startInsertion(c, false)
}

// textStart returns the position of the first text of a line.
func (e *Editor) textStart(line int) pos {
	p := pos{line, 0}
	for e.isBlank(p) {
		p.col++
	}
	return p
}

// lastInsertion returns where the newest insertion ended.
func (e *Editor) lastInsertion() pos {
	if e.vi.stopped == nil {
		return e.caret
	}
	return e.clamped(*e.vi.stopped)
}

// clamped returns p, or the position nearest to it that the text has.
func (e *Editor) clamped(p pos) pos {
	p.line = max(min(p.line, len(e.lines)-1), 0)
	p.col = max(min(p.col, e.cellsOf(p.line)), 0)
	return p
}

func (e *Editor) startReplacing(c viCommand) {
	e.startInsertion(c, false)
	e.vi.mode = viReplace
}

// openBelow is o.
func (e *Editor) openBelow(c viCommand) {
	e.begin(other)
	e.replace(e.lineEnd(), e.lineEnd(), fragment{nil, nil})
	e.startInsertion(c, true)
}

// openAbove is O.
func (e *Editor) openAbove(c viCommand) {
	e.begin(other)
	e.replace(e.lineStart(), e.lineStart(), fragment{nil, nil})
	e.caret = pos{e.caret.line - 1, 0}
	e.startInsertion(c, true)
}

// joinLines returns the command that joins lines, with a blank in the place of the line
// end or without.
func joinLines(spaced bool) func(*Editor, viCommand) {
	return func(e *Editor, c viCommand) {
		e.joinTo(e.caret.line+max(c.times(), 2)-1, spaced)
	}
}

// joinTo joins the caret's line with those up to another one, and puts the caret where the
// last two meet.
func (e *Editor) joinTo(last int, spaced bool) {
	first := e.caret.line
	if first == len(e.lines)-1 {
		return
	}
	last = min(last, len(e.lines)-1)
	from, caret := pos{first, e.cellsOf(first)}, pos{}
	all := e.lines[first].part(max(from.col-1, 0), from.col)
	kept := len(all)
	all = slices.Clone(all)
	for line := first + 1; line <= last; line++ {
		next := e.lines[line].part(0, e.cellsOf(line))
		caret = pos{first, from.col - kept + len(all)}
		if spaced {
			next = next[e.textStart(line).col:]
			if len(all) > 0 && !isBlank(all[len(all)-1]) && len(next) > 0 && next[0].text != ")" {
				all = append(all, cells(" ")...)
			}
		}
		all = appendCells(all, next)
	}
	e.begin(other)
	e.replace(pos{first, from.col - kept}, pos{last, e.cellsOf(last)}, fragment{all})
	e.caret = caret
}

// appendCells is join, but it may change a.
func appendCells(a, b []cell) []cell {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	return append(append(a[:len(a)-1], join(a[len(a)-1:], b[:1])...), b[1:]...)
}

// replaceCells is r.
func (e *Editor) replaceCells(c viCommand) {
	n := c.times()
	if e.caret.col+n > e.cellsOf(e.caret.line) || c.arg == viEscape {
		return
	}
	to := pos{e.caret.line, e.caret.col + n}
	e.begin(other)
	if c.arg == viEnter {
		e.replace(e.caret, to, fragment{nil, nil})
		e.caret.col = e.indentOf(e.caret.line)
		return
	}
	e.replace(e.caret, to, cut(strings.Repeat(c.arg, n)))
	e.caret.col--
}

// toggleCells is ~.
func (e *Editor) toggleCells(c viCommand) {
	to := pos{e.caret.line, min(e.caret.col+c.times(), e.cellsOf(e.caret.line))}
	if to != e.caret {
		e.begin(other)
		e.replace(e.caret, to, changed(e.between(e.caret, to), otherCase))
	}
}

// undoVi is u: the caret goes to where the change began.
func (e *Editor) undoVi(c viCommand) {
	for range c.times() {
		began := e.began
		if !e.Undo() {
			return
		}
		e.ensure()
		e.caret = e.clamped(began)
	}
}

// redoVi takes undoVi back.
func (e *Editor) redoVi(c viCommand) {
	for range c.times() {
		if !e.Redo() {
			return
		}
		e.caret = e.clamped(e.began)
	}
}
