package markdown

import (
	"sort"
	"strings"

	"banter/internal/termsafe"
)

// A seg is a part of the source behind pad spaces, the rest of a tab.
type seg struct{ start, end, pad int }

// text returns the seg's text.
func (s seg) text(src string) string {
	if s.pad == 0 {
		return src[s.start:s.end]
	}
	return strings.Repeat(" ", s.pad) + src[s.start:s.end]
}

// A passage is text put together from parts of the source: the lines of a
// paragraph without the marks of its containers. It knows the place in the
// source of each of its bytes.
type passage struct {
	text  string
	parts []part // by at
}

// A part maps the passage from at on to the source from pos on.
type part struct{ at, pos int }

// newPassage returns a part of the source as a passage.
func newPassage(src string, s seg) *passage {
	p := &passage{}
	p.add("", src, s)
	return p
}

// add appends sep and a part of the source. Escape sequences are taken out
// here, while they are whole: a span in the middle of one would tear it apart.
func (p *passage) add(sep, src string, s seg) {
	text := s.text(src)
	at := len(p.text) + len(sep)
	p.parts = append(p.parts, part{at, s.start})
	safe := termsafe.Text(text)
	p.text += sep + safe
	if safe != text {
		p.parts = append(p.parts, part{len(p.text), s.end})
	}
}

// from returns the passage from the byte at offset at on.
func (p *passage) from(at int) passage {
	parts := []part{{0, p.pos(at)}}
	for _, q := range p.parts {
		if q.at > at {
			parts = append(parts, part{q.at - at, q.pos})
		}
	}
	return passage{p.text[at:], parts}
}

// pos returns the place in the source of the byte at offset at.
func (p *passage) pos(at int) int {
	i := sort.Search(len(p.parts), func(i int) bool { return p.parts[i].at > at }) - 1
	if i < 0 {
		return p.parts[0].pos
	}
	pos := p.parts[i].pos + at - p.parts[i].at
	if i+1 < len(p.parts) {
		pos = min(pos, p.parts[i+1].pos)
	}
	return pos
}
