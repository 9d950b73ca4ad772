package spoken

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// spans reads the marks within one paragraph.
var spans = parser.NewParser(
	parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1)),
	parser.WithInlineParsers(append(parser.DefaultInlineParsers(), util.Prioritized(extension.NewStrikethroughParser(), 500))...),
)

// span returns a sentence without its marks of emphasis, and with the address of
// each link after its label.
func span(sentence string) string {
	sentence = strings.TrimSpace(sentence)
	if !strings.ContainsAny(sentence, "*_`[]<>&\\~!") {
		return sentence
	}
	source := []byte(sentence)
	var b strings.Builder
	writeSpan(&b, spans.Parse(text.NewReader(source)), source)
	return strings.TrimSpace(b.String())
}

func writeSpan(b *strings.Builder, n ast.Node, source []byte) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			writeText(b, child, source)
		case *ast.String:
			b.Write(child.Value)
		case *ast.CodeSpan:
			b.WriteString("`" + content(child, source) + "`")
		case *ast.Link:
			writeLink(b, child, string(child.Destination), source)
		case *ast.Image:
			b.WriteString("Image: ")
			writeLink(b, child, string(child.Destination), source)
		case *ast.AutoLink:
			b.Write(child.URL(source))
		case *ast.RawHTML:
			writeTag(b, child, source)
		default:
			writeSpan(b, child, source)
		}
	}
}

// writeText writes text with its escapes and entities resolved.
func writeText(b *strings.Builder, n *ast.Text, source []byte) {
	value := n.Value(source)
	if !n.IsRaw() {
		value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
	}
	b.Write(value)
	if n.SoftLineBreak() || n.HardLineBreak() {
		b.WriteByte(' ')
	}
}

// writeLink writes the label of a link and its address.
func writeLink(b *strings.Builder, n ast.Node, address string, source []byte) {
	var label strings.Builder
	writeSpan(&label, n, source)
	switch words := strings.TrimSpace(label.String()); {
	case words == "" || words == address || "mailto:"+words == address:
		b.WriteString(address)
	case address == "":
		b.WriteString(words)
	default:
		b.WriteString(words + " (" + address + ")")
	}
}

// writeTag writes a tag of HTML as it was written, and a blank for a line break.
func writeTag(b *strings.Builder, n *ast.RawHTML, source []byte) {
	var tag strings.Builder
	for i := range n.Segments.Len() {
		part := n.Segments.At(i)
		tag.Write(part.Value(source))
	}
	switch strings.ToLower(strings.ReplaceAll(tag.String(), " ", "")) {
	case "<br>", "<br/>":
		b.WriteByte(' ')
	default:
		b.WriteString(tag.String())
	}
}

// content returns the text of a code span.
func content(n ast.Node, source []byte) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			b.Write(t.Value(source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}
