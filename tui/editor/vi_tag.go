package editor

import (
	"regexp"
	"strings"
)

// A tag is a mark of HTML or XML in the text.
type tag struct {
	name     string
	shuts    bool
	from, to pos // to is behind it
}

var tagPattern = regexp.MustCompile(`<(/?)([^\s<>/!?][^\s<>/]*)([^<>]*)>`)

// tagObject returns the object of the text between two tags.
func tagObject(around bool) object {
	return func(e *Editor, c viCommand) (region, bool) {
		var open []tag
		n := c.times()
		for _, pair := range e.tagPairs() {
			if !e.caret.before(pair[0].from) && e.caret.before(pair[1].to) {
				open = append(open, pair[:]...)
			}
		}
		if len(open) < 2*n { // the pairs come from the inside
			return region{}, false
		}
		first, last := open[2*n-2], open[2*n-1]
		if around {
			return region{from: first.from, to: last.to}, true
		}
		return region{from: first.to, to: last.from}, true
	}
}

// tagPairs returns the tags that belong together, the inner ones first.
func (e *Editor) tagPairs() (pairs [][2]tag) {
	var open []tag
	for _, t := range e.tags() {
		if !t.shuts {
			open = append(open, t)
			continue
		}
		for i := len(open) - 1; i >= 0; i-- {
			if open[i].name == t.name {
				pairs = append(pairs, [2]tag{open[i], t})
				open = open[:i]
				break
			}
		}
	}
	return pairs
}

// tags returns the tags of the text.
func (e *Editor) tags() (all []tag) {
	var b strings.Builder
	var at []pos // of each byte
	for line, l := range e.lines {
		for col, c := range l.part(0, l.len()) {
			text := c.text
			if c.fold != nil {
				text = " "
			}
			b.WriteString(text)
			for range len(text) {
				at = append(at, pos{line, col})
			}
		}
		b.WriteByte('\n')
		at = append(at, pos{line, l.len()})
	}
	text := b.String()
	for _, m := range tagPattern.FindAllStringSubmatchIndex(text, -1) {
		if strings.HasSuffix(text[m[6]:m[7]], "/") {
			continue
		}
		last := at[m[1]-1]
		all = append(all, tag{text[m[4]:m[5]], m[2] != m[3], at[m[0]], pos{last.line, last.col + 1}})
	}
	return all
}
