package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"banter/internal/termsafe"
)

// A replacement is a span that other text is shown for: a formula or the number
// of a footnote.
type replacement struct {
	ast.BaseInline
	text       string
	start, end int // in the passage
	note       bool
}

var kindReplacement = ast.NewNodeKind("Replacement")

// Kind implements [ast.Node].
func (*replacement) Kind() ast.NodeKind { return kindReplacement }

// Dump implements [ast.Node].
func (n *replacement) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

func (n *replacement) change(s *styleSheet) change {
	if n.note {
		return s.quiet
	}
	return change{}
}

// noteParser parses references to footnotes: [^1], [^label]. They are shown
// before the footnote has arrived too, so that nothing moves later.
type noteParser struct{}

// Trigger implements [parser.InlineParser].
func (noteParser) Trigger() []byte { return []byte{'['} }

// Parse implements [parser.InlineParser].
func (noteParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, seg := block.PeekLine()
	label, n := noteLabel(string(line))
	if n == 0 || n < len(line) && (line[n] == '(' || line[n] == ':') {
		return nil
	}
	block.Advance(n)
	return &replacement{text: noteMark(label), start: seg.Start, end: seg.Start + n, note: true}
}

// noteLabel returns the label of the footnote reference that s begins with
// and the length of the reference, 0 if s begins with none.
func noteLabel(s string) (label string, n int) {
	rest, ok := strings.CutPrefix(s, "[^")
	if !ok {
		return "", 0
	}
	end := strings.IndexAny(rest[:min(len(rest), 64)], "] \t[^\\\n")
	if end < 1 || rest[end] != ']' || termsafe.Line(rest[:end]) != rest[:end] {
		return "", 0
	}
	return rest[:end], end + 3
}

// noteMark returns how a footnote is marked in the text and at its beginning.
func noteMark(label string) string {
	if len(label) > 3 || strings.Trim(label, "0123456789") != "" {
		return "[^" + label + "]"
	}
	s, _ := script(label, superscripts)
	return s
}
