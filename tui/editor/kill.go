package editor

// erase removes the selection, or the text between the caret and p on either side
// of it.
func (e *Editor) erase(p pos) {
	if from, to := e.target(p); from != to {
		e.begin(erasing)
		e.replace(from, to, fragment{nil})
	}
}

// kill removes the selection, or the text between the caret and p, and keeps it
// for Yank. Kills one after the other are kept as one text.
func (e *Editor) kill(p pos) {
	from, to := e.target(p)
	if from == to {
		return
	}
	cut := e.between(from, to)
	if e.last == killing && len(e.ring.texts) > 0 {
		if p == from { // backwards
			cut = concat(cut, e.ring.drop())
		} else {
			cut = concat(e.ring.drop(), cut)
		}
	}
	e.begin(killing)
	e.ring.add(cut)
	e.replace(from, to, fragment{nil})
}

// Killed reports whether Yank may be what the person wants next: text was killed,
// and some is left or the kill was the last edit.
func (e *Editor) Killed() bool {
	return len(e.ring.texts) > 0 && (!e.Empty() || e.last == killing)
}

// concat returns a followed by b: the last line of a runs into the first of b.
func concat(a, b fragment) fragment {
	last := len(a) - 1
	both := append(fragment{}, a[:last]...)
	both = append(both, join(a[last], b[0]))
	return append(both, b[1:]...)
}

// target returns the ends of the text that a command from the caret to p removes.
func (e *Editor) target(p pos) (from, to pos) {
	if e.selects {
		return e.selection()
	}
	return ordered(e.caret, p)
}

// ordered returns two positions in the order of the text.
func ordered(a, b pos) (from, to pos) {
	if b.line < a.line || b.line == a.line && b.col < a.col {
		return b, a
	}
	return a, b
}

// killToStart kills the text before the caret on its line; at the start of a line,
// the line end before it.
func (e *Editor) killToStart() {
	to := e.lineStart()
	if to == e.caret {
		to = e.left(e.caret)
	}
	e.kill(to)
}

// killToEnd kills the text after the caret on its line; at the end of a line, the
// line end.
func (e *Editor) killToEnd() {
	to := e.lineEnd()
	if to == e.caret {
		to = e.right(e.caret)
	}
	e.kill(to)
}

// transpose swaps the two characters before the caret at a line end, otherwise
// those around it.
func (e *Editor) transpose() {
	at := e.caret
	if e.atLineEnd() {
		at = e.left(at)
	}
	if at.col == 0 || at.line != e.caret.line {
		return
	}
	l := e.lines[at.line]
	swapped := fragment{{l.at(at.col), l.at(at.col - 1)}}
	e.begin(other)
	e.replace(e.left(at), pos{at.line, at.col + 1}, swapped)
}
