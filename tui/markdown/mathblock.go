package markdown

import "strings"

// maxFormula is how many bytes of displayed mathematics are read as such.
const maxFormula = 4096

// A mathBlock is an open block of displayed mathematics: $$ or \[ alone on a
// line, up to a line that ends in $$ or \]. TeX has no blank line in a
// formula; one that is met, or too long a text, makes the block plain text.
type mathBlock struct {
	start  int
	closer string
	lines  []seg
	size   int
	done   bool
}

// startMath opens a block of displayed mathematics.
func (p *blockParser) startMath(c *cursor, n int) bool {
	var closer string
	switch strings.TrimRight(c.rest(), " \t") {
	case "$$":
		closer = "$$"
	case `\[`:
		closer = `\]`
	default:
		return false
	}
	p.enter(n, c.next)
	p.leaf = &mathBlock{start: p.mark, closer: closer, lines: []seg{{c.next, c.end, 0}}}
	return true
}

func (m *mathBlock) take(p *blockParser, c *cursor) bool {
	if c.look(); c.isBlank {
		return false
	}
	m.lines = append(m.lines, seg{c.next, c.end, 0})
	m.size += c.end - c.next + 1
	m.done = strings.HasSuffix(strings.TrimRight(c.rest(), " \t"), m.closer)
	if m.done || m.size > maxFormula {
		p.leave(len(p.open))
	}
	return true
}

func (m *mathBlock) rest(p *blockParser, s seg) {
	p.leave(len(p.open))
	p.leaf = p.newParagraph(s)
}

func (m *mathBlock) clone() leaf {
	c := *m
	c.lines = m.lines[:len(m.lines):len(m.lines)]
	return &c
}

// close draws the formula, or the lines as they were written. A formula that
// is still arriving is drawn as far as it reads well.
func (m *mathBlock) close(p *blockParser) {
	f := p.frame()
	p.pen.links = nil
	if shown, ok := m.formula(p); ok {
		end := m.lines[len(m.lines)-1].end
		for _, l := range strings.Split(shown, "\n") {
			cs := append(p.cells[:0], blanks(min(2, f.width-1), m.start)...)
			cs.add(l, m.start, -1, cell{style: p.base()})
			p.cells = cs
			p.flow(f, cs, m.start, end, true)
		}
		return
	}
	start := m.start
	for _, l := range m.lines {
		cs := p.cells[:0]
		cs.addCode(p.src[l.start:l.end], l.start, 0, cell{style: p.base()})
		p.cells = cs
		p.flow(f, cs, start, l.end, true)
		start = l.end
	}
}

func (m *mathBlock) formula(p *blockParser) (string, bool) {
	if !m.done || p.opts.ASCII {
		return "", false
	}
	var b strings.Builder
	for _, l := range m.lines[1:] {
		b.WriteString(p.src[l.start:l.end])
		b.WriteByte('\n')
	}
	tex := strings.TrimRight(b.String(), " \t\n")
	return formula(strings.TrimSuffix(tex, m.closer))
}
