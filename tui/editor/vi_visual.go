package editor

import "strings"

// An area is what was selected.
type area struct {
	mode     viMode // viVisual or viLines; viInsert: nothing
	from, to pos
}

// end returns the later end of the area.
func (a area) end() pos {
	_, to := ordered(a.from, a.to)
	return to
}

// startVisual begins to select.
func (e *Editor) startVisual(mode viMode) {
	e.vi.mode = mode
	e.anchor, e.marked, e.selects, e.last = e.caret, true, true, none
}

// endVisual ends the selection.
func (e *Editor) endVisual() {
	e.vi.shown = area{e.vi.mode, e.anchor, e.caret}
	e.vi.mode = viNormal
	e.Unselect()
}

// showAgain is gv.
func (e *Editor) showAgain() {
	shown := e.vi.shown
	if shown.mode == viInsert {
		return
	}
	e.caret = e.clamped(shown.from)
	e.startVisual(shown.mode)
	e.moveTo(e.clamped(shown.to))
}

// adoptSelection makes what the mouse or a mark has selected the selection of vi.
func (e *Editor) adoptSelection() {
	from, to := ordered(e.anchor, e.caret)
	if !e.marked { // the mouse selects up to the caret
		to = e.left(to)
	}
	if e.caret.before(e.anchor) {
		from, to = to, from
	}
	e.caret = from
	e.startVisual(viVisual)
	e.moveTo(to)
}

// selectAgain selects as much text from the caret on as was selected before.
func (e *Editor) selectAgain(was area) {
	from, to := ordered(was.from, was.to)
	e.startVisual(was.mode)
	end := pos{e.caret.line + to.line - from.line, to.col}
	if to.line == from.line {
		end.col = e.caret.col + to.col - from.col
	}
	end = e.clamped(end)
	end.col = max(min(end.col, e.cellsOf(end.line)-1), 0)
	e.moveTo(end)
}

// widened returns the ends of the text that is selected between two positions.
func (v *vi) widened(e *Editor, from, to pos) (pos, pos) {
	if v.mode == viLines {
		return pos{from.line, 0}, pos{to.line, e.cellsOf(to.line)}
	}
	return from, e.right(to)
}

// selectedRegion returns what is selected.
func (e *Editor) selectedRegion() region {
	from, to := ordered(e.anchor, e.caret)
	if e.vi.mode == viLines {
		return e.wholeRegion(region{from: from, to: to, visual: true})
	}
	return region{from: from, to: e.right(to), visual: true}
}

// wholeRegion returns a selected region with whole lines.
func (e *Editor) wholeRegion(r region) region {
	if r.lines = true; e.anchor.line <= e.caret.line {
		r.from.col = 0
	}
	return r
}

// visualOperators maps commands on what is selected to operators. Those in lineOperators
// act on whole lines.
var visualOperators = map[string]string{
	"d": "d", "x": "d", "X": "d", "D": "d", "c": "c", "s": "c", "C": "c", "S": "c", "R": "c",
	"y": "y", "Y": "y", ">": ">", "<": "<", "u": "gu", "gu": "gu", "U": "gU", "gU": "gU", "~": "g~", "g~": "g~",
}

const lineOperators = "XDCSRY"

// doVisual runs a command on what is selected.
func (e *Editor) doVisual(c viCommand) {
	v := e.vi
	if e.doVisualMove(c) {
		return
	}
	r, shown := e.selectedRegion(), area{v.mode, e.anchor, e.caret}
	name := c.name
	switch c.operator = visualOperators[name]; {
	case c.operator != "":
		if strings.Contains(lineOperators, name) {
			r = e.wholeRegion(region{from: r.from, to: shown.end(), visual: true})
		}
		e.endVisual()
		operators[c.operator](e, r, c)
	case name == "p" || name == "P":
		e.putOver(r, c)
	case name == "r":
		e.endVisual()
		e.replaceSelected(r, c.arg)
	case name == "J" || name == "gJ":
		e.endVisual()
		e.caret = r.from
		e.joinTo(max(shown.from.line, shown.to.line, r.from.line+1), name == "J")
	default:
		return
	}
	if c.operator != "y" && !v.replays {
		v.last = change{command: viCommand{name: name, arg: c.arg, register: c.register, count: c.count}, area: shown}
		if v.inserts() {
			v.insertion.command, v.insertion.area = v.last.command, shown
		}
	}
}

// doVisualMove runs a command that changes what is selected, and reports whether it was
// one.
func (e *Editor) doVisualMove(c viCommand) bool {
	v := e.vi
	switch object := objects[c.name]; {
	case object != nil:
		e.selectObject(object, c)
	case c.name == "o" || c.name == "O":
		e.exchangeMark()
	case c.name == "v":
		e.toggleVisual(viVisual)
	case c.name == "V":
		e.toggleVisual(viLines)
	case c.name == "gv":
		shown := v.shown
		e.endVisual()
		v.shown, shown = shown, v.shown
		e.showAgain()
		v.shown = shown
	case c.name == ":":
		v.request = OpenCommands
	case visualOperators[c.name] == "" && motions[c.name] != nil:
		t, _ := motions[c.name](e, c)
		e.moveTo(t.pos)
		e.goal = t.goal - 1
	default:
		return false
	}
	return true
}

// toggleVisual changes the kind of the selection, or ends it.
func (e *Editor) toggleVisual(mode viMode) {
	if e.vi.mode == mode {
		e.endVisual()
		return
	}
	e.vi.mode = mode
}

// selectObject selects a text object, or adds it to what is selected.
func (e *Editor) selectObject(object object, c viCommand) {
	single := e.anchor == e.caret
	r, ok := object(e, c)
	if !ok {
		return
	}
	if e.vi.mode = viVisual; r.lines {
		e.vi.mode = viLines
	}
	if single || r.from.before(e.anchor) {
		e.anchor = r.from
	}
	to := r.to
	if !r.lines {
		to, _ = e.ahead(to)
	}
	e.moveTo(to)
}

// replaceSelected replaces each selected character by one.
func (e *Editor) replaceSelected(r region, text string) {
	if r.lines {
		r.from.col, r.to.col = 0, e.cellsOf(r.to.line)
	}
	e.caret = r.from
	if text == viEscape {
		return
	}
	with := cell{}
	if one := cells(text); len(one) > 0 && text != viEnter {
		with = one[0]
	}
	e.begin(other)
	made := e.between(r.from, r.to)
	for i, line := range made {
		made[i] = make([]cell, len(line))
		for j := range line {
			made[i][j] = with
		}
	}
	e.replace(r.from, r.to, made)
	e.caret = r.from
}
