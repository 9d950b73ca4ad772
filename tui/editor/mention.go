package editor

import "strings"

// longSearch is the most cells that Contains looks at: a text that a person types
// is shorter.
const longSearch = 64 << 10

// Contains reports whether mark is in the text, folded pastes included. In a very
// long text it does not look to the end.
func (e *Editor) Contains(mark byte) bool {
	seen := 0
	for _, l := range e.lines {
		for _, chunk := range l.chunks {
			for _, c := range chunk {
				if strings.IndexByte(c.text, mark) >= 0 {
					return true
				}
			}
			if seen += len(chunk); seen > longSearch {
				return false
			}
		}
	}
	return false
}

// WordBefore returns the text between the caret and the blank before it.
func (e *Editor) WordBefore() string {
	if len(e.lines) == 0 {
		return ""
	}
	var b strings.Builder
	from := e.wordStart()
	for _, c := range e.lines[e.caret.line].part(from.col, e.caret.col) {
		if c.fold != nil {
			return ""
		}
		b.WriteString(c.text)
	}
	return b.String()
}

// wordStart returns the start of that text.
func (e *Editor) wordStart() pos {
	from := e.caret
	for from.col > 0 && solid(e.at(e.left(from))) {
		from.col--
	}
	return from
}

// ReplaceWordBefore replaces that text, as one step of undo.
func (e *Editor) ReplaceWordBefore(text string) {
	if len(e.lines) == 0 {
		return
	}
	e.begin(other)
	e.replace(e.wordStart(), e.caret, cut(text))
}

// ReplaceLast replaces the last place of old, which is in one line and not in a
// folded paste, and reports whether there is one.
func (e *Editor) ReplaceLast(old, text string) bool {
	want := cells(old)
	if len(want) == 0 {
		return false
	}
	for line := len(e.lines) - 1; line >= 0; line-- {
		have := e.lines[line].part(0, e.lines[line].len())
		for from := len(have) - len(want); from >= 0; from-- {
			if sameText(have[from:from+len(want)], want) {
				e.begin(other)
				e.replace(pos{line, from}, pos{line, from + len(want)}, cut(text))
				return true
			}
		}
	}
	return false
}

func sameText(a, b []cell) bool {
	for i := range a {
		if a[i].fold != nil || a[i].text != b[i].text {
			return false
		}
	}
	return true
}
