package markdown

import (
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newParser returns a goldmark parser of spans only: to it every text is a
// paragraph. With definitions, link reference definitions at the beginning
// are taken out and learnt.
func newParser(definitions bool) parser.Parser {
	inline := []util.PrioritizedValue{
		util.Prioritized(mathParser{}, 50),
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(noteParser{}, 150),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(emphasisParser, 500),
		util.Prioritized(strikethroughParser, 500),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	}
	opts := []parser.Option{
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(inline...),
	}
	if definitions {
		opts = append(opts, parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))
	}
	return parser.NewParser(opts...)
}

var (
	paragraphParser = sync.OnceValue(func() parser.Parser { return newParser(true) })
	spanParser      = sync.OnceValue(func() parser.Parser { return newParser(false) })
)

// An inliner turns passages into cells.
type inliner struct {
	styles *styleSheet
	opts   *Options
	refs   *refs
	draft  bool     // the passage is still growing
	links  []string // targets of links, by cell.link - 1

	p     *passage
	out   *cells
	tags  []openTag // open HTML tags
	found []htmlTag // the tags of HTML in the passage that are still to come
	fresh bool      // the line has no text yet, only marks
}

// paragraph appends the spans of a paragraph to out. It learns the link
// reference definitions that the paragraph begins with, and does not show them.
func (in *inliner) paragraph(p *passage, out *cells, base style) {
	in.parse(paragraphParser(), p, out, base)
}

// spans appends the spans of a heading or table cell to out.
func (in *inliner) spans(p *passage, out *cells, base style) {
	in.parse(spanParser(), p, out, base)
}

func (in *inliner) parse(with parser.Parser, p *passage, out *cells, base style) {
	like := cell{style: base}
	before := len(*out)
	defer func() { *out = collapse(*out, before) }()
	if plainProse(p.text) {
		out.add(p.text, p.pos(0), p.pos(len(p.text)), like)
		return
	}
	in.p, in.out, in.tags = p, out, in.tags[:0]
	source := util.StringToReadOnlyBytes(p.text)
	ctx := &refContext{parser.NewContext(), in.refs, in.draft}
	doc := with.Parse(text.NewReader(source), parser.WithContext(ctx))
	in.findTags(doc)
	in.lateDefinitions(like)
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		in.children(n, like)
	}
}

// lateDefinitions appends the definitions of links that are printed already
// without their addresses.
func (in *inliner) lateDefinitions(like cell) {
	pos := in.p.pos(0)
	for _, ref := range in.refs.unshown {
		dest := address(ref.Destination())
		in.out.add("["+string(ref.Label())+"]: ", pos, -1, like)
		in.dressedLink(&in.styles.address, dest, like, func(like cell) { in.out.add(dest, pos, -1, in.tagged(like)) })
		in.out.newline(pos)
	}
	in.refs.unshown = nil
}

