package citation

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// parser reads the dialect in which models write.
var parser = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// A span is the places of a text from one byte to another, both included.
type span struct{ from, to int }

// place moves each mark to the next place of its line where a number is a part of
// the prose, and not of a link, of code or of a word. It drops a mark whose line
// has no such place.
func (w *Web) place(source string) {
	if len(w.marks) == 0 {
		return
	}
	prose := proseOf(source)
	var placed []mark
	for _, m := range w.marks {
		if at, ok := nearest(source, prose, m.at); ok && !slices.Contains(placed, mark{at, m.number}) {
			placed = append(placed, mark{at, m.number})
		}
	}
	slices.SortStableFunc(placed, func(a, b mark) int { return a.at - b.at })
	w.marks = placed
}

// proseOf returns the places of a text for numbers, in order.
func proseOf(source string) []span {
	var prose []span
	root := parser.Parse(text.NewReader([]byte(source)))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link, *ast.Image, *ast.CodeSpan, *ast.AutoLink, *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			s := span{n.Segment.Start, n.Segment.Stop}
			if n.Parent().Type() != ast.TypeBlock { // beside the mark of an emphasis it could be a mark no more
				s = span{s.from + 1, s.to - 1}
			}
			prose = append(prose, s)
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
			for _, line := range n.Lines().Sliced(0, n.Lines().Len()) {
				end := line.Start + len(strings.TrimRight(string(line.Value([]byte(source))), " \t\r\n"))
				prose = append(prose, span{end, end})
			}
		}
		return ast.WalkContinue, nil
	})
	slices.SortStableFunc(prose, func(a, b span) int { return a.from - b.from })
	return prose
}

// nearest returns the first place from at on in the line, else the last one before
// it. It reports false if there is none.
func nearest(source string, prose []span, at int) (int, bool) {
	start := strings.LastIndexByte(source[:at], '\n') + 1
	end := len(source)
	if i := strings.IndexByte(source[at:], '\n'); i >= 0 {
		end = at + i
	}
	for _, s := range prose {
		if s.from <= s.to && s.to >= at && s.from <= end {
			if p := wordEnd(source, max(s.from, at)); p <= s.to {
				return p, true
			}
		}
	}
	for _, s := range slices.Backward(prose) {
		if s.from <= s.to && s.to < at && s.to >= start {
			return s.to, true
		}
	}
	return 0, false
}

// wordEnd returns the end of the word that at is within, or at.
func wordEnd(source string, at int) int {
	before, _ := utf8.DecodeLastRuneInString(source[:at])
	for at < len(source) {
		next, size := utf8.DecodeRuneInString(source[at:])
		if !inWord(before) || !inWord(next) {
			break
		}
		before, at = next, at+size
	}
	return at
}

// inWord reports whether a character continues a word in scripts that separate
// words.
func inWord(r rune) bool {
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
