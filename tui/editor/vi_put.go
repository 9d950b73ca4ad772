package editor

// putBehind is p.
func (e *Editor) putBehind(c viCommand) { e.putRegister(c, true) }

// putBefore is P.
func (e *Editor) putBefore(c viCommand) { e.putRegister(c, false) }

// putRegister puts the text of a register behind or before the caret.
func (e *Editor) putRegister(c viCommand, behind bool) {
	if e.awaits(c) {
		return
	}
	r := e.vi.registers.of(c.register)
	if len(r.text) == 0 || tooLarge(r.text, c.times()) {
		return
	}
	e.begin(other)
	if r.lines {
		e.putLines(r.text, c.times(), behind)
		return
	}
	at := e.caret
	if behind {
		at.col = min(at.col+1, e.cellsOf(at.line))
	}
	e.putCells(at, r.text, c.times())
}

// putCells puts text at a position. The caret ends on its last character or, if it has
// several lines, on its first.
func (e *Editor) putCells(at pos, text fragment, times int) {
	e.replace(at, at, repeated(text, times))
	if len(text) > 1 {
		e.caret = at
		return
	}
	e.caret.col = max(e.caret.col-1, 0)
}

// repeated returns text several times in a row.
func repeated(text fragment, times int) fragment {
	if times < 2 {
		return text
	}
	half := repeated(text, times/2)
	if half = concat(half, half); times%2 == 1 {
		half = concat(half, text)
	}
	return half
}

// putLines puts whole lines below or above the caret's.
func (e *Editor) putLines(text fragment, times int, below bool) {
	var all fragment
	for range times {
		all = append(all, text...)
	}
	line := e.caret.line
	if below {
		line++
	}
	if line == len(e.lines) {
		end := e.end()
		e.replace(end, end, append(fragment{nil}, all...))
	} else {
		at := pos{line, 0}
		e.replace(at, at, append(all[:len(all):len(all)], nil))
	}
	e.caret = pos{line, e.indentOf(line)}
}

// putOver puts a register in the place of what is selected, which then is in the usual
// register if the command is p.
func (e *Editor) putOver(r region, c viCommand) {
	if e.awaits(c) {
		return
	}
	text := e.vi.registers.of(c.register)
	e.endVisual()
	if len(text.text) == 0 || tooLarge(text.text, c.times()) {
		return
	}
	if taken := e.textOf(r); c.name == "p" {
		e.keepDeleted(viCommand{}, taken)
	}
	e.caret = r.from
	e.begin(other)
	switch {
	case r.lines:
		e.putOverLines(r, text.text, c.times())
	case text.lines:
		e.replace(r.from, r.to, fragment{nil, nil})
		e.caret = pos{r.from.line, 0}
		e.putLines(text.text, c.times(), true)
	default:
		e.replace(r.from, r.to, fragment{nil})
		e.putCells(r.from, text.text, c.times())
	}
}

// putOverLines is putOver for whole lines.
func (e *Editor) putOverLines(r region, text fragment, times int) {
	var all fragment
	for range times {
		all = append(all, text...)
	}
	from := pos{r.from.line, 0}
	e.replace(from, pos{r.to.line, e.cellsOf(r.to.line)}, all)
	e.caret = pos{from.line, e.indentOf(from.line)}
}
