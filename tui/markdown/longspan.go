package markdown

import (
	"slices"
	"strings"
)

const (
	maxLongSpans = 16       // spans longer than a piece that nest
	maxRedone    = 8        // bytes of a paragraph that may be drawn again, by byte
	freelyRedone = 16 << 10 // and those at any length
	maxAddress   = 64 << 10 // bytes of an address that are waited for
)

// A longSpan is a span that began in an earlier piece of its paragraph than
// the one at its end. Its text is drawn in its style before its end is seen: if
// that does not come, the paragraph is drawn again from the mark on.
type longSpan struct {
	spanMark     // those that have not found their end
	pos      int // of the first one in the source
}

// dress returns the look of the text in the span.
func (l longSpan) dress(s *styleSheet) []*dress {
	switch {
	case l.mark == '`':
		return []*dress{&s.code}
	case l.mark == '~':
		return []*dress{&s.struck}
	case l.n == 1:
		return []*dress{&s.emph}
	case l.n%2 == 0:
		return []*dress{&s.strong}
	}
	return []*dress{&s.emph, &s.strong}
}

// A hold is the state of a paragraph before its first open long span.
type hold struct {
	before paragraph
	parser checkpoint
	added  []addition // since then
}

// An addition is a part of the source that was added to a paragraph.
type addition struct {
	s   seg
	sep string
}

// dropLine takes back the last line of the paragraph.
func (h *hold) dropLine() {
	if n := len(h.added); n > 0 {
		h.added = h.added[:n-1]
		return
	}
	pending := &h.before.pending
	pending.text = strings.TrimSuffix(pending.text[:max(h.before.last, 0)], "\n")
}

// held implements holder.
func (para *paragraph) held() (rows int, ok bool) {
	if para.hold == nil {
		return 0, false
	}
	return para.hold.parser.rows, true
}

// advance draws pieces while more is pending than one piece, and ends long
// spans. whole says that no more text comes.
func (para *paragraph) advance(p *blockParser, whole bool) {
	for len(para.pending.text) > maxPiece || len(para.spans) > 0 {
		text := para.pending.text[:min(len(para.pending.text), para.limit)]
		full := len(para.pending.text) > para.limit
		s := spanScan{text: text, before: para.prev, whole: whole && !full, base: para.spans, literal: para.literals}
		s.run()
		switch {
		case s.closed >= 0:
			para.closeSpan(p, s.closed, s.mark)
		case p.draft, !full && (whole || s.address >= 0 || len(text) <= maxPiece):
			return
		case s.address == 0 && para.limit < maxAddress:
			para.limit *= 2
		case s.address > 0 && s.mark.mark == '[':
			para.cutAt(p, s.address)
		case len(s.local) > 0 && s.mark.at > 0:
			para.cutAt(p, s.mark.at)
		case len(s.local) > 0 && s.mark.mark != '[' && len(para.spans) < maxLongSpans && s.mark.n <= 3 && para.redone <= maxRedone*para.total+freelyRedone:
			para.openSpan(p, s.mark)
		default:
			para.cutAt(p, s.cut())
		}
	}
}

// literals returns how many of the marks at an offset in the pending text are
// known to begin no span.
func (para *paragraph) literals(at int) int {
	if len(para.literal) == 0 {
		return 0
	}
	return para.literal[para.pending.pos(at)]
}

// cutAt draws the pending text up to an offset.
func (para *paragraph) cutAt(p *blockParser, at int) {
	if at > 0 {
		head := passage{para.pending.text[:at], para.pending.parts}
		para.render(p, &head, false)
	}
	para.drop(at)
	para.limit = maxPiece
}

// drop takes the first n bytes off the pending text.
func (para *paragraph) drop(n int) {
	para.prev = lastRune(para.pending.text[:n])
	para.pending = para.pending.from(n)
	para.last = max(para.last-n, -1)
}

// openSpan begins a long span with the mark at the beginning of the pending
// text.
func (para *paragraph) openSpan(p *blockParser, m spanMark) {
	if para.frame == nil {
		para.frame = p.frame()
		para.frame.rtl = RightToLeft(para.pending.text)
	}
	para.cut = true
	if para.hold == nil {
		before := *para.clone().(*paragraph)
		para.hold = &hold{before: before, parser: p.checkpoint()}
	}
	span := longSpan{m, para.pending.pos(0)}
	for _, d := range span.dress(p.styles) {
		para.carry.mark(d.before+d.prefix, span.pos, d.on(para.style(p)))
	}
	para.spans = append(para.spans, span)
	para.drop(m.n)
}

// closeSpan draws the pending text up to the mark m, which ends the span with
// the given index. Spans that began in it without an end, and a mark of which a
// part stays, make the paragraph begin again.
func (para *paragraph) closeSpan(p *blockParser, index int, m spanMark) {
	if !p.draft && index+1 < len(para.spans) {
		para.again(p, para.spans[index+1:])
		return
	}
	if span := para.spans[index]; !p.draft && span.n == 2 && m.n == 1 {
		span.n = 1
		para.again(p, []longSpan{span})
		return
	}
	para.spans = para.spans[:index+1]
	if m.at > 0 {
		head := passage{para.pending.text[:m.at], para.pending.parts}
		para.render(p, &head, false)
	}
	pos := para.pending.pos(m.at)
	span := &para.spans[index]
	ended := longSpan{m, pos}
	if span.n -= m.n; span.n <= 0 || span.mark == '`' {
		para.spans = para.spans[:index]
	}
	for _, d := range ended.dress(p.styles) {
		para.carry.mark(d.suffix+d.after, pos, d.on(para.style(p)))
	}
	para.drop(m.at + m.n)
	if len(para.spans) == 0 && !p.draft {
		para.hold = nil
	}
}

// style returns the style of text in the open long spans.
func (para *paragraph) style(p *blockParser) style {
	st := p.base()
	for _, span := range para.spans {
		for _, d := range span.dress(p.styles) {
			st = d.on(st)
		}
	}
	return st
}

// again draws the paragraph from its first open long span on again, with the
// marks of the given spans as text.
func (para *paragraph) again(p *blockParser, spans []longSpan) {
	h, literal, total, redone := para.hold, para.literal, para.total, para.redone
	if literal == nil {
		literal = map[int]int{}
	}
	for _, span := range spans {
		literal[span.pos] += span.n
	}
	p.rewind(h.parser)
	*para = h.before
	para.literal, para.redone = literal, redone+len(para.pending.text)
	for _, a := range h.added {
		para.redone += a.s.end - a.s.start
		para.add(p, a.s, a.sep)
	}
	para.total = total
	para.advance(p, false)
}

// finishSpans ends the long spans of a paragraph that is whole.
func (para *paragraph) finishSpans(p *blockParser) {
	for para.advance(p, true); len(para.spans) > 0; para.advance(p, true) {
		para.again(p, slices.Clone(para.spans))
	}
}
