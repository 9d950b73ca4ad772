package markdown

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/width"
)

// A delimiterParser parses runs of delimiters as goldmark does, with two
// differences. Beside a CJK character a delimiter may open and close beside any
// punctuation on its other side, as commonmark-spec#839 proposes: those
// scripts put no space between words. And one tilde is text, not half of a
// strikethrough: people write "5~10 minutes" and "~/notes".
type delimiterParser struct{ marks string }

var (
	emphasisParser      = delimiterParser{"*_"}
	strikethroughParser = delimiterParser{"~"}
)

// Trigger implements [parser.InlineParser].
func (d delimiterParser) Trigger() []byte { return []byte(d.marks) }

// IsDelimiter implements [parser.DelimiterProcessor].
func (d delimiterParser) IsDelimiter(b byte) bool {
	return b == d.marks[0] || b == d.marks[len(d.marks)-1]
}

// CanOpenCloser implements [parser.DelimiterProcessor].
func (d delimiterParser) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

// OnMatch implements [parser.DelimiterProcessor].
func (d delimiterParser) OnMatch(consumes int) ast.Node {
	if d == strikethroughParser {
		return extast.NewStrikethrough()
	}
	return ast.NewEmphasis(consumes)
}

// Parse implements [parser.InlineParser].
func (d delimiterParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	n := runLength(line)
	if d == strikethroughParser && (n != 2 || before == '~') {
		return nil
	}
	after := rune(' ')
	if n < len(line) {
		after = util.ToRune(line, n)
	}
	canOpen, canClose := flanking(line[0], before, after)
	node := parser.NewDelimiter(canOpen, canClose, n, line[0], d)
	node.Segment = segment.WithStop(segment.Start + n)
	block.Advance(n)
	pc.PushDelimiter(node)
	return node
}

// runLength returns how often the first byte of s is repeated.
func runLength[T string | []byte](s T) int {
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return n
}

// flanking reports whether a run of mark between two characters can open and
// can close a span (CommonMark 0.31.2, section 6.2).
func flanking(mark byte, before, after rune) (canOpen, canClose bool) {
	spaceBefore, spaceAfter := util.IsSpaceRune(before), util.IsSpaceRune(after)
	punctBefore, punctAfter := util.IsPunctRune(before), util.IsPunctRune(after)
	wide := cjk(before) || cjk(after)
	left := !spaceAfter && (!punctAfter || spaceBefore || punctBefore || wide)
	right := !spaceBefore && (!punctBefore || spaceAfter || punctAfter || wide)
	if mark == '_' {
		return left && (!right || punctBefore), right && (!left || punctAfter)
	}
	return left, right
}

// cjk reports whether r is a CJK character by commonmark-spec#839: a wide,
// fullwidth or halfwidth character that is no emoji, or Hangul.
func cjk(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r < 0x1200: // Hangul Jamo
		return true
	case r < 0x2e80: // the wide ones are emoji, except brackets and won
		return r == 0x20a9 || r == 0x2329 || r == 0x232a
	case r >= 0x1f000 && r < 0x20000:
		return false
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianHalfwidth:
		return true
	}
	return r >= 0xd7b0 && r < 0xd800 // Hangul Jamo Extended-B
}
