package session

import (
	"cmp"
	"slices"
	"strings"
)

// parts is a text that grows in several places: the parts of an answer, ordered
// by their indices and separated by blank lines. Adding to the last part costs
// the length of the addition; any other change costs the length of the whole
// text at the next call of string.
type parts struct {
	list   []*part
	joined strings.Builder // of two and more parts that are not empty
	stale  bool            // joined must be built again
	moved  bool            // the text changed other than by growing at its end
	size   int             // of all parts, in bytes

	shown     string // last result of string
	rewritten int    // number of results of string that do not begin with the result before
}

// halfOutput is the output index of the half that an answer goes on after. What
// follows is part of the same sentence.
const halfOutput = -1

type part struct {
	output, index int
	text          strings.Builder
}

func (p *part) compare(q *part) int {
	return cmp.Or(cmp.Compare(p.output, q.output), cmp.Compare(p.index, q.index))
}

const blankLine = "\n\n"

// string returns the text. It shares memory with the builders, which only
// append.
func (p *parts) string() string {
	text := p.join()
	if p.moved && !strings.HasPrefix(text, p.shown) {
		p.rewritten++
	}
	p.shown, p.moved = text, false
	return text
}

func (p *parts) join() string {
	filled := p.filled()
	switch len(filled) {
	case 0:
		return ""
	case 1:
		return filled[0].text.String()
	}
	if p.stale {
		p.joined.Reset() // callers keep the old text
		for i, part := range filled {
			if i > 0 && filled[i-1].output != halfOutput {
				p.joined.WriteString(blankLine)
			}
			p.joined.WriteString(part.text.String())
		}
		p.stale = false
	}
	return p.joined.String()
}

func (p *parts) filled() []*part {
	empty := func(p *part) bool { return p.text.Len() == 0 }
	if !slices.ContainsFunc(p.list, empty) {
		return p.list
	}
	return slices.DeleteFunc(slices.Clone(p.list), empty)
}

// add appends delta to a part.
func (p *parts) add(output, index int, delta string) {
	if delta == "" {
		return
	}
	part := p.find(output, index)
	began := part.text.Len() == 0
	part.text.WriteString(delta)
	p.size += len(delta)
	switch last := part == p.list[len(p.list)-1]; {
	case !last:
		p.stale, p.moved = true, true
	case p.joined.Len() == 0 || began:
		p.stale = true // the text has only grown
	case !p.stale:
		p.joined.WriteString(delta)
	}
}

// set gives a part its whole text, which it usually has already.
func (p *parts) set(output, index int, text string) {
	part := p.find(output, index)
	has := part.text.String()
	if strings.HasPrefix(text, has) {
		p.add(output, index, text[len(has):])
		return
	}
	p.size += len(text) - len(has)
	part.text.Reset()
	part.text.WriteString(text)
	p.stale, p.moved = true, true
}

// replace sets the texts of an output item. Without texts it changes nothing.
func (p *parts) replace(output int, texts []string) {
	if len(texts) == 0 {
		return
	}
	for index, text := range texts {
		p.set(output, index, text)
	}
	p.list = slices.DeleteFunc(p.list, func(part *part) bool {
		extra := part.output == output && part.index >= len(texts)
		p.stale, p.moved = p.stale || extra, p.moved || extra
		if extra {
			p.size -= part.text.Len()
		}
		return extra
	})
}

// clear drops the text; another one begins.
func (p *parts) clear() {
	p.list, p.size, p.stale, p.moved = nil, 0, true, true
}

// without returns the text of the output items that closed does not name, and
// that are not the half.
func (p *parts) without(closed map[int]bool) string {
	var texts []string
	for _, part := range p.filled() {
		if !closed[part.output] && part.output != halfOutput {
			texts = append(texts, part.text.String())
		}
	}
	return strings.Join(texts, blankLine)
}

// find returns a part, new if necessary.
func (p *parts) find(output, index int) *part {
	wanted := &part{output: output, index: index}
	if n := len(p.list); n > 0 && p.list[n-1].compare(wanted) == 0 {
		return p.list[n-1]
	}
	i, known := slices.BinarySearchFunc(p.list, wanted, (*part).compare)
	if !known {
		p.list = slices.Insert(p.list, i, wanted)
	}
	return p.list[i]
}
