package markdown

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/util"
)

// maxEntity is the longest character reference, in bytes.
const maxEntity = 34

// entity returns the text of the character reference that s begins with and its
// length, or the first byte and 1 if s begins with none. A reference ends in a
// semicolon and its name is known (CommonMark 0.31.2, section 6.2): package
// html alone also takes names without one, and so would turn "?a=1&copy=2"
// into another address.
func entity(s string) (text string, n int) {
	end := strings.IndexByte(s[:min(len(s), maxEntity)], ';')
	if end < 2 || s[0] != '&' || !referenceName(s[1:end]) {
		return s[:1], 1
	}
	return html.UnescapeString(s[:end+1]), end + 1
}

// referenceName reports whether name, between an ampersand and a semicolon, is
// a character.
func referenceName(name string) bool {
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		if hex := strings.TrimLeft(digits, "xX"); len(hex)+1 == len(digits) {
			return len(hex) > 0 && len(hex) <= 6 && strings.Trim(hex, "0123456789abcdefABCDEF") == ""
		}
		return len(digits) > 0 && len(digits) <= 7 && strings.Trim(digits, "0123456789") == ""
	}
	_, known := util.LookUpHTML5EntityByName(name)
	return known
}

// unescapeEntities returns s with its character references resolved.
func unescapeEntities(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		text, n := entity(s[i:])
		b.WriteString(text)
		s = s[i+n:]
	}
}

// address returns a link destination of the source with its backslash escapes
// and character references resolved.
func address(dest []byte) string {
	return unescapeEntities(string(util.UnescapePunctuations(dest)))
}
