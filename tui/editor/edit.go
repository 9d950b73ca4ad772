package editor

// replace replaces the text between from and to by frag and puts the caret after
// frag.
func (e *Editor) replace(from, to pos, frag fragment) {
	lines := e.lines
	if len(lines) == 0 {
		lines = []*line{newLine(nil)}
	}
	made, col := spliced(lines[from.line], lines[to.line], from.col, to.col, frag)
	all := make([]*line, 0, len(lines)+len(made))
	all = append(all, lines[:from.line]...)
	all = append(all, made...)
	e.lines = append(all, lines[to.line+1:]...)
	e.caret = pos{from.line + len(made) - 1, col}
	e.goal, e.selects, e.marked = -1, false, false
	if e.vi != nil && e.vi.mode == viInsert {
		e.vi.insertion.note(from, to, e.caret)
	}
}

// spliced returns the lines of frag between the first cells of one line and the
// cells of another from a column on, and the column after frag in the last of
// them.
func spliced(first, last *line, from, to int, frag fragment) (made []*line, col int) {
	// The cells beside the edit may join it: an accent joins its letter.
	left := first.part(max(from-1, 0), from)
	right := last.part(to, min(to+1, last.len()))
	if len(frag) > 1 {
		made = append(made, first.splice(from-len(left), first.len(), join(left, frag[0])))
		for _, cells := range frag[1 : len(frag)-1] {
			made = append(made, newLine(cells))
		}
		cells := frag[len(frag)-1]
		joined := join(cells, right)
		return append(made, last.splice(0, to+len(right), joined)), min(len(cells), len(joined))
	}
	start := from - len(left)
	cells := join(left, frag[0])
	joined := join(cells, right)
	col = start + min(len(cells), len(joined))
	if first == last {
		return []*line{first.splice(start, to+len(right), joined)}, col
	}
	joined = append(joined, last.part(to+len(right), last.len())...)
	return []*line{first.splice(start, first.len(), joined)}, col
}

// put replaces the selection by frag, or inserts frag at the caret.
func (e *Editor) put(frag fragment) {
	from, to := e.selection()
	e.replace(from, to, frag)
}
