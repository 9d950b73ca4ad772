package markdown

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// linkAllowance is how many bytes of link targets a document may write before
// they are held to a multiple of its text: a short text can name a long
// target many times.
const linkAllowance = 64 << 10

// A frame is the place of a leaf on the screen: the margin that its containers
// draw and the width that is left.
type frame struct {
	first, others cells // margins of the first and of the other rows
	begun         bool  // the first row is out
	width         int   // cells for content
	rtl           bool  // the text reads from right to left
}

// A rowContainer is a container that a row is in.
type rowContainer struct {
	id   int
	kind containerKind
}

// frame returns the frame of a leaf in the open containers and draws the blank
// row before it. The leaf must be about to draw a row.
func (p *blockParser) frame() *frame {
	common := p.common()
	if p.gap(common) {
		p.row(trimCells(p.margin(p.open[:common], false)), nil, p.end, p.end)
	}
	p.blank, p.any = false, true
	f := &frame{first: p.margin(p.open, true), others: p.margin(p.open, false)}
	f.width = max(p.opts.Width-p.edge()-max(f.first.width(), f.others.width()), 1)
	p.last = make([]rowContainer, len(p.open))
	for i := range p.open {
		p.open[i].drawn = true
		p.last[i] = rowContainer{p.open[i].id, p.open[i].kind}
	}
	return f
}

// edge returns the margin of the sheet on each side. A narrow window has none.
func (p *blockParser) edge() int {
	if p.opts.Width < 10*p.styles.margin {
		return 0
	}
	return p.styles.margin
}

// indent moves the rows of the frame n cells to the right in a window that has
// the room.
func (f *frame) indent(n, pos int) {
	if n == 0 || f.width < 10*n {
		return
	}
	f.first = append(f.first, blanks(n, pos)...)
	f.others = append(f.others, blanks(n, pos)...)
	f.width -= n
}

// base returns the style of text in the open containers.
func (p *blockParser) base() style {
	st := p.styles.text
	for i := range p.open {
		switch p.open[i].kind {
		case quote:
			st = p.styles.quoted.on(st)
		case list:
			st = p.styles.listed.on(st)
		}
	}
	return st
}

// common returns how many of the open containers the last row is in too.
func (p *blockParser) common() int {
	n := 0
	for n < len(p.open) && n < len(p.last) && p.open[n].id == p.last[n].id {
		n++
	}
	return n
}

// gap reports whether a blank row comes before the next leaf. Blocks in a list
// are as close as in the source; others are always apart.
func (p *blockParser) gap(common int) bool {
	switch {
	case !p.any:
		return false
	case common > 0 && (p.open[common-1].kind == list || p.open[common-1].kind == item):
		return p.blank
	case common < len(p.open) && common < len(p.last):
		return p.blank || p.open[common].kind != note || p.last[common].kind != note
	}
	return true
}

// margin returns the cells that the containers draw at the left edge. If labels
// is set, it draws the labels that are not on the screen yet. At least half of
// the width is left for content: outer margins go first.
func (p *blockParser) margin(open []container, labels bool) cells {
	parts := []cells{blanks(p.edge(), p.end)}
	width := p.edge()
	for i := range open {
		var part cells
		switch b := &open[i]; {
		case b.kind == quote:
			part.draw(p.styles.bar, p.end, p.styles.quiet.on(style{}))
		case b.kind != list:
			part.draw(b.label, b.start, b.style)
			if b.drawn || !labels {
				part = blanks(part.width(), p.end)
			}
		}
		parts = append(parts, part)
		width += part.width()
	}
	var m cells
	for _, part := range parts {
		if width > p.opts.Width/2 {
			width -= part.width()
			continue
		}
		m = append(m, part...)
	}
	return m
}

func blanks(n, pos int) cells {
	cs := make(cells, n)
	for i := range cs {
		cs[i] = cell{text: " ", width: 1, pos: pos}
	}
	return cs
}

func trimCells(cs cells) cells {
	for len(cs) > 0 && cs[len(cs)-1].space() {
		cs = cs[:len(cs)-1]
	}
	return cs
}

// emit draws a row that shows the source from start to end.
func (p *blockParser) emit(f *frame, row cells, start, end int) {
	p.put(f, p.visual(row, f.rtl), start, end)
}

// put draws a row of cells that are in the order of the screen.
func (p *blockParser) put(f *frame, row cells, start, end int) {
	margin := f.others
	if !f.begun {
		margin, f.begun = f.first, true
	}
	if len(row) == 0 {
		margin = trimCells(margin)
	}
	if len(p.writer.links) > 0 {
		row = p.budget(row, end)
	}
	p.row(margin, row, start, max(start, end))
	p.end = max(start, end)
}

// row appends a row to the rows.
func (p *blockParser) row(margin, row cells, start, end int) {
	p.rows = append(p.rows, Line{Text: p.writer.row(margin, row), Start: start, End: end})
	if p.record {
		p.cols = append(p.cols, columns(margin, row))
	}
}

// budget returns row without its links if the document has written too many
// bytes of targets for its length.
func (p *blockParser) budget(row cells, end int) cells {
	cost, link := 0, 0
	for i := range row {
		if row[i].link != link && row[i].link != 0 {
			cost += len(p.writer.links[row[i].link-1])
		}
		link = row[i].link
	}
	if p.spent+cost <= linkAllowance+4*end {
		p.spent += cost
		return row
	}
	plain := append(cells(nil), row...)
	for i := range plain {
		plain[i].link = 0
	}
	return plain
}

// emptyItem draws an item that has no content.
func (p *blockParser) emptyItem(start int) {
	f := p.frame()
	f.first = trimCells(f.first)
	p.emit(f, nil, start, start+1)
}

// drawRule draws a thematic break.
func (p *blockParser) drawRule(end int) {
	f := p.frame()
	text := p.styles.ruleText
	if text == "" {
		text = strings.Repeat(p.styles.ruleCell, f.width)
	}
	var row cells
	row.draw(ansi.Truncate(text, f.width, ""), end, p.styles.rule.on(style{}))
	p.emit(f, row, p.mark, end)
}

// hairline returns a thin line that belongs to a block.
func (p *blockParser) hairline(width, pos int) cells {
	var cs cells
	cs.draw(strings.Repeat(p.styles.ruleCell, max(width, 0)), pos, p.styles.quiet.on(style{}))
	return cs
}