// collapse makes one space of several in the cells from index from on, and
// drops the spaces that begin a row.
func collapse(cs cells, from int) cells {
	for from < len(cs) && !(cs[from].space() && (from == 0 || cs[from-1].space() || cs[from-1].newline())) {
		from++ // most texts have nothing to drop, and cells are large
	}
	out := cs[:from]
	for _, c := range cs[from:] {
		if n := len(out); c.space() && (n == 0 || out[n-1].space() || out[n-1].newline()) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// plainProse reports whether s holds nothing that could be a span.
func plainProse(s string) bool {
	if strings.ContainsAny(s, "\\`*_~[<&$@\n") || strings.Contains(s, "www.") {
		return false
	}
	for i := strings.IndexByte(s, ':'); i >= 0 && i+1 < len(s); {
		if s[i+1] != ' ' {
			return false
		}
		next := strings.IndexByte(s[i+1:], ':')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return s != "" && s[0] != ' ' && s[len(s)-1] != ' '
}

func (in *inliner) children(n ast.Node, like cell) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		in.node(c, like)
	}
}

func (in *inliner) node(n ast.Node, like cell) {
	switch n := n.(type) {
	case *ast.Text:
		in.text(n, like)
	case *ast.CodeSpan:
		in.code(n, like)
	case *ast.Emphasis:
		d := &in.styles.emph
		if n.Level > 1 {
			d = &in.styles.strong
		}
		in.dressed(d, like, func(like cell) { in.children(n, like) })
	case *extast.Strikethrough:
		in.dressed(&in.styles.struck, like, func(like cell) { in.children(n, like) })
	case *ast.Link:
		in.link(n, like)
	case *ast.Image:
		in.image(n, like)
	case *ast.AutoLink:
		in.autoLink(n, like)
	case *ast.RawHTML:
		in.html(n, like)
	case *replacement:
		shown := n.text
		if in.opts.ASCII {
			shown = in.p.text[n.start:n.end]
		}
		in.replaced(shown, n.start, n.end, in.in(like, n.change(in.styles)))
	}
}

// in returns like with a change of its style.
func (in *inliner) in(like cell, c change) cell {
	like.style = c.on(like.style)
	return like
}

// dressed draws a span in a dress: its marks, and between them the cells that
// draw appends, which look like the one it is given.
func (in *inliner) dressed(d *dress, like cell, draw func(like cell)) {
	from := len(*in.out)
	in.mark(d.before, like)
	inner := in.in(like, d.change)
	in.mark(d.prefix, inner)
	draw(inner)
	if d.letters != nil {
		d.letters((*in.out)[from:])
	}
	in.mark(d.suffix, inner)
	in.mark(d.after, like)
}

// mark appends a mark of the sheet, with the place in the source of the cell
// before it.
func (in *inliner) mark(text string, like cell) {
	if text == "" {
		return
	}
	pos := in.p.pos(0)
	if n := len(*in.out); n > 0 {
		pos = (*in.out)[n-1].pos
	}
	in.out.mark(text, pos, in.tagged(like).style)
}

// replaced appends text in place of the passage from start to end.
func (in *inliner) replaced(s string, start, end int, like cell) {
	from, to := in.p.pos(start), -1
	if in.p.text[start:end] == s {
		to = in.p.pos(end)
	}
	first, rest, more := strings.Cut(s, "\n")
	in.out.add(first, from, to, in.tagged(like))
	if more {
		in.out.newline(from)
		in.replaced(rest, start, end, like)
	}
}

// text appends a text with the line end behind it. Models that write
// "**Name:** Ada" and "**Role:** clerk" on two lines mean two lines, and chat
// programs show them so; CommonMark leaves it to the renderer.
func (in *inliner) text(n *ast.Text, like cell) {
	like = in.tagged(like)
	in.literal(n.Segment.Start, n.Segment.Stop, like)
	if n.HardLineBreak() || n.SoftLineBreak() {
		in.out.newline(in.p.pos(n.Segment.Stop))
	}
}

// literal appends the passage from i to end, with backslash escapes and
// entities resolved.
func (in *inliner) literal(i, end int, like cell) {
	s := in.p.text[:end]
	for i < end {
		n := strings.IndexAny(s[i:], "\\&\n")
		if n < 0 {
			n = end - i
		}
		in.out.add(s[i:i+n], in.p.pos(i), in.p.pos(i+n), like)
		if i += n; i == end {
			return
		}
		switch {
		case s[i] == '\n':
			in.out.add(" ", in.p.pos(i), -1, like)
			i++
		case s[i] == '\\' && i+1 < end && util.IsPunct(s[i+1]):
			in.out.add(s[i+1:i+2], in.p.pos(i), -1, like)
			i += 2
		default:
			text, n := entity(s[i:])
			in.out.add(text, in.p.pos(i), -1, like)
			i += n
		}
	}
}

func (in *inliner) code(n *ast.CodeSpan, like cell) {
	like.solid = true
	in.dressed(&in.styles.code, in.tagged(like), func(like cell) { in.codeText(n, like) })
}

func (in *inliner) codeText(n *ast.CodeSpan, like cell) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		seg := c.(*ast.Text).Segment
		s := in.p.text[seg.Start:seg.Stop]
		line := strings.TrimSuffix(s, "\n")
		in.out.add(line, in.p.pos(seg.Start), in.p.pos(seg.Start+len(line)), like)
		if len(line) < len(s) {
			in.out.add(" ", in.p.pos(seg.Stop-1), -1, like)
		}
	}
}

// longCode appends a piece of a long code span.
func (in *inliner) longCode(p *passage, out *cells, base style) {
	before := len(*out)
	like := cell{style: base, solid: true}
	for at := 0; at < len(p.text); {
		n := strings.IndexByte(p.text[at:], '\n')
		if n < 0 {
			n = len(p.text) - at
		}
		out.add(p.text[at:at+n], p.pos(at), p.pos(at+n), like)
		if at += n; at < len(p.text) {
			out.add(" ", p.pos(at), -1, like)
			at++
		}
	}
	*out = collapse(*out, before)
}
