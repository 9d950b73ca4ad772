package markdown

// maxDepth is how deep quotes and list items nest. Deeper ones are drawn at
// this depth, which bounds the work on a line and the width of its margin.
const maxDepth = 8

type containerKind uint8

const (
	quote containerKind = iota
	list
	item
	note // the text of a footnote
)

// A container is an open block that holds others.
type container struct {
	kind   containerKind
	id     int
	marker byte   // list: the bullet, or the byte that ends the number
	number int    // list: the number of the next item
	indent int    // item, note: columns its content is indented by
	label  string // item, note: drawn before its first row
	style  style  // of label
	drawn  bool   // item, note: label is on the screen
	filled bool   // item: it has content
	start  int    // item, note: where its marker begins in the source
}

// A leaf is an open block that holds text.
type leaf interface {
	// take offers a line, of which all containers matched, to the leaf before
	// the parser looks for the beginning of another block. It reports whether
	// the leaf took the line.
	take(p *blockParser, c *cursor) bool
	// rest adds a further piece of a line. The leaf has the pieces before it.
	rest(p *blockParser, s seg)
	// close renders the part that is not rendered yet.
	close(p *blockParser)
	// clone returns a copy that can be changed without changing the leaf.
	clone() leaf
}

// A holder is a leaf whose rows on the screen may still change.
type holder interface {
	leaf
	// held returns how many rows come before them. It reports false if all rows
	// are final.
	held() (rows int, ok bool)
}

// A checkpoint is what of a parser rows change.
type checkpoint struct{ rows, end, spent int }

func (p *blockParser) checkpoint() checkpoint { return checkpoint{len(p.rows), p.end, p.spent} }

// rewind takes back the rows since c.
func (p *blockParser) rewind(c checkpoint) {
	p.rows, p.end, p.spent = p.rows[:c.rows], c.end, c.spent
	if p.record {
		p.cols = p.cols[:c.rows]
	}
}

// final returns how many rows cannot change any more.
func (p *blockParser) final() int {
	if h, ok := p.leaf.(holder); ok {
		if rows, held := h.held(); held {
			return rows
		}
	}
	return len(p.rows)
}

// A blockParser finds the blocks of a text line by line, as the CommonMark
// specification's appendix describes it, and renders each as soon as it can no
// longer change. Its state is small for every text: the open containers and
// the open part of one leaf.
type blockParser struct {
	src    string
	opts   *Options
	styles *styleSheet
	refs   *refs
	draft  bool // a copy that renders the open blocks and is dropped

	open []container
	leaf leaf
	ids  int

	rows   []Line
	record bool
	cols   [][]int32 // where each cell of rows comes from, when record is set
	blocks []CodeBlock
	blank  bool           // a blank line came since the last block
	any    bool           // a row was drawn
	last   []rowContainer // that the last row is in
	end    int            // where the source of the last row ends
	mark   int            // where the first container that this line opened begins, or -1
	more   bool           // the line goes on in a further piece
	spent  int            // bytes of link targets in rows

	cells  cells // scratch
	spans  []span
	writer styleWriter
}

func newBlockParser(opts *Options, styles *styleSheet, refs *refs) *blockParser {
	return &blockParser{opts: opts, styles: styles, refs: refs, writer: styleWriter{styles: styles, plain: opts.PlainLinks}}
}

// line takes one line, or a further piece of one.
func (p *blockParser) line(l line) {
	c := cursor{src: p.src, pos: l.start, end: l.end}
	p.mark, p.more = -1, l.more
	if l.cont {
		p.piece(l)
		return
	}
	n := p.match(&c)
	if n == len(p.open) && p.leaf != nil && p.leaf.take(p, &c) {
		return
	}
	p.begin(&c, n)
}

// piece takes a further piece of a line. A leaf that ended with its line, such
// as a heading, has no place for it: it becomes a paragraph.
func (p *blockParser) piece(l line) {
	if l.start == l.end {
		return
	}
	if p.leaf == nil {
		p.leaf = p.newParagraph(seg{l.start, l.end, 0})
		return
	}
	p.leaf.rest(p, seg{l.start, l.end, 0})
}

