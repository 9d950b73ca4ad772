package markdown

import "strings"

const (
	maxHeld = 200 // bytes held back while they look like the beginning of a link
	maxOpen = 120 // bytes of a span that is shown as closed before it is
)

// An openMark is a mark that began a span which has not ended yet.
type openMark struct {
	mark string
	at   int
}

// settle returns the text of a paragraph that is still growing so that it
// looks as it will most likely look in the end: emphasis and code that are
// open are closed, a link or span that has only begun is held back, and so is
// a line that may be the head of a table.
func settle(s string) string {
	if i := strings.LastIndexByte(s, '\n') + 1; strings.HasPrefix(s[i:], "|") {
		s = strings.TrimSuffix(s[:i], "\n")
	}
	open, bracket := openMarks(s)
	if bracket >= 0 && len(s)-bracket <= maxHeld {
		s = s[:bracket]
	}
	if strings.HasSuffix(s, " *") {
		s = strings.TrimSuffix(s, "*")
	}
	return closeMarks(s, open)
}

// closeMarks ends the open spans. One without content yet is held back.
func closeMarks(s string, open []openMark) string {
	closers := ""
	for i := len(open) - 1; i >= 0; i-- {
		m := open[i]
		if m.at >= len(s) {
			continue
		}
		content := s[m.at+len(m.mark):]
		switch {
		case strings.Trim(content, "*` ") == "":
			s, closers = s[:m.at], ""
		case len(content) <= maxOpen:
			closers += m.mark
		}
	}
	if strings.HasPrefix(closers, "*") {
		s = strings.TrimRight(s, "* ")
	}
	return s + closers
}

// openMarks returns the spans that are open at the end of s, outermost first,
// and where a link begins that has not ended, or -1.
func openMarks(s string) (open []openMark, bracket int) {
	bracket = -1
	for i := 0; i < len(s); {
		n := run(s, i)
		top := len(open) - 1
		inCode := top >= 0 && open[top].mark[0] == '`'
		switch c := s[i]; {
		case inCode:
			if c == '`' && n == len(open[top].mark) {
				open = open[:top]
			}
		case c == '\\':
			n = 2
		case c == '`':
			open = append(open, openMark{s[i : i+n], i})
		case c == '*' && n <= 2:
			open = star(s, i, n, open)
		case c == '[':
			bracket = i
		case c == ')', c == ']' && i+1 < len(s) && s[i+1] != '(':
			bracket = -1
		}
		i += n
	}
	if len(open) > 0 && open[len(open)-1].mark[0] == '`' {
		bracket = -1
	}
	return open, bracket
}

// star opens or closes a span at the n stars at i, if they can do so.
func star(s string, i, n int, open []openMark) []openMark {
	mark := s[i : i+n]
	before, after := byte(' '), byte('x')
	if i > 0 {
		before = s[i-1]
	}
	if i+n < len(s) {
		after = s[i+n]
	}
	if before != ' ' && before != '\n' {
		for j := len(open) - 1; j >= 0; j-- {
			if open[j].mark == mark {
				return open[:j]
			}
		}
	}
	if after != ' ' && after != '\n' && strings.IndexByte(" \n([\"'*_", before) >= 0 {
		return append(open, openMark{mark, i})
	}
	return open
}

// run returns how often the byte at i is repeated if it is a mark of a span.
func run(s string, i int) int {
	n := 1
	if s[i] == '`' || s[i] == '*' {
		for i+n < len(s) && s[i+n] == s[i] {
			n++
		}
	}
	return n
}
