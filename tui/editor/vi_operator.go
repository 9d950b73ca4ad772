package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A region is the text that an operator acts on.
type region struct {
	from, to pos  // to is behind the last cell; with lines, on the last line
	lines    bool // whole lines
	visual   bool // it was selected
}

// An operator acts on a region.
type operator func(e *Editor, r region, c viCommand)

var operators = map[string]operator{
	"d": (*Editor).deleteRegion, "c": (*Editor).changeRegion, "y": (*Editor).yankRegion,
	">": shift(1), "<": shift(-1),
	"gu": changeCase(strings.ToLower), "gU": changeCase(strings.ToUpper), "g~": changeCase(otherCase),
}

// operate runs an operator with what follows it, and reports whether there was something
// to act on.
func (e *Editor) operate(c viCommand) bool {
	r, ok := e.regionOf(c)
	if ok {
		operators[c.operator](e, r, c)
	}
	return ok
}

// regionOf returns the region between the caret and the target of a motion, or that of a
// text object.
func (e *Editor) regionOf(c viCommand) (region, bool) {
	if c.name == wholeLines {
		last := min(e.caret.line+c.times()-1, len(e.lines)-1)
		if c.times() > 1 && e.caret.line == len(e.lines)-1 {
			return region{}, false
		}
		from, to := e.caret, pos{last, e.indentOf(last)}
		if c.operator != "y" {
			from, to = ordered(from, to)
		}
		return region{from: from, to: to, lines: true}, true
	}
	if object := objects[c.name]; object != nil {
		r, ok := object(e, c)
		return e.adjusted(r), ok
	}
	move := motions[c.name]
	if move == nil {
		return region{}, false
	}
	t, ok := move(e, c)
	if !ok {
		return region{}, false
	}
	from, to := ordered(e.caret, t.pos)
	switch t.kind {
	case linewise:
		return region{from: from, to: to, lines: true}, true
	case inclusive:
		return region{from: from, to: pos{to.line, min(to.col+1, e.cellsOf(to.line))}}, true
	case overEnds:
		return region{from: from, to: to}, true
	}
	return e.adjusted(region{from: from, to: to}), true
}

// adjusted returns a region that ends at the start of a line without that line end. If it
// begins there too, it has whole lines.
func (e *Editor) adjusted(r region) region {
	if r.lines || r.to.col > 0 || r.to.line <= r.from.line {
		return r
	}
	r.to = pos{r.to.line - 1, e.cellsOf(r.to.line - 1)}
	r.lines = e.isIndent(r.from)
	return r
}

// textOf returns the text of a region.
func (e *Editor) textOf(r region) register {
	if r.lines {
		return register{e.between(pos{r.from.line, 0}, pos{r.to.line, e.cellsOf(r.to.line)}), true}
	}
	return register{e.between(r.from, r.to), false}
}

// deleteRegion is d.
func (e *Editor) deleteRegion(r region, c viCommand) {
	if !r.lines && !r.visual && r.to.line > r.from.line && e.isIndent(r.from) && e.isTail(r.to) {
		r.lines = true
	}
	if !r.lines && r.from == r.to {
		e.caret = r.from
		return
	}
	e.keepDeleted(c, e.textOf(r))
	e.caret = r.from
	e.begin(other)
	if r.lines {
		e.removeLines(r.from.line, r.to.line)
		return
	}
	e.replace(r.from, r.to, fragment{nil})
}

// removeLines removes lines and puts the caret on the one that follows.
func (e *Editor) removeLines(first, last int) {
	switch end := (pos{last, e.cellsOf(last)}); {
	case last+1 < len(e.lines):
		e.replace(pos{first, 0}, pos{last + 1, 0}, fragment{nil})
	case first > 0:
		e.replace(pos{first - 1, e.cellsOf(first - 1)}, end, fragment{nil})
	default:
		e.replace(pos{}, end, fragment{nil})
	}
	e.caret.line = min(first, len(e.lines)-1)
	e.caret.col = e.indentOf(e.caret.line)
}

// changeRegion is c.
func (e *Editor) changeRegion(r region, c viCommand) {
	if r.lines || r.from != r.to {
		e.keepDeleted(c, e.textOf(r))
	}
	e.caret = r.from
	if r.lines {
		r.from.col, r.to.col = 0, e.cellsOf(r.to.line)
	}
	if r.from != r.to {
		e.begin(other)
		e.replace(r.from, r.to, fragment{nil})
	}
	e.startInsertion(c, r.from != r.to)
	e.vi.insertion.times = 1
}

// yankRegion is y.
func (e *Editor) yankRegion(r region, c viCommand) {
	e.keepYanked(c, e.textOf(r))
	e.moveTo(r.from)
}

// shiftWidth is the number of blanks by which > and < shift a line.
const shiftWidth = 4

// shift returns the operator that shifts lines.
func shift(step int) operator {
	return func(e *Editor, r region, c viCommand) {
		by := step * shiftWidth
		if r.visual {
			by *= c.times()
		}
		e.caret = r.from
		e.begin(other)
		for line := r.from.line; line <= r.to.line; line++ {
			e.indent(line, by)
		}
		e.caret = pos{r.from.line, e.indentOf(r.from.line)}
	}
}

// indent adds blanks to those at the start of a line, unless the line is empty.
func (e *Editor) indent(line, by int) {
	text, width := 0, 0
	for p := (pos{line, 0}); e.isBlank(p); p.col++ {
		text++
		if e.at(p).text == "\t" {
			width += tabWidth - width%tabWidth
			continue
		}
		width++
	}
	if width = max(width+by, 0); e.cellsOf(line) > 0 {
		e.replace(pos{line, 0}, pos{line, text}, cut(strings.Repeat(" ", width)))
	}
}

// changeCase returns the operator that changes letters.
func changeCase(change func(string) string) operator {
	return func(e *Editor, r region, _ viCommand) {
		caret := r.from
		if r.lines {
			r.from.col, r.to.col = 0, e.cellsOf(r.to.line)
		}
		e.caret = caret
		e.begin(other)
		e.replace(r.from, r.to, changed(e.between(r.from, r.to), change))
		e.caret = caret
	}
}

// changed returns text with each of its cells changed.
func changed(text fragment, change func(string) string) fragment {
	made := make(fragment, len(text))
	for i, line := range text {
		for _, c := range line {
			if c.fold != nil {
				made[i] = append(made[i], c)
				continue
			}
			made[i] = append(made[i], cells(change(c.text))...)
		}
	}
	return made
}

func otherCase(text string) string {
	if r, _ := utf8.DecodeRuneInString(text); unicode.IsUpper(r) {
		return strings.ToLower(text)
	}
	return strings.ToUpper(text)
}