// match goes over the marks of the open containers that the line is in and
// returns the number of those containers.
func (p *blockParser) match(c *cursor) int {
	for i := range p.open {
		c.look()
		b := &p.open[i]
		switch {
		case b.kind == list:
		case b.kind == quote:
			if !p.quoteMark(c) {
				return i
			}
		case c.isBlank && (b.filled || b.kind == note):
			c.skip(c.indent)
		case !c.isBlank && c.indent >= b.indent:
			c.skip(b.indent)
		default:
			return i
		}
	}
	return len(p.open)
}

// quoteMark goes over the mark of a quote and reports whether it found one.
func (p *blockParser) quoteMark(c *cursor) bool {
	if c.indent > 3 || c.isBlank || c.src[c.next] != '>' {
		return false
	}
	c.jump(c.next + 1)
	c.skip(1)
	return true
}

// begin reads the rest of a line of which n containers matched: further
// containers, then the beginning of a leaf or more text for the open one.
func (p *blockParser) begin(c *cursor, n int) {
	for {
		c.look()
		if c.isBlank {
			p.blankLine(n)
			return
		}
		if c.indent > 3 && !p.deep(n) {
			if _, text := p.leaf.(textual); !text {
				p.enter(n, c.pos)
				p.leaf = p.newIndented(c)
				return
			}
			break
		}
		opened, done := p.start(c, n)
		if done {
			return
		}
		if !opened {
			break
		}
		n = len(p.open)
	}
	if t, ok := p.leaf.(textual); ok {
		t.text(p, c)
		return
	}
	p.enter(n, c.next)
	p.leaf = p.newParagraph(seg{c.next, c.end, 0})
}

// textual is a leaf that a line of text continues, also one without the marks
// of its containers.
type textual interface {
	leaf
	// text adds the rest of a line.
	text(p *blockParser, c *cursor)
}

// start tries everything that can begin at the cursor. opened says that a
// container was opened and the rest of the line is still to be looked at, done
// that the line is dealt with.
func (p *blockParser) start(c *cursor, n int) (opened, done bool) {
	switch ch := c.src[c.next]; {
	case ch == '>':
		return p.startQuote(c, n), false
	case ch == '#' && p.startHeading(c, n),
		(ch == '`' || ch == '~') && p.startFence(c, n),
		(ch == '$' || ch == '\\') && p.startMath(c, n),
		ch == '<' && p.startHTML(c, n),
		(ch == '=' || ch == '-') && p.setext(c, n),
		(ch == '*' || ch == '-' || ch == '_') && p.startRule(c, n):
		return false, true
	case ch == '[':
		return p.startNote(c, n), false
	}
	return p.startItem(c, n), false
}

// blankLine takes a blank line of which n containers matched.
func (p *blockParser) blankLine(n int) {
	p.leave(n)
	p.blank = true
}

// leave closes the leaf and all containers but the first n.
func (p *blockParser) leave(n int) {
	if p.leaf != nil {
		leaf := p.leaf
		p.leaf = nil
		leaf.close(p)
	}
	for len(p.open) > n {
		if b := &p.open[len(p.open)-1]; (b.kind == item || b.kind == note) && !b.drawn {
			p.emptyItem(b.start)
		}
		p.open = p.open[:len(p.open)-1]
	}
}

// enter makes room for a block that begins at pos in the first n containers,
// and closes the rest.
func (p *blockParser) enter(n, pos int) {
	p.leave(n)
	for len(p.open) > 0 && p.open[len(p.open)-1].kind == list {
		p.open = p.open[:len(p.open)-1]
	}
	p.fill(pos)
}

// fill notes that a block begins in the innermost container.
func (p *blockParser) fill(pos int) {
	if len(p.open) > 0 {
		p.open[len(p.open)-1].filled = true
	}
	if p.mark < 0 {
		p.mark = pos
	}
}

// push opens a container.
func (p *blockParser) push(b container) {
	p.ids++
	b.id = p.ids
	p.open = append(p.open, b)
}

// deep reports whether the first n containers are as deep as containers go.
func (p *blockParser) deep(n int) bool {
	depth := 0
	for _, b := range p.open[:n] {
		if b.kind != list {
			depth++
		}
		if b.kind == list && depth == maxDepth-1 {
			return true
		}
	}
	return depth >= maxDepth
}

// finish closes everything.
func (p *blockParser) finish() { p.leave(0) }
