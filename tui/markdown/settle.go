package markdown

import "strings"

// maxHeld is how many bytes at the end of a growing paragraph are held back at
// most while they look like the beginning of a link.
const maxHeld = 200

// settle returns the text of a paragraph that is still growing so that it
// looks as it will most likely look in the end: strong emphasis and code that
// are open are closed, a link that has only begun is held back, and so is a
// line that may be the head of a table.
func settle(s string) string {
	if i := strings.LastIndexByte(s, '\n') + 1; strings.HasPrefix(s[i:], "|") {
		s = strings.TrimSuffix(s[:i], "\n")
	}
	code, strong, bracket := 0, -1, -1
	content := 0 // the end of the last mark
	for i := 0; i < len(s); {
		n := run(s, i)
		switch c := s[i]; {
		case c == '`' && code == 0:
			code, content = n, i+n
		case c == '`' && code == n:
			code = 0
		case code > 0:
		case c == '\\':
			n = 2
		case c == '*' && n == 2 && strong < 0:
			strong, content = i, i+n
		case c == '*' && n == 2:
			strong = -1
		case c == '[':
			bracket = i
		case c == ')', c == ']' && i+1 < len(s) && s[i+1] != '(':
			bracket = -1
		}
		i += n
	}
	if code == 0 && bracket > strong && len(s)-bracket <= maxHeld {
		s = s[:bracket]
	}
	return closeSpans(s, code, strong >= 0, content)
}

// closeSpans appends the marks that end the open spans. A span that has no
// content yet is held back instead.
func closeSpans(s string, code int, strong bool, content int) string {
	if code == 0 && !strong {
		return strings.TrimSuffix(s, "*")
	}
	if len(s) <= content {
		return strings.TrimRight(s, "`* ")
	}
	if code > 0 {
		return s + strings.Repeat("`", code)
	}
	return strings.TrimRight(s, "* ") + "**"
}

// run returns how often the byte at i is repeated when it is a mark of a span.
func run(s string, i int) int {
	n := 1
	if s[i] == '`' || s[i] == '*' {
		for i+n < len(s) && s[i+n] == s[i] {
			n++
		}
	}
	return n
}
