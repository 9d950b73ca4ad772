package editor

// An object returns the text object at the caret, and false if there is none.
type object func(e *Editor, c viCommand) (region, bool)

var objects map[string]object

func init() {
	objects = map[string]object{
		"iw": innerWord(false), "iW": innerWord(true), "aw": aWord(false), "aW": aWord(true),
		"ip": innerParagraph, "ap": aParagraph, "is": innerSentence, "as": aSentence,
		"it": tagObject(false), "at": tagObject(true),
	}
	for _, quote := range []string{`"`, "'", "`"} {
		objects["i"+quote], objects["a"+quote] = quoted(quote, false), quoted(quote, true)
	}
	for i, pair := range bracketPairs {
		for _, name := range []string{pair.open, pair.shut, []string{"b", "", "B", ""}[i]} {
			if name != "" {
				objects["i"+name], objects["a"+name] = bracketed(pair, false), bracketed(pair, true)
			}
		}
	}
}

// objectStart returns where a text object begins to grow: at the caret or, if text is
// selected, behind it.
func (e *Editor) objectStart() (p pos, selected bool) {
	if e.vi.visual() && e.anchor != e.caret {
		p, _ := e.after(e.caret)
		return p, true
	}
	return e.caret, false
}

// runEnd returns the end of the run of one class at p, on its line.
func (e *Editor) runEnd(p pos, big bool) pos {
	kind, n := e.classAt(p, big), e.cellsOf(p.line)
	for p.col < n && e.classAt(p, big) == kind {
		p.col++
	}
	return p
}

// runStart returns the start of the run at p.
func (e *Editor) runStart(p pos, big bool) pos {
	kind := e.classAt(p, big)
	for p.col > 0 && e.classAt(pos{p.line, p.col - 1}, big) == kind {
		p.col--
	}
	return p
}

// innerWord is iw and iW: runs of one class, blanks too.
func innerWord(big bool) object {
	return func(e *Editor, c viCommand) (region, bool) {
		start, selected := e.objectStart()
		r := region{from: start, to: start}
		if !selected {
			r.from = e.runStart(start, big)
		}
		for n := c.times(); n > 0; n-- {
			if r.to.col == e.cellsOf(r.to.line) {
				if n == c.times() && !selected {
					continue // an empty line
				}
				if r.to.line == len(e.lines)-1 {
					return r, false
				}
				r.to = pos{r.to.line + 1, 0}
			}
			r.to = e.runEnd(r.to, big)
		}
		return r, true
	}
}

// aWord is aw and aW: words with the blanks after them or, if there are none, before.
func aWord(big bool) object {
	return func(e *Editor, c viCommand) (region, bool) {
		start, selected := e.objectStart()
		r := region{from: start, to: start}
		if !selected {
			r.from = e.runStart(start, big)
		}
		blankFirst := e.classAt(start, big) == classBlank
		trailing := false
		for range c.times() {
			var ok bool
			if r.to, trailing, ok = e.wordAndBlanks(r.to, big, blankFirst); !ok {
				return r, false
			}
		}
		if !blankFirst && !trailing && !selected {
			if from := e.runStart(pos{r.from.line, max(r.from.col-1, 0)}, big); e.classAt(from, big) == classBlank && from.col > 0 {
				r.from = from
			}
		}
		return r, true
	}
}

// wordAndBlanks returns the end of the word and the blanks from p on, in the order in
// which they come, and whether there were blanks.
func (e *Editor) wordAndBlanks(p pos, big, blankFirst bool) (end pos, trailing, ok bool) {
	if blankFirst {
		for e.classAt(p, big) == classBlank {
			var step stepEnd
			if p, step = e.after(p); step == stuck {
				return p, false, false
			}
		}
		return e.runEnd(p, big), true, true
	}
	if p.col == e.cellsOf(p.line) {
		if p.line == len(e.lines)-1 {
			return p, false, false
		}
		p = pos{p.line + 1, 0}
	}
	p = e.runEnd(p, big)
	if p.col < e.cellsOf(p.line) && e.classAt(p, big) == classBlank {
		return e.runEnd(p, big), true, true
	}
	return p, false, true
}

// quoted returns the object of a text in quotes on one line.
func quoted(quote string, around bool) object {
	return func(e *Editor, c viCommand) (region, bool) {
		line := e.caret.line
		open, shut, ok := e.quotes(quote)
		if !ok {
			return region{}, false
		}
		from, to := pos{line, open}, pos{line, shut + 1}
		switch {
		case around:
			for e.isBlank(to) {
				to.col++
			}
			for to.col == shut+1 && from.col > 0 && e.isBlank(pos{line, from.col - 1}) {
				from.col--
			}
		case c.times() < 2:
			from.col, to.col = open+1, shut
		}
		return region{from: from, to: to}, true
	}
}

// quotes returns the columns of the quotes around the caret, or of the next ones.
func (e *Editor) quotes(quote string) (open, shut int, ok bool) {
	open = -1
	onQuote := e.at(e.caret).text == quote
	for p := (pos{e.caret.line, 0}); p.col < e.cellsOf(p.line); p.col++ {
		switch {
		case e.at(p).text == `\` && open >= 0:
			p.col++
		case e.at(p).text != quote:
		case open < 0:
			open = p.col
		case p.col >= e.caret.col:
			return open, p.col, true
		case onQuote: // quotes are counted from the start of the line
			open = -1
		default:
			open = p.col
		}
	}
	return 0, 0, false
}

// bracketed returns the object of a text in brackets.
func bracketed(pair bracketPair, around bool) object {
	return func(e *Editor, c viCommand) (region, bool) {
		start, n := e.caret, c.times()
		if e.vi.visual() && e.anchor != e.caret {
			start, _ = ordered(e.anchor, e.caret)
			if !around && e.selectsInside(pair) {
				n++
			}
		} else if e.at(start).text == pair.open {
			start, _ = e.after(start)
		}
		from, ok := e.opening(start, pair, n)
		if !ok {
			from, ok = e.nextOpening(start, pair)
		}
		if !ok {
			return region{}, false
		}
		to, ok := e.shutting(from, pair)
		if !ok {
			return region{}, false
		}
		if around {
			to, _ = e.after(to)
			return region{from: from, to: to}, true
		}
		return e.inside(from, to), true
	}
}

// selectsInside reports whether what is selected is the whole inside of brackets.
func (e *Editor) selectsInside(pair bracketPair) bool {
	from, to := ordered(e.anchor, e.caret)
	before, _ := e.ahead(from)
	behind, _ := e.after(to)
	return e.at(before).text == pair.open && e.at(behind).text == pair.shut
}

// inside returns the region between two brackets. Line ends beside the brackets do not
// belong to it.
func (e *Editor) inside(open, shut pos) region {
	from := pos{open.line, open.col + 1}
	if from.col == e.cellsOf(from.line) && from.line < shut.line {
		from = pos{from.line + 1, 0}
	}
	if from.before(shut) && shut.line > open.line && e.isIndent(shut) {
		shut.col = 0
	}
	if shut.before(from) {
		shut = from
	}
	return region{from: from, to: shut}
}
