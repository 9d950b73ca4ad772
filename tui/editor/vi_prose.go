package editor

import (
	"cmp"
	"slices"
	"strings"
)

// Paragraphs and sentences.

// byParagraph moves to the next line without text.
func byParagraph(step int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		line := e.caret.line
		for n := c.times(); n > 0; n-- {
			to, ok := e.nextParagraph(line, step)
			if !ok && n > 1 {
				return target{pos: e.caret}, false
			}
			line = to
		}
		if line == len(e.lines)-1 && step > 0 && e.cellsOf(line) > 0 {
			return target{pos: pos{line, e.cellsOf(line) - 1}, kind: inclusive}, true
		}
		return target{pos: pos{line, 0}}, true
	}
}

// nextParagraph returns the next empty line after a text, and false at an end.
func (e *Editor) nextParagraph(line, step int) (int, bool) {
	text := false
	for first := true; ; first = false {
		empty := e.cellsOf(line) == 0
		text = text || !empty
		if !first && text && empty {
			return line, true
		}
		if line+step < 0 || line+step >= len(e.lines) {
			return line, false
		}
		line += step
	}
}

// innerParagraph is ip: lines with text, or lines without.
func innerParagraph(e *Editor, c viCommand) (region, bool) {
	first, last, ok := e.paragraphFrom()
	if !ok {
		return region{}, false
	}
	for n := c.times(); n > 1; n-- {
		if last == len(e.lines)-1 {
			return region{}, false
		}
		last = e.sameLines(last+1, 1)
	}
	return region{from: pos{first, 0}, to: pos{last, 0}, lines: true}, true
}

// aParagraph is ap: lines with text and the empty ones after them or, if there are none,
// before.
func aParagraph(e *Editor, c viCommand) (region, bool) {
	first, last, ok := e.paragraphFrom()
	if !ok {
		return region{}, false
	}
	for n := c.times(); n > 0; n-- {
		if n < c.times() {
			if last == len(e.lines)-1 {
				return region{}, false
			}
			last = e.sameLines(last+1, 1)
		}
		if last < len(e.lines)-1 {
			last = e.sameLines(last+1, 1)
			continue
		}
		if e.blankLine(first) {
			return region{}, false
		}
		if first > 0 && n == 1 {
			first = e.sameLines(first-1, -1)
		}
	}
	return region{from: pos{first, 0}, to: pos{last, 0}, lines: true}, true
}

// paragraphFrom returns the lines that a paragraph begins with: those around the caret or,
// if lines are selected, the ones after them.
func (e *Editor) paragraphFrom() (first, last int, ok bool) {
	line := e.caret.line
	if e.vi.visual() && e.anchor.line != line {
		if line == len(e.lines)-1 {
			return 0, 0, false
		}
		return e.anchor.line, e.sameLines(line+1, 1), true
	}
	return e.sameLines(line, -1), e.sameLines(line, 1), true
}

// sameLines returns the last line of those from one on that have text, if it has, or none.
func (e *Editor) sameLines(line, step int) int {
	kind := e.blankLine(line)
	for line+step >= 0 && line+step < len(e.lines) && e.blankLine(line+step) == kind {
		line += step
	}
	return line
}

// sentences returns the starts of all sentences. An empty line after text is one too.
func (e *Editor) sentences() []pos {
	var starts []pos
	begins := true
	for line := range e.lines {
		n := e.cellsOf(line)
		if n == 0 {
			if line == 0 || e.cellsOf(line-1) > 0 {
				starts = append(starts, pos{line, 0})
			}
			begins = true
			continue
		}
		for p := (pos{line, 0}); p.col < n; {
			if begins && (!e.isBlank(p) || p == pos{}) {
				starts, begins = append(starts, p), false
			}
			end := e.sentenceEnd(p)
			begins = begins || end > p.col
			p.col = max(end, p.col+1)
		}
	}
	return starts
}

// sentenceEnd returns the column behind the mark at p that ends a sentence, or that of p.
func (e *Editor) sentenceEnd(p pos) int {
	if !strings.Contains(".!?", e.at(p).text) {
		return p.col
	}
	q := pos{p.line, p.col + 1}
	for q.col < e.cellsOf(q.line) && strings.Contains(`)]"'`, e.at(q).text) {
		q.col++
	}
	if q.col == e.cellsOf(q.line) || e.isBlank(q) {
		return q.col
	}
	return p.col
}

// bySentence moves to the start of a sentence.
func bySentence(step int) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		starts, n := e.sentences(), c.times()
		next, _ := slices.BinarySearchFunc(starts, e.caret, comparePos)
		if step < 0 {
			if n > next {
				return target{pos: e.caret}, false
			}
			return target{pos: starts[next-n]}, true
		}
		if next < len(starts) && starts[next] == e.caret {
			next++
		}
		switch end := e.end(); {
		case next+n <= len(starts):
			return target{pos: starts[next+n-1]}, true
		case next+n == len(starts)+1 && (c.operator != "" || end.col > e.caret.col+1 || end.line > e.caret.line):
			return target{pos: pos{end.line, max(end.col-1, 0)}, kind: inclusive}, true
		}
		return target{pos: e.caret}, false
	}
}

func comparePos(p, q pos) int {
	return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.col, q.col))
}

// sentenceParts returns the ends of sentences and of the blanks between them, from the
// start of the text on.
func (e *Editor) sentenceParts() []pos {
	var parts []pos
	starts := append(e.sentences(), e.end())
	for i, s := range starts {
		if i > 0 {
			text := s
			for text.col > 0 && e.isBlank(pos{text.line, text.col - 1}) {
				text.col--
			}
			if text.col == 0 && text.line > starts[i-1].line && s.col == text.col {
				text = pos{s.line - 1, e.cellsOf(s.line - 1)}
			}
			if text != s && text != starts[i-1] {
				parts = append(parts, text)
			}
		}
		parts = append(parts, s)
	}
	return parts
}

// innerSentence is is: a sentence, or the blanks between two.
func innerSentence(e *Editor, c viCommand) (region, bool) {
	return e.sentenceRegion(c.times())
}

// aSentence is as: a sentence with the blanks after it or, if there are none, before.
func aSentence(e *Editor, c viCommand) (region, bool) {
	r, ok := e.sentenceRegion(2 * c.times())
	if ok {
		return r, true
	}
	if r, ok = e.sentenceRegion(2*c.times() - 1); !ok {
		return r, false
	}
	for r.from.col > 0 && e.isBlank(pos{r.from.line, r.from.col - 1}) {
		r.from.col--
	}
	return r, true
}

// sentenceRegion returns n parts from the one at the caret on.
func (e *Editor) sentenceRegion(n int) (region, bool) {
	parts := e.sentenceParts()
	start, selected := e.objectStart()
	for i := len(parts) - 2; i >= 0; i-- {
		if !start.before(parts[i]) {
			r := region{from: parts[i]}
			if selected {
				r.from = start
			}
			if i+n >= len(parts) {
				return r, false
			}
			r.to = parts[i+n]
			return r, true
		}
	}
	return region{}, false
}
