package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// mathParser parses formulas in a line of text: $x$, $$x$$, \(x\) and \[x\].
// A formula that does not read well as Unicode is shown as it was written.
type mathParser struct{}

// Trigger implements [parser.InlineParser].
func (mathParser) Trigger() []byte { return []byte{'$', '\\'} }

// Parse implements [parser.InlineParser].
func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	bytes, seg := block.PeekLine()
	line := string(bytes)
	var open, content string
	var ok bool
	switch {
	case strings.HasPrefix(line, `\(`):
		open = `\(`
		content, _, ok = strings.Cut(line[2:], `\)`)
	case strings.HasPrefix(line, `\[`):
		open = `\[`
		content, _, ok = strings.Cut(line[2:], `\]`)
	case strings.HasPrefix(line, "$$"):
		open = "$$"
		content, _, ok = strings.Cut(line[2:], "$$")
		ok = ok && content != "" && !strings.Contains(content, "$")
	case line[0] == '$':
		open = "$"
		before := block.PrecendingCharacter()
		content, ok = dollarMath(line[1:])
		ok = ok && !unicode.IsLetter(before) && !unicode.IsDigit(before)
	}
	if !ok {
		return nil
	}
	n := len(open)*2 + len(content)
	block.Advance(n)
	shown, ok := formula(content)
	if !ok || strings.Contains(shown, "\n") {
		shown = line[:n]
	}
	return &replacement{text: shown, start: seg.Start, end: seg.Start + n}
}

// dollarMath returns the formula that s begins with and that a dollar sign
// ends. Prices are none: no space may stand within the signs, no digit after
// the second, and what is between must look like mathematics.
func dollarMath(s string) (string, bool) {
	end := strings.IndexByte(s, '$')
	for end > 0 && s[end-1] == '\\' {
		next := strings.IndexByte(s[end+1:], '$')
		if next < 0 {
			return "", false
		}
		end += 1 + next
	}
	if end < 1 || s[0] == ' ' || s[end-1] == ' ' {
		return "", false
	}
	if end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9' {
		return "", false
	}
	return s[:end], mathematical(s[:end])
}

// mathematical reports whether s can only be meant as a formula: it holds a
// command, a script or an equation, or short names and signs alone.
func mathematical(s string) bool {
	if strings.ContainsAny(s, `\^_=`) {
		return true
	}
	letters := false
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(word) > 2 && !functions[word] {
			return false
		}
		letters = true
	}
	return letters && strings.Trim(s, "0123456789.,kKmMbB ") != ""
}
