package editor

// Wrap returns the rows of width cells of one line of safe text.
func Wrap(text string, width int) []string {
	l := newLine(cells(text))
	rows := make([]string, l.last(max(width, 1))+1)
	for i := range rows {
		from, to := l.span(i, max(width, 1))
		size := 0
		for _, c := range l.part(from, to) {
			size += len(c.text)
		}
		rows[i], text = text[:size], text[size:]
	}
	return rows
}

// PutCaret puts the caret behind the text before it on its line.
func (e *Editor) PutCaret(line int, before string) {
	e.ensure()
	e.moveTo(pos{line, len(cells(before))})
	if e.vi != nil {
		e.settle()
		e.vi.keys = nil
	}
}

// WithCaret returns the text with a mark before the caret.
func (e *Editor) WithCaret(mark string) string {
	e.ensure()
	before := register{text: e.between(pos{}, e.caret)}.string()
	return before + mark + register{text: e.between(e.caret, e.end())}.string()
}

// CheckCaret reports a caret or a selection outside of the text.
func (e *Editor) CheckCaret(fail func(format string, args ...any)) {
	for name, p := range map[string]pos{"caret": e.caret, "anchor": e.anchor} {
		if name == "anchor" && !e.selects {
			continue
		}
		if p.line < 0 || p.col < 0 || p.line > max(len(e.lines)-1, 0) || p.col > e.cellsOf(p.line) {
			fail("the %s is at %v of %d lines", name, p, len(e.lines))
		}
	}
}
