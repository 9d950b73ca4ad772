package markdown

import (
	"strconv"
	"strings"
)

// startQuote opens a quote. At the greatest depth its mark is skipped.
func (p *blockParser) startQuote(c *cursor, n int) bool {
	at := c.next
	if c.indent > 3 || !p.quoteMark(c) {
		return false
	}
	if p.depth(n) >= maxDepth {
		return true
	}
	p.enter(n, at)
	p.push(container{kind: quote})
	return true
}

// depth returns how many of the first n containers are drawn.
func (p *blockParser) depth(n int) int {
	depth := 0
	for _, b := range p.open[:n] {
		if b.kind != list {
			depth++
		}
	}
	return depth
}

// startRule draws a thematic break.
func (p *blockParser) startRule(c *cursor, n int) bool {
	mark, count := c.rest()[0], 0
	for i := c.next; i < c.end; i++ {
		switch c.src[i] {
		case mark:
			count++
		case ' ', '\t':
		default:
			return false
		}
	}
	if count < 3 {
		return false
	}
	p.enter(n, c.next)
	p.drawRule(c.end)
	return true
}

// startHeading draws an ATX heading.
func (p *blockParser) startHeading(c *cursor, n int) bool {
	s := c.rest()
	level := len(s) - len(strings.TrimLeft(s, "#"))
	if level > 6 || level < len(s) && s[level] != ' ' && s[level] != '\t' {
		return false
	}
	end := len(strings.TrimRight(s, " \t"))
	if body := strings.TrimRight(s[:end], "#"); len(body) < end && (body == "" || strings.HasSuffix(body, " ") || strings.HasSuffix(body, "\t")) {
		end = len(strings.TrimRight(body, " \t"))
	}
	start := level
	for start < end && (s[start] == ' ' || s[start] == '\t') {
		start++
	}
	p.enter(n, c.next)
	p.drawHeading(level, seg{c.next + start, c.next + max(start, end), 0}, c.end)
	return true
}

// setext makes the open paragraph a heading if the line underlines it.
func (p *blockParser) setext(c *cursor, n int) bool {
	para, ok := p.leaf.(*paragraph)
	if !ok || n != len(p.open) {
		return false
	}
	s := strings.TrimRight(c.rest(), " \t")
	if strings.Trim(s, s[:1]) != "" || !para.heads(p) {
		return false
	}
	level := 1
	if s[0] == '-' {
		level = 2
	}
	p.leaf = nil
	para.heading(p, level, c.end)
	return true
}

// startItem opens a list item, and a list around it if it continues none.
func (p *blockParser) startItem(c *cursor, n int) bool {
	marker, number, size := itemMarker(c.rest())
	if size == 0 {
		return false
	}
	_, text := p.leaf.(textual)
	if interrupts := text && n == len(p.open); interrupts {
		if number > 1 || number == 0 && marker != '-' && marker != '+' && marker != '*' ||
			strings.Trim(c.rest()[size:], " \t") == "" {
			return false
		}
	}
	at, indent := c.next, c.indent
	if p.depth(n) >= maxDepth {
		if p.open[n-1].kind != item {
			return false
		}
		n--
		indent += p.open[n].indent
		p.refill(n)
	}
	c.jump(c.next + size)
	indent += size + p.itemPadding(c)
	p.openItem(n, at, marker, number, indent)
	return true
}

// refill drops the item at n if it is only a marker so far: at the greatest
// depth another marker on its line takes its place.
func (p *blockParser) refill(n int) {
	if b := &p.open[n]; !b.filled && p.leaf == nil {
		b.drawn = true
		if n > 0 && p.open[n-1].kind == list {
			p.open[n-1].number--
		}
	}
}

// itemPadding goes over the blanks behind a marker and returns how many
// columns of them belong to it.
func (p *blockParser) itemPadding(c *cursor) int {
	c.look()
	if c.isBlank || c.indent > 4 {
		c.skip(1)
		return 1
	}
	width := c.indent
	c.skip(width)
	return width
}

func (p *blockParser) openItem(n, at int, marker byte, number, indent int) {
	p.leave(n)
	if n > 0 && p.open[n-1].kind == list && p.open[n-1].marker != marker {
		p.open = p.open[:n-1]
		n--
	}
	if n == 0 || p.open[n-1].kind != list {
		p.fill(at)
		p.push(container{kind: list, marker: marker, number: number})
	}
	p.fill(at)
	l := &p.open[len(p.open)-1]
	label, look := p.styles.bullet, p.styles.item
	if marker == '.' || marker == ')' {
		label, look = strconv.Itoa(l.number)+p.styles.behindNumber(marker), p.styles.number
	}
	l.number++
	label = p.levelPadding(n) + label
	p.push(container{kind: item, indent: indent, label: label, style: look.on(style{}), start: at})
}

// behindNumber returns the mark behind the number of an item: the sheet's, or
// the author's own if the sheet has the usual one.
func (s *styleSheet) behindNumber(marker byte) string {
	if s.afterNumber == ". " {
		return string(marker) + " "
	}
	return s.afterNumber
}

// levelPadding returns the blanks that move a list within an item to the column
// that the sheet wants. Without them the list begins where the text of the item does.
func (p *blockParser) levelPadding(n int) string {
	for i := min(n, len(p.open)) - 1; i >= 0; i-- {
		if p.open[i].kind == item {
			own := cellsOf(strings.TrimLeft(p.open[i].label, " "))
			return strings.Repeat(" ", max(p.styles.levelIndent-own, 0))
		}
	}
	return ""
}

// itemMarker returns the list marker that s begins with and its size, 0 if s
// begins with none.
func itemMarker(s string) (marker byte, number, size int) {
	digits := 0
	for digits < len(s) && digits < 10 && s[digits] >= '0' && s[digits] <= '9' {
		number = number*10 + int(s[digits]-'0')
		digits++
	}
	if digits > 9 || digits == len(s) {
		return 0, 0, 0
	}
	marker, size = s[digits], digits+1
	switch {
	case digits == 0 && marker != '-' && marker != '*' && marker != '+',
		digits > 0 && marker != '.' && marker != ')',
		size < len(s) && s[size] != ' ' && s[size] != '\t':
		return 0, 0, 0
	}
	return marker, number, size
}

// startNote opens the text of a footnote.
func (p *blockParser) startNote(c *cursor, n int) bool {
	label, size := noteLabel(c.rest())
	if size == 0 || !strings.HasPrefix(c.rest()[size:], ":") || p.depth(n) >= maxDepth || c.indent > 3 {
		return false
	}
	at := c.next
	c.jump(c.next + size + 1)
	c.look()
	c.skip(c.indent)
	p.enter(n, at)
	mark := noteMark(label)
	if p.opts.ASCII {
		mark = "[^" + label + "]"
	}
	p.push(container{kind: note, indent: 4, label: mark + " ", style: p.styles.quiet.on(style{}), start: at})
	return true
}
