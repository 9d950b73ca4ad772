package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxPiece is how many bytes of a paragraph are rendered at once. A longer
// paragraph goes out in pieces; see longSpan for spans that reach over a cut.
const maxPiece = 1024

// A paragraph is an open paragraph: the text of it that is not rendered yet.
type paragraph struct {
	pending passage
	last    int // where the last line begins in pending, -1 if a piece went out after it
	start   int
	cut     bool // a piece of it was rendered

	frame *frame
	carry cells    // the begun last row of the pieces so far
	links []string // targets of links in carry

	spans   []longSpan  // that the pending text is in
	hold    *hold       // nil if spans is empty
	literal map[int]int // by place in the source: marks that began no long span
	total   int         // bytes that were added
	redone  int         // bytes that were drawn again
	limit   int         // bytes that may be pending
	prev    rune        // the character before the pending text
}

func (p *blockParser) newParagraph(first seg) *paragraph {
	start := p.mark
	if start < 0 {
		start = first.start
	}
	para := &paragraph{start: start, limit: maxPiece, prev: ' '}
	para.add(p, first, "")
	return para
}

func (para *paragraph) take(*blockParser, *cursor) bool { return false }

func (para *paragraph) clone() leaf {
	c := *para
	c.pending.parts = slices.Clone(para.pending.parts)
	c.spans = slices.Clone(para.spans)
	if para.frame != nil {
		f := *para.frame
		c.frame = &f
	}
	return &c
}

func (para *paragraph) text(p *blockParser, c *cursor) {
	s := seg{c.next, c.end, 0}
	if para.last >= 0 {
		if aligns := tableStart(para.pending.text[para.last:], s.text(p.src)); aligns != nil {
			para.toTable(p, s, aligns)
			return
		}
	}
	para.add(p, s, "\n")
}

func (para *paragraph) rest(p *blockParser, s seg) {
	para.add(p, s, "")
	para.last = -1
}

// toTable makes the last line the head of a table and closes the rest.
func (para *paragraph) toTable(p *blockParser, delimiter seg, aligns []align) {
	header := seg{para.pending.pos(para.last), para.pending.pos(len(para.pending.text)), 0}
	if para.hold != nil && !p.draft {
		para.hold.dropLine()
	}
	if para.pending.text = strings.TrimSuffix(para.pending.text[:para.last], "\n"); para.last > 0 || para.cut {
		para.close(p)
		para.start = header.start
	}
	p.leaf = newTable(p, para.start, header, delimiter, aligns)
}

func (para *paragraph) add(p *blockParser, s seg, sep string) {
	para.last = len(para.pending.text) + len(sep)
	para.pending.add(sep, p.src, s)
	para.total += s.end - s.start
	if p.draft {
		return
	}
	if para.hold != nil {
		para.hold.added = append(para.hold.added, addition{s, sep})
	}
	para.advance(p, false)
}

func (para *paragraph) close(p *blockParser) {
	if p.draft {
		para.advance(p, false)
		para.settle()
	} else {
		para.finishSpans(p)
	}
	para.render(p, &para.pending, true)
}

// settle makes the pending text look as it most likely will in the end.
func (para *paragraph) settle() {
	text := para.pending.text
	if para.limit > maxPiece { // an address is arriving
		label, _, _ := strings.Cut(text[strings.IndexByte(text, '[')+1:], "](")
		text = label
	}
	if n := len(para.spans); n > 0 {
		text = strings.TrimRight(text, string(para.spans[n-1].mark))
	}
	if n := len(para.spans); n == 0 || para.spans[n-1].mark != '`' {
		text = settle(text)
	}
	para.pending.text = text
}

// render draws a passage. All but the last passage of a paragraph leave their
// last row to the next one.
func (para *paragraph) render(p *blockParser, text *passage, final bool) {
	in := inliner{styles: p.styles, opts: p.opts, refs: p.refs, draft: p.draft, links: para.links}
	cs := append(p.cells[:0], para.carry...)
	switch n := len(para.spans); {
	case n > 0 && para.spans[n-1].mark == '`':
		in.longCode(text, &cs, para.style(p))
	case para.frame == nil:
		p.task(text)
		p.alert(text, &cs)
		in.paragraph(text, &cs, p.base())
	default:
		beginPiece(text, &cs, para.style(p))
		in.spans(text, &cs, para.style(p))
	}
	p.cells = cs
	para.cut, para.carry, para.links = true, nil, in.links
	if len(cs) == 0 {
		return
	}
	if para.frame == nil {
		para.frame = p.frame()
		para.frame.rtl = rightToLeft(cs)
	}
	if n := len(para.spans); !final && len(text.text) > 1 && (n == 0 || para.spans[n-1].mark != '`') {
		endPiece(text, &cs, para.style(p))
	}
	end := text.pos(len(text.text))
	p.writer.links = para.links
	kept := p.flow(para.frame, cs, para.start, end, final)
	if para.carry = append(cells(nil), kept...); len(kept) > 0 {
		para.start = kept[0].pos
	}
}

