package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"banter/tui/style"
)

// A Matcher finds a query in text. Its zero value finds nothing. Several
// goroutines may use it at once.
type Matcher struct {
	Text   string
	fold   bool     // ignore case
	starts []string // the first character of a match, in each case
}

// NewMatcher returns the matcher of a query. As in less -i, it ignores case unless
// the query has a capital.
func NewMatcher(query string) Matcher {
	m := Matcher{Text: query, fold: !strings.ContainsFunc(query, unicode.IsUpper)}
	if query == "" {
		return m
	}
	first, _ := utf8.DecodeRuneInString(query)
	m.starts = []string{string(first)}
	switch {
	case first == ' ':
		m.starts = append(m.starts, "\n")
	case m.fold:
		for r := unicode.SimpleFold(first); r != first; r = unicode.SimpleFold(r) {
			m.starts = append(m.starts, string(r))
		}
	}
	return m
}

// find calls yield with each match in text, in order, until yield returns false.
// It takes linear time unless the query repeats its own beginning.
func (m Matcher) find(text string, yield func(style.Span) bool) {
	next := make([]int, len(m.starts)) // the next index of each start
	for i := range next {
		next[i] = -1
	}
	for at := 0; at < len(text); {
		start := len(text)
		for i, s := range m.starts {
			if next[i] < at {
				if next[i] = strings.Index(text[at:], s); next[i] < 0 {
					next[i] = len(text)
				} else {
					next[i] += at
				}
			}
			start = min(start, next[i])
		}
		if start == len(text) {
			return
		}
		size := m.at(text[start:])
		if size > 0 && !yield(style.Span{From: start, To: start + size}) {
			return
		}
		at = start + max(size, 1)
	}
}

// at returns the length of the match at the beginning of text, or 0. It ignores
// what the screen does not show: a blank also matches the end of a line, and marks
// of emphasis and code may be between two characters.
func (m Matcher) at(text string) int {
	at := 0
	for i, want := range m.Text {
		if i > 0 && want != '*' && want != '`' {
			at = len(text) - len(strings.TrimLeft(text[at:], "*`"))
		}
		got, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case size == 0:
			return 0
		case got == want, want == ' ' && got == '\n', m.fold && sameLetter(got, want):
			at += size
		default:
			return 0
		}
	}
	return at
}

// sameLetter reports whether a and b differ only in case.
func sameLetter(a, b rune) bool {
	if a < utf8.RuneSelf && b < utf8.RuneSelf {
		return a|0x20 == b|0x20 && 'a' <= a|0x20 && a|0x20 <= 'z'
	}
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}

// Count returns the number of matches in text.
func (m Matcher) Count(text string) int {
	count := 0
	m.find(text, func(style.Span) bool { count++; return true })
	return count
}

// All returns the matches in text, in order.
func (m Matcher) All(text string) []style.Span {
	var found []style.Span
	m.find(text, func(s style.Span) bool { found = append(found, s); return true })
	return found
}
