package markdown

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/util"

	"banter/internal/termsafe"
)

type codeKind uint8

const (
	fenced codeKind = iota
	indented
	markup // a block of HTML, shown as written
)

// A code leaf is an open block of code. Lines that are coloured go out in
// chunks; see chunk.
type code struct {
	kind   codeKind
	fence  byte // the mark that closes a fenced block
	size   int
	indent int               // columns of each line that belong to the fence
	ends   func(string) bool // markup: the line ends the block
	start  int
	lexer  *lexer // nil for plain text
	frame  *frame

	chunk  chunk
	carry  cells // the begun last row of a line that goes on
	blanks []seg // blank lines that are code only if more code follows
	parts  []seg // the code in the source
	extra  []seg // the code that a draft adds
	block  int   // index in blocks plus one, 0 for markup
	end    int
}

// startFence opens a fenced block of code.
func (p *blockParser) startFence(c *cursor, n int) bool {
	s := c.rest()
	mark := s[0]
	size := len(s) - len(strings.TrimLeft(s, s[:1]))
	info := strings.Trim(s[size:], " \t")
	if size < 3 || mark == '`' && strings.Contains(info, "`") {
		return false
	}
	indent := c.indent
	p.enter(n, c.next)
	language, _, _ := strings.Cut(string(util.UnescapePunctuations([]byte(info))), " ")
	language = termsafe.Line(language)
	b := &code{kind: fenced, fence: mark, size: size, indent: indent}
	if !p.opts.PlainCode {
		b.lexer = lexerFor(language)
	}
	b.open(p, language, c.end)
	p.leaf = b
	return true
}

// newIndented opens an indented block of code with its first line.
func (p *blockParser) newIndented(c *cursor) leaf {
	b := &code{kind: indented}
	start := p.mark
	b.open(p, "", start)
	c.skip(4)
	b.add(p, c.seg(), false)
	return b
}

// open draws the row above the code: a quiet rule with the language and the
// number of the block.
func (b *code) open(p *blockParser, language string, end int) {
	b.start, b.end = p.mark, end
	b.frame = p.frame()
	b.frame.indent(p.styles.codeMargin, b.start)
	p.blocks = append(p.blocks, CodeBlock{Language: language, Start: b.start, End: end, First: len(p.rows)})
	b.block = len(p.blocks)
	number := " " + strconv.Itoa(b.block)
	if language != "" {
		language = ansi.Truncate(language, max(b.frame.width/2, 1), p.styles.ellipsis) + " "
	}
	width := b.frame.width - ansi.StringWidth(language) - len(number)
	var row cells
	if width > 0 {
		quiet := p.styles.quiet.on(style{})
		row.draw(language, b.start, quiet)
		row = append(row, p.hairline(width, b.start)...)
		row.draw(number, b.start, quiet)
	} else {
		row = p.hairline(b.frame.width, b.start)
	}
	p.emit(b.frame, row, b.start, end)
}

func (b *code) take(p *blockParser, c *cursor) bool {
	c.look()
	switch b.kind {
	case fenced:
		if b.closes(c) {
			b.end = c.end
			p.leave(len(p.open))
			return true
		}
		c.skip(min(c.indent, b.indent))
		b.add(p, c.seg(), false)
		return true
	case indented:
		if c.isBlank {
			c.skip(4)
			b.blanks = append(b.blanks, c.seg())
			return true
		}
		if c.indent < 4 {
			p.leave(len(p.open))
			return false
		}
		c.skip(4)
		for _, s := range b.blanks {
			b.add(p, s, false)
		}
		b.blanks = nil
		b.add(p, c.seg(), false)
		return true
	}
	return b.takeMarkup(p, c)
}

// closes reports whether the line at the cursor closes a fenced block.
func (b *code) closes(c *cursor) bool {
	s := strings.TrimRight(c.rest(), " \t")
	return c.indent < 4 && len(s) >= b.size && strings.Trim(s, string(b.fence)) == ""
}

func (b *code) rest(p *blockParser, s seg) { b.add(p, s, true) }