// flow wraps cells and draws the rows. If more is to come, it returns the last
// row instead of drawing it.
func (p *blockParser) flow(f *frame, cs cells, start, end int, final bool) cells {
	cs.fit(f.width)
	p.direct(cs, f.rtl)
	p.spans = wrap(cs, f.width, p.spans)
	for i, row := range p.spans {
		if i+1 == len(p.spans) {
			if !final {
				return cs[row.from:]
			}
			p.emit(f, cs[row.from:row.to], start, end)
			break
		}
		next := cs[p.spans[i+1].from].pos
		p.emit(f, cs[row.from:row.to], start, next)
		start = next
	}
	return nil
}

// beginPiece appends the blank or line end that a passage begins with, which
// goldmark drops.
func beginPiece(text *passage, cs *cells, look style) {
	n := len(*cs)
	switch {
	case text.text == "" || n > 0 && ((*cs)[n-1].space() || (*cs)[n-1].newline()):
	case text.text[0] == '\n':
		cs.newline(text.pos(0))
	case text.text[0] == ' ':
		*cs = append(*cs, cell{text: " ", width: 1, pos: text.pos(0), style: look})
	}
}

// endPiece appends the blank or line end that a passage ends in, which goldmark
// drops.
func endPiece(text *passage, cs *cells, look style) {
	s := text.text
	switch {
	case strings.HasSuffix(s, "\n"):
		cs.newline(text.pos(len(s) - 1))
	case strings.HasSuffix(s, " "):
		*cs = append(*cs, cell{text: " ", width: 1, pos: text.pos(len(s) - 1), style: look})
	}
}

// task makes the label of the item a box if the passage begins with one.
func (p *blockParser) task(text *passage) {
	if len(p.open) == 0 || p.open[len(p.open)-1].kind != item || p.open[len(p.open)-1].drawn || len(text.text) < 4 {
		return
	}
	label := p.styles.ticked
	switch text.text[:3] {
	case "[ ]":
		label = p.styles.unticked
	case "[x]", "[X]":
	default:
		return
	}
	if text.text[3] != ' ' {
		return
	}
	b := &p.open[len(p.open)-1]
	pad := len(b.label) - len(strings.TrimLeft(b.label, " "))
	b.label, b.style = b.label[:pad]+label, p.styles.task.on(style{})
	*text = text.from(4)
}

// heads reports whether the paragraph can be the text of a heading: no piece of
// it is drawn, and it is more than link reference definitions.
func (para *paragraph) heads(p *blockParser) bool {
	if para.cut {
		return false
	}
	if !strings.HasPrefix(para.pending.text, "[") {
		return true
	}
	ctx := &refContext{parser.NewContext(), p.refs, true}
	doc := paragraphParser().Parse(text.NewReader(util.StringToReadOnlyBytes(para.pending.text)), parser.WithContext(ctx))
	last := doc.LastChild()
	return last != nil && last.Kind() == ast.KindParagraph
}

// heading draws the paragraph as a heading that ends at end.
func (para *paragraph) heading(p *blockParser, level, end int) {
	p.mark = para.start
	p.headingRows(level, &para.pending, end, true)
}

// drawHeading draws a heading that its mark made one.
func (p *blockParser) drawHeading(level int, text seg, end int) {
	p.headingRows(level, newPassage(p.src, text), end, false)
}

func (p *blockParser) headingRows(level int, text *passage, end int, definitions bool) {
	in := inliner{styles: p.styles, opts: p.opts, refs: p.refs, draft: p.draft}
	dress, base := &p.styles.heading[level-1], p.base()
	cs := p.cells[:0]
	if definitions {
		in.paragraph(text, &cs, dress.on(base))
	} else {
		in.spans(text, &cs, dress.on(base))
	}
	p.cells = cs
	if len(cs) == 0 && definitions {
		return
	}
	cs = dress.around(cs, text.pos(0), text.pos(len(text.text)), base)
	f := p.frame()
	f.rtl = rightToLeft(cs)
	p.writer.links = in.links
	if len(cs) == 0 {
		p.emit(f, nil, p.mark, end)
		return
	}
	p.flow(f, cs, p.mark, end, true)
}
