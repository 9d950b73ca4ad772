package markdown

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// ownSpans are the spans of the examples that Banter reads in its own way.
var ownSpans = map[string]string{
	"~Hi~ Hello, world!\n": "one tilde is text",
}

// Spans are those of goldmark with its parsers of GitHub's strikethrough and
// addresses, in every example of the specification.
func TestSpansAreThoseOfGoldmark(t *testing.T) {
	theirs := parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithInlineParsers(append(parser.DefaultInlineParsers(),
			util.Prioritized(extension.NewStrikethroughParser(), 500), util.Prioritized(extension.NewLinkifyParser(), 999))...))
	compared, own := 0, 0
	for _, text := range specExamples(t) {
		if ownSpans[text] != "" {
			own++
			continue
		}
		compared++
		if got, want := spanTree(paragraphParser(), text), spanTree(theirs, text); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
	if compared < 600 || own < len(ownSpans) {
		t.Errorf("only %d texts compared, %d left out", compared, own)
	}
}

// spanTree returns the nodes that a parser finds, with the text in them.
func spanTree(p parser.Parser, text string) string {
	var b strings.Builder
	source := []byte(text)
	_ = ast.Walk(p.Parse(gtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source)) // in one piece or in several
			}
			return ast.WalkContinue, nil
		case *ast.Emphasis:
			fmt.Fprint(&b, n.Level)
		case *ast.Link:
			fmt.Fprintf(&b, "%s", n.Destination)
		}
		if entering {
			b.WriteString("<" + n.Kind().String())
		} else {
			b.WriteString(">")
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