// add takes one line of code, or a further piece of one.
func (b *code) add(p *blockParser, s seg, glued bool) {
	b.end = s.end
	if p.draft {
		b.extra = append(b.extra, s)
	} else {
		b.note(p.src, s)
	}
	if b.lexer == nil {
		b.draw(p, s, nil)
		return
	}
	b.chunk.add(p, b, s, glued)
}

// note keeps where the code is in the source, with lines that follow each
// other as one part.
func (b *code) note(src string, s seg) {
	if n := len(b.parts); n > 0 && s.pad == 0 {
		last := &b.parts[n-1]
		if last.end == s.start || last.end+1 == s.start && src[last.end] == '\n' {
			last.end = s.end
			return
		}
	}
	b.parts = append(b.parts, s)
}

// draw draws a line of code in the given colours.
func (b *code) draw(p *blockParser, s seg, colors []colored) {
	base := p.styles.codeBlock.on(p.styles.text)
	if b.kind == markup {
		base = p.styles.html.on(p.styles.text)
	}
	start := s.start
	cs := append(p.cells[:0], b.carry...)
	if len(b.carry) > 0 {
		start = b.carry[0].pos
	}
	cs = append(cs, blanks(s.pad, s.start)...)
	cs = paint(cs, p.src[s.start:s.end], s.start, cs.width(), base, colors)
	p.cells, b.carry = cs, nil
	cs.fit(b.frame.width)
	p.direct(cs, false)
	width, marked := b.frame.width, false
	if width >= minMarked && !p.opts.Printed && trimCells(cs).width() > width {
		width, marked = width-1, true // of each row but the last
	}
	p.spans = chop(cs, width, p.spans)
	if !p.more {
		p.spans = withoutBlank(cs, p.spans)
	}
	p.writer.links = nil
	for i, row := range p.spans {
		end := s.end
		if i+1 < len(p.spans) {
			end = cs[p.spans[i+1].from].pos
		} else if p.more {
			b.carry = slices.Clone(cs[row.from:])
			return
		}
		shown := trimCells(p.visual(cs[row.from:row.to], false))
		if marked && i+1 < len(p.spans) {
			shown = p.wrapMark(cs[row.from:row.to])
		}
		p.put(b.frame, shown, start, end)
		start = end
	}
}

// minMarked is the narrowest row, in cells, that has a mark where code wraps.
const minMarked = 8

// wrapMark returns a row of code, of which the next row shows more, with a
// quiet mark behind it. It comes from nowhere in the source, so it is not copied.
func (p *blockParser) wrapMark(row cells) cells {
	shown := slices.Clone(p.visual(row, false))
	shown.draw(p.styles.wrapped, ours, p.styles.quiet.on(style{}))
	return shown
}

// paint appends a line of code as cells.
func paint(cs cells, s string, pos, col int, base style, colors []colored) cells {
	at := 0
	if termsafe.Text(s) != s {
		colors = nil // a token in the middle of a sequence would tear it apart
	}
	for _, c := range colors {
		n := min(c.n, len(s)-at)
		col = cs.addCode(s[at:at+n], pos+at, col, cell{style: c.on(base)})
		at += n
	}
	cs.addCode(s[at:], pos+at, col, cell{style: base})
	return cs
}

func (b *code) close(p *blockParser) {
	if len(b.blanks) > 0 {
		p.blank = true
	}
	b.chunk.close(p, b)
	if len(b.carry) > 0 {
		p.emit(b.frame, trimCells(b.carry), b.carry[0].pos, b.end)
	}
	if b.block > 0 {
		block := &p.blocks[b.block-1]
		block.End, block.parts, block.extra = max(b.end, block.Start), b.parts, b.extra
		block.Rows = len(p.rows) - block.First
	}
}

func (b *code) clone() leaf {
	c := *b
	f := *b.frame
	c.frame = &f
	c.blanks = b.blanks[:len(b.blanks):len(b.blanks)]
	c.chunk = b.chunk.clone()
	return &c
}
