package editor

import (
	"unicode"
	"unicode/utf8"
)

// A class is a kind of characters. A word of vi is a run of one class.
type class int

const (
	classBlank class = iota
	classMark
	classWord
	classFold
	classScript // and above: scripts that write no blanks between words
)

// scripts are the scripts whose runs are words of their own.
var scripts = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul}

// classAt returns the class of the cell at p. If big is true, all but blanks are of one
// class, as for W.
func (e *Editor) classAt(p pos, big bool) class {
	c := e.at(p)
	switch {
	case blank(c):
		return classBlank
	case big:
		return classWord
	case c.fold != nil:
		return classFold
	}
	r, _ := utf8.DecodeRuneInString(c.text)
	for i, script := range scripts {
		if r > unicode.MaxLatin1 && unicode.Is(script, r) {
			return classScript + class(i)
		}
	}
	if letters(c) {
		return classWord
	}
	return classMark
}

// emptyLine reports whether p is on a line without cells, at which words stop.
func (e *Editor) emptyLine(p pos) bool { return e.cellsOf(p.line) == 0 }

// byWords is w and W.
func byWords(big bool) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		if c.operator == "c" {
			if t, ok := changeWords(e, c, big); ok {
				return t, true
			}
		}
		p, ok := e.caret, true
		for n := c.times(); n > 0 && ok; n-- {
			p, ok = e.nextWord(p, big, c.operator != "" && n == 1)
		}
		return e.offLineEnd(p, exclusive), ok || c.operator != ""
	}
}

// changeWords is w after "c": within a word it leaves the blanks after it.
func changeWords(e *Editor, c viCommand, big bool) (target, bool) {
	if e.classAt(e.caret, big) == classBlank {
		return target{pos: e.caret}, false
	}
	p, ok := e.caret, true
	for n := c.times(); n > 0 && ok; n-- {
		p, ok = e.wordEnd(p, big, n == c.times())
	}
	return e.offLineEnd(p, inclusive), true
}

// offLineEnd returns the target at p, or at the last cell if p is behind that.
func (e *Editor) offLineEnd(p pos, kind motionKind) target {
	if p.col > 0 && p.col == e.cellsOf(p.line) && e.caret.before(p) && !e.vi.visual() {
		return target{pos: pos{p.line, p.col - 1}, kind: inclusive}
	}
	return target{pos: p, kind: kind}
}

// nextWord returns the start of the next word. If stay is true, it does not leave the
// line.
func (e *Editor) nextWord(p pos, big, stay bool) (pos, bool) {
	lastLine := p.line == len(e.lines)-1
	start := e.classAt(p, big)
	p, step := e.after(p)
	if step == stuck || step >= onLineEnd && lastLine {
		return p, false
	}
	if step >= onLineEnd && stay {
		return p, true
	}
	for start != classBlank && e.classAt(p, big) == start {
		if p, step = e.after(p); step == stuck || step >= onLineEnd && stay {
			return p, true
		}
	}
	for e.classAt(p, big) == classBlank && !e.emptyLine(p) {
		if p, step = e.after(p); step == stuck || step >= onLineEnd && p.line == len(e.lines)-1 && step != overLine {
			return p, true
		}
	}
	return p, true
}

// byWordsBack is b and B.
func byWordsBack(big bool) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		p, ok := e.caret, true
		for n := c.times(); n > 0 && ok; n-- {
			p, ok = e.wordStartBack(p, big)
		}
		return target{pos: p}, p != e.caret
	}
}

// wordStartBack returns the start of the word before p.
func (e *Editor) wordStartBack(p pos, big bool) (pos, bool) {
	p, step := e.ahead(p)
	if step == stuck {
		return p, false
	}
	for e.classAt(p, big) == classBlank {
		if e.emptyLine(p) {
			return p, true
		}
		if p, step = e.ahead(p); step == stuck {
			return p, true
		}
	}
	for kind := e.classAt(p, big); e.classAt(p, big) == kind; {
		if p, step = e.ahead(p); step == stuck {
			return p, true
		}
	}
	p, _ = e.after(p)
	return p, true
}

// byWordEnds is e and E.
func byWordEnds(big bool) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		p, ok := e.caret, true
		for n := c.times(); n > 0 && ok; n-- {
			p, ok = e.wordEnd(p, big, false)
		}
		return e.offLineEnd(p, inclusive), ok || c.operator != "" || p != e.caret
	}
}

// wordEnd returns the end of the word at p or, if p is there already, of the next one. If
// stay is true, the end of a word counts as its end.
func (e *Editor) wordEnd(p pos, big, stay bool) (pos, bool) {
	start := e.classAt(p, big)
	p, step := e.after(p)
	if step == stuck {
		return p, false
	}
	if start == classBlank || e.classAt(p, big) != start {
		if stay && start != classBlank {
			p, _ = e.ahead(p)
			return p, true
		}
		for e.classAt(p, big) == classBlank {
			if p, step = e.after(p); step == stuck {
				return p, false
			}
		}
		start = e.classAt(p, big)
	}
	for e.classAt(p, big) == start {
		if p, step = e.after(p); step == stuck {
			return p, false
		}
	}
	p, _ = e.ahead(p)
	return p, true
}

// byWordEndsBack is ge and gE.
func byWordEndsBack(big bool) motion {
	return func(e *Editor, c viCommand) (target, bool) {
		p, ok := e.caret, true
		for n := c.times(); n > 0 && ok; n-- {
			p, ok = e.wordEndBack(p, big)
		}
		return target{pos: p, kind: inclusive}, p != e.caret
	}
}

// wordEndBack returns the end of the word before the one at p.
func (e *Editor) wordEndBack(p pos, big bool) (pos, bool) {
	start := e.classAt(p, big)
	p, step := e.ahead(p)
	if step == stuck {
		return p, false
	}
	for start != classBlank && e.classAt(p, big) == start {
		if p, step = e.ahead(p); step == stuck {
			return p, true
		}
	}
	for e.classAt(p, big) == classBlank && !e.emptyLine(p) {
		if p, step = e.ahead(p); step == stuck {
			return p, true
		}
	}
	return p, true
}
