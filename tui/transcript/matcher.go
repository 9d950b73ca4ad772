package transcript

import (
	"banter/tui/style"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Matcher finds a query in text. Its zero value finds nothing. Several
// goroutines may use it at once.
type Matcher struct {
	Text   string
	fold   bool     // capitals do not matter
	starts []string // what a match may begin with: the first character in all its cases
}

// NewMatcher returns the matcher of a query. As in less -i, capitals matter only
// if the query has one.
func NewMatcher(query string) Matcher {
	n := Matcher{Text: query, fold: !strings.ContainsFunc(query, unicode.IsUpper)}
	if query == "" {
		return n
	}
	first, _ := utf8.DecodeRuneInString(query)
	n.starts = []string{string(first)}
	switch {
	case first == ' ':
		n.starts = append(n.starts, "\n")
	case n.fold:
		for r := unicode.SimpleFold(first); r != first; r = unicode.SimpleFold(r) {
			n.starts = append(n.starts, string(r))
		}
	}
	return n
}

// find calls yield with each match in text, one behind the other, until yield
// returns false. The time is linear in the text unless the query repeats
// its own beginning.
func (n Matcher) find(text string, yield func(style.Span) bool) {
	next := make([]int, len(n.starts)) // where each beginning is next
	for i := range next {
		next[i] = -1
	}
	for at := 0; at < len(text); {
		start := len(text)
		for i, s := range n.starts {
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
		size := n.at(text[start:])
		if size > 0 && !yield(style.Span{From: start, To: start + size}) {
			return
		}
		at = start + max(size, 1)
	}
}

// at returns how many bytes match at the beginning of text; 0: it does not
// match. What is not seen does not matter: a blank also matches the end of a
// line, and marks of emphasis and code may stand between two characters.
func (n Matcher) at(text string) int {
	at := 0
	for i, want := range n.Text {
		if i > 0 && want != '*' && want != '`' {
			at = len(text) - len(strings.TrimLeft(text[at:], "*`"))
		}
		got, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case size == 0:
			return 0
		case got == want, want == ' ' && got == '\n', n.fold && sameLetter(got, want):
			at += size
		default:
			return 0
		}
	}
	return at
}

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

// Count returns how many matches there are.
func (n Matcher) Count(text string) int {
	count := 0
	n.find(text, func(style.Span) bool { count++; return true })
	return count
}

// All returns the matches.
func (n Matcher) All(text string) []style.Span {
	var found []style.Span
	n.find(text, func(s style.Span) bool { found = append(found, s); return true })
	return found
}
