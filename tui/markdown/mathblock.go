package markdown

import "strings"

// maxFormula is how many bytes of displayed mathematics are read as such.
const maxFormula = 4096

// A mathBlock is an open block of displayed mathematics: a line that begins
// with $$ or \[, up to a line that ends in $$ or \]. TeX has no blank line in a
// formula; one that is met, or too long a text, makes the block plain text.
type mathBlock struct {
	start  int
	closer string
	lines  []seg
	size   int
	done   bool
}

// startMath opens a block of displayed mathematics. More text on the line of
// its mark must be TeX.
func (p *blockParser) startMath(c *cursor, n int) bool {
	s := strings.TrimRight(c.rest(), " \t")
	var closer string
	switch {
	case strings.HasPrefix(s, "$$"):
		closer = "$$"
	case strings.HasPrefix(s, `\[`):
		closer = `\]`
	default:
		return false
	}
	body, done := strings.CutSuffix(s[2:], closer)
	switch done = done && body != ""; {
	case done && (closer == "$$" || !equation(body)):
		return false // a span of a paragraph
	case !done && s[2:] != "" && (strings.Contains(body, closer) || !hasCommand(body)):
		return false
	}
	p.enter(n, c.next)
	p.leaf = &mathBlock{start: p.mark, closer: closer, lines: []seg{{c.next, c.end, 0}}, done: done}
	if done {
		p.leave(len(p.open))
	}
	return true
}

// equation reports whether s can only be meant as an equation or as TeX.
func equation(s string) bool {
	return mathematical(strings.TrimSpace(s)) && strings.ContainsAny(s, `\=`)
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

// close draws the formula, or the lines as written. Escaped brackets without
// TeX between them are text.
func (m *mathBlock) close(p *blockParser) {
	tex := m.tex(p.src)
	certain := mathematical(strings.TrimSpace(tex))
	if m.closer == `\]` && !(certain && strings.ContainsAny(tex, `\^_=`)) {
		m.prose(p)
		return
	}
	f := p.frame()
	p.writer.links = nil
	if shown, ok := formula(tex); ok && m.done && certain && !p.opts.ASCII {
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

// prose draws the block as a paragraph.
func (m *mathBlock) prose(p *blockParser) {
	para := p.newParagraph(m.lines[0])
	para.start = m.start
	for _, l := range m.lines[1:] {
		para.add(p, l, "\n")
	}
	para.close(p)
}

// tex returns the text between the marks.
func (m *mathBlock) tex(src string) string {
	var b strings.Builder
	for _, l := range m.lines {
		b.WriteString(src[l.start:l.end])
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(strings.TrimRight(b.String()[2:], " \t\n"), m.closer)
}
