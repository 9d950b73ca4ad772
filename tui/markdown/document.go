package markdown

import "strings"

// A Document is a text that arrives in pieces. It is not safe for concurrent
// use.
type Document struct {
	opts   Options
	src    strings.Builder
	parser *blockParser // has taken the source up to pos
	pos    int
	cont   bool // pos is within a line
	done   bool

	rows   []Line // the last result of Lines
	blocks []CodeBlock
	seen   int // length of the source that rows show, -1 when they must be made
	draft  blockParser

	cols     [][]int32 // for rows, when they are recorded
	selected *Document // a copy that records, for Select
}

// New returns an empty document.
func New(opts Options) *Document {
	d := &Document{}
	d.Resize(opts)
	return d
}

// Append adds text that has arrived. It does no rendering. Text after Finish
// is dropped.
func (d *Document) Append(text string) {
	if !d.done {
		d.src.WriteString(text)
	}
}

// Finish ends the text. From then on Lines equals [Render].
func (d *Document) Finish() {
	d.done = true
	d.seen = -1
}

// Source returns the text so far, unchanged.
func (d *Document) Source() string { return d.src.String() }

// Resize changes how the document is rendered.
func (d *Document) Resize(opts Options) {
	opts.Width = max(opts.Width, 1)
	d.opts = opts
	refs := newRefs()
	refs.printed = opts.Printed
	d.restart(refs)
}

// restart begins the pass over the text again.
func (d *Document) restart(refs *refs) {
	record := d.parser != nil && d.parser.record
	d.parser = newBlockParser(&d.opts, newStyleSheet(d.opts), refs)
	d.parser.record = record
	d.pos, d.cont, d.seen = 0, false, -1
}

// Lines renders what is new and returns all rows. The slice belongs to the
// document and is valid until the next call of a method. Rows below the index
// that Frozen returns do not change while the text grows; [Document.Finish]
// changes them only for links whose definitions came after them, and with
// [Options.Printed] not even for those.
func (d *Document) Lines() []Line {
	if d.seen != d.src.Len() {
		d.seen = d.src.Len()
		d.advance()
	}
	return d.rows
}

// Frozen returns how many rows of the last Lines are final.
func (d *Document) Frozen() int { return d.parser.final() }

// CodeBlocks returns the blocks of code in the rows of Lines.
func (d *Document) CodeBlocks() []CodeBlock {
	d.Lines()
	blocks := make([]CodeBlock, len(d.blocks))
	for i, b := range d.blocks {
		b.Content = content(d.src.String(), b.parts, b.extra)
		b.parts, b.extra = nil, nil
		blocks[i] = b
	}
	return blocks
}

// content puts the code of a block together. A part that follows the one
// before it at once is a further piece of the same line.
func content(src string, parts, extra []seg) string {
	var b strings.Builder
	end := 0
	for i, s := range append(parts[:len(parts):len(parts)], extra...) {
		if i > 0 && (s.pad > 0 || s.start != end) {
			b.WriteByte('\n')
		}
		b.WriteString(s.text(src))
		end = s.end
	}
	return b.String()
}

// advance gives the parser all whole lines and renders the rest on a copy of
// it.
func (d *Document) advance() {
	tail := d.take()
	if !d.done {
		d.sketch(tail)
		return
	}
	d.parser.finish()
	if refs := d.parser.refs; refs.late {
		refs.late = false
		d.restart(refs)
		d.seen = d.src.Len()
		d.take()
		d.parser.finish()
	}
	d.rows, d.blocks, d.cols = d.parser.rows, d.parser.blocks, d.parser.cols
}

// take gives the parser all lines that are whole and returns the last one.
func (d *Document) take() line {
	p := d.parser
	p.src = d.src.String()
	for {
		l, next, ok := nextLine(p.src, d.pos, d.cont, d.done)
		if !ok {
			return l
		}
		p.line(l)
		d.pos, d.cont = next, l.more
	}
}

// sketch renders the open blocks, with the line that is still arriving, behind
// the rows of whole lines.
func (d *Document) sketch(tail line) {
	p := d.parser
	c := &d.draft
	open, cells, spans, buf := c.open, c.cells, c.spans, c.writer.buf
	if b, ok := p.leaf.(*code); ok {
		b.chunk.preview(p, b)
	}
	*c = *p
	c.draft = true
	c.open = append(open[:0], p.open...)
	c.cells, c.spans, c.writer.buf = cells, spans, buf
	if p.leaf != nil {
		c.leaf = p.leaf.clone()
	}
	if tail.start < tail.end && !c.undecided(p.src[tail.start:tail.end]) {
		c.line(tail)
	}
	c.finish()
	d.rows, d.blocks, d.cols = c.rows, c.blocks, c.cols
	p.rows, p.cols = c.rows[:len(p.rows)], c.cols[:len(p.cols)] // keep the room that was made
}

// undecided reports whether a line that is still arriving is not shown yet: a
// line of nothing but marks may become anything, and a row of a table would
// move the columns with every word.
func (p *blockParser) undecided(s string) bool {
	if _, ok := p.leaf.(*table); ok {
		return true
	}
	return len(s) < 40 && strings.Trim(s, " \t-=*_+#>`~|:.)$\\[]0123456789") == ""
}
