package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// mathParser parses formulas in a line of text: $x$, $$x$$, \(x\) and \[x\].
// A formula that is shown as written can be read; a command that has lost its
// dollar signs is wrong. So a formula must leave no doubt, and the rest is left
// to CommonMark, to which \( and \[ are escapes.
type mathParser struct{}

// Trigger implements [parser.InlineParser].
func (mathParser) Trigger() []byte { return []byte{'$', '\\'} }

// Parse implements [parser.InlineParser].
func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	bytes, seg := block.PeekLine()
	line := string(bytes)
	content, mark := mathContent(line)
	if mark == 0 || !apart(block.PrecendingCharacter(), line[mark*2+len(content):]) {
		return nil
	}
	shown, ok := formula(content)
	if !ok {
		return nil
	}
	n := mark*2 + len(content)
	block.Advance(n)
	return &replacement{text: shown, start: seg.Start, end: seg.Start + n}
}

// mathContent returns the text between the marks of the formula that s begins
// with and the length of each mark, 0 if s begins with no formula.
func mathContent(s string) (content string, mark int) {
	found := false
	switch {
	case strings.HasPrefix(s, `\(`):
		content, _, found = strings.Cut(s[2:], `\)`)
		found = found && hasCommand(content)
		mark = 2
	case strings.HasPrefix(s, `\[`):
		content, _, found = strings.Cut(s[2:], `\]`)
		found = found && hasCommand(content)
		mark = 2
	case strings.HasPrefix(s, "$$"):
		content, _, found = strings.Cut(s[2:], "$$")
		found = found && !strings.Contains(content, "$") && mathematical(strings.TrimSpace(content))
		mark = 2
	case s[0] == '$':
		content, found = dollarContent(s[1:])
		found = found && mathematical(content)
		mark = 1
	}
	if !found {
		return "", 0
	}
	return content, mark
}

// dollarContent returns the part of s before the dollar sign that ends it.
func dollarContent(s string) (string, bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '$':
			return s[:i], i > 0 && s[0] != ' ' && s[i-1] != ' '
		}
	}
	return "", false
}

// apart reports whether a formula between a character and a text is a word of
// its own. Shells, regular expressions, spreadsheets and prices put their dollar
// signs against letters, digits and slashes.
func apart(before rune, after string) bool {
	if !unicode.IsSpace(before) && !strings.ContainsRune("([{“‘—,:;*_~|", before) && !cjk(before) {
		return false
	}
	after = strings.TrimLeft(after, ".,:;!?)]}\"'”’*_~|")
	r, _ := utf8.DecodeRuneInString(after)
	return after == "" || unicode.IsSpace(r) || cjk(r) || strings.ContainsRune("-–—", r) || r == '$' && after[0] == '$'
}

// mathematical reports whether s can only be meant as a formula: it holds a
// command of TeX, or it is letters, numbers and signs in the order in which
// formulas have them.
func mathematical(s string) bool {
	return hasCommand(s) || s != "" && terms(s)
}

// hasCommand reports whether s holds a command of TeX with a name.
func hasCommand(s string) bool {
	for {
		_, rest, found := strings.Cut(s, `\`)
		if !found {
			return false
		}
		t := texReader{s: rest}
		if name := t.name(); len(name) > 1 && (symbols[name] != "" || functions[name] || accents[name] != 0 || structures[name]) {
			return true
		}
		s = rest[min(1, len(rest)):]
	}
}

const (
	relations = "=<>^"
	operators = relations + "+-*/|,:"
)

// terms reports whether s is a formula without commands, such as x_1 or
// E = mc^2: its names are single letters, or two in an equation, it neither
// begins nor ends with an operator, its blanks are beside operators, and its
// brackets are in pairs.
func terms(s string) bool {
	if strings.Trim(s, "0123456789.,kKmMbBtT%-– ") == "" || strings.ContainsAny(s, "#%&@\"`;?\\~") {
		return false
	}
	if strings.IndexByte(operators+"_)]}.!'", s[0]) >= 0 && s[0] != '-' || strings.IndexByte(operators+"_([{.", s[len(s)-1]) >= 0 {
		return false
	}
	if s[0] >= '0' && s[0] <= '9' && strings.Contains(s, " ") { // a price
		return false
	}
	longest, letters := 1, 0
	if strings.ContainsAny(s, relations) {
		longest = 2
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			n := lettersAt(s[i:])
			if n > longest && !functions[s[i:i+n]] && (i < 2 || s[i-2:i] != "_{" && s[i-2:i] != "^{") {
				return false
			}
			letters += n
			i += n - 1
		case c == '|' && depth == 0,
			c == ' ' && strings.IndexByte(operators, s[i-1]) < 0 && strings.IndexByte(operators, s[i+1]) < 0,
			(c == '_' || c == '^') && strings.IndexByte(" "+operators, s[i-1]) >= 0,
			c >= utf8.RuneSelf:
			return false
		}
		if depth < 0 {
			return false
		}
	}
	return letters > 0 && depth == 0 && !identifier(s)
}

// lettersAt returns how many ASCII letters s begins with.
func lettersAt(s string) int {
	n := 0
	for n < len(s) && s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' {
		n++
	}
	return n
}

// identifier reports whether s is the name of a variable in braces, as in a
// shell or a template.
func identifier(s string) bool {
	return s[0] == '{' && strings.IndexByte(s, '}') == len(s)-1
}
