package markdown

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A spanScan looks for the places at which a piece of a paragraph can be cut.
// goldmark reads the spans of each piece; the scan only has to know which spans
// a cut would tear apart.
type spanScan struct {
	text    string
	before  rune          // the character before text
	whole   bool          // no more text comes
	base    []longSpan    // spans that text is in
	literal func(int) int // how many of the marks at an offset begin no span

	i     int
	local []spanMark // that began in text and have not ended yet

	line, space int // behind the last line end, the last space outside of spans
	link        int // behind the last link outside of spans
	anySpace    int // behind the last space
	address     int // where a link with an open address begins, -1 for none
	closed      int // index in base of the first span that ends in text, -1 for none
	mark        spanMark
}

// A spanMark is a run of marks that begins or ends a span.
type spanMark struct {
	mark  byte
	n, at int
	both  bool // it can begin a span and end one
}

// run scans the text until a span of base ends or something is open that only
// more text can end.
func (s *spanScan) run() {
	s.closed, s.address = -1, -1
	if n := len(s.base); n > 0 && s.base[n-1].mark == '`' {
		s.codeEnd(n - 1)
		return
	}
	for s.i < len(s.text) && s.step() {
	}
	if s.closed < 0 && len(s.local) > 0 {
		s.mark = s.local[0]
	}
}

// codeEnd looks for the end of the code span that text is in.
func (s *spanScan) codeEnd(top int) {
	n := s.base[top].n
	at := closingRun(s.text, 0, n)
	if at >= 0 && (at+n < len(s.text) || s.whole) {
		s.closed, s.mark = top, spanMark{mark: '`', n: n, at: at}
		return
	}
	text := strings.TrimRight(s.text, "`")
	s.anySpace = strings.LastIndexAny(text, " \n") + 1
	if s.anySpace == 0 {
		s.anySpace = len(text)
	}
}

// closingRun returns where a run of exactly n backticks begins in s from the
// offset from on, or -1.
func closingRun(s string, from, n int) int {
	for from < len(s) {
		at := strings.IndexByte(s[from:], '`')
		if at < 0 {
			return -1
		}
		from += at
		size := runLength(s[from:])
		if size == n {
			return from
		}
		from += size
	}
	return -1
}

// step takes one mark or character. It reports false if the scan ends there.
func (s *spanScan) step() bool {
	switch c := s.text[s.i]; c {
	case '\\':
		s.i += 2
	case '`':
		return s.code()
	case '<':
		s.i += max(angled(s.text[s.i:]), 1)
	case '[':
		at := s.i
		if at > 0 && s.text[at-1] == '!' {
			at--
		}
		s.local = append(s.local, spanMark{mark: '[', n: 1, at: at})
		s.i++
	case ']':
		return s.bracket()
	case '*', '_', '~':
		return s.delimiters()
	case ' ', '\n':
		s.i++
		s.anySpace = s.i
		if len(s.local) == 0 {
			if s.space = s.i; c == '\n' {
				s.line = s.i
			}
		}
	default:
		s.i++
	}
	return true
}

// code goes over a code span.
func (s *spanScan) code() bool {
	n := runLength(s.text[s.i:])
	if end := closingRun(s.text, s.i+n, n); end >= 0 && (end+n < len(s.text) || s.whole) {
		s.i = end + n
		return true
	}
	if s.whole || s.literal(s.i) >= n {
		s.i += n
		return true
	}
	s.local = append(s.local, spanMark{mark: '`', n: n, at: s.i})
	return false
}

// angled returns the length of the tag or address in angle brackets that s
// begins with, 0 if it begins with none.
func angled(s string) int {
	if n := tagEnd(s); n > 0 {
		return n
	}
	if n := strings.IndexAny(s, "> \n"); n > 0 && s[n] == '>' {
		return n + 1
	}
	return 0
}

// bracket takes the end of a label, with the address behind it.
func (s *spanScan) bracket() bool {
	from := len(s.local) - 1
	for from >= 0 && s.local[from].mark != '[' {
		from--
	}
	if from < 0 {
		s.i++
		return true
	}
	if s.i+1 == len(s.text) && !s.whole {
		return false
	}
	if strings.HasPrefix(s.text[s.i+1:], "(") {
		n := addressEnd(s.text[s.i+1:])
		switch {
		case n > 0:
			s.local = s.local[:from]
			if s.i += 1 + n; len(s.local) == 0 {
				s.link = s.i
			}
			return true
		case n < 0 && !s.whole:
			s.address = s.local[from].at
			return false
		}
	}
	s.local = slices.Delete(s.local, from, from+1)
	s.i++
	return true
}

// addressEnd returns the length of the address and title in brackets that s
// begins with, 0 if it begins with none, -1 if more text is needed.
func addressEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		case ' ', '\n':
			if rest := strings.TrimLeft(s[i:], " \n"); i > 1 && rest != "" && strings.IndexByte("\"'()", rest[0]) < 0 {
				return 0
			}
		}
	}
	return -1
}

// delimiters takes a run of marks of emphasis or strikethrough.
func (s *spanScan) delimiters() bool {
	m := spanMark{mark: s.text[s.i], n: runLength(s.text[s.i:]), at: s.i}
	end := s.i + m.n
	if m.mark == '~' && m.n != 2 {
		s.i = end
		return true
	}
	before, after := s.before, rune(' ')
	if s.i > 0 {
		before, _ = utf8.DecodeLastRuneInString(s.text[:s.i])
	}
	if end < len(s.text) {
		after, _ = utf8.DecodeRuneInString(s.text[end:])
	} else if !s.whole {
		s.local = append(s.local, m)
		return false
	}
	canOpen, canClose := flanking(m.mark, before, after)
	m.both = canOpen && canClose
	if canClose && !s.close(&m) {
		return false
	}
	if n := s.literal(m.at); canOpen && m.n > n {
		m.at, m.n = m.at+n, m.n-n
		s.local = append(s.local, m)
	}
	s.i = end
	return true
}

// close ends spans with the marks of m. It reports false if one of base ends.
func (s *spanScan) close(m *spanMark) bool {
	for m.n > 0 {
		from := len(s.local) - 1
		for from >= 0 && s.local[from].mark != '[' && !m.ends(s.local[from]) {
			from--
		}
		if from >= 0 && s.local[from].mark == '[' {
			if endsLabel(s.text[m.at:]) {
				return true
			}
			s.local = slices.Delete(s.local, from, from+1) // it begins no link
			continue
		}
		if from < 0 {
			return !s.closeBase(*m)
		}
		used := used(s.local[from].n, m.n)
		s.local = s.local[:from+1]
		if s.local[from].n -= used; s.local[from].n == 0 {
			s.local = s.local[:from]
		}
		m.n, m.at = m.n-used, m.at+used
	}
	return true
}

// endsLabel reports whether a bracket that was opened before s ends in s as
// the label of a link.
func endsLabel(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth < 0 {
				return i+1 < len(s) && (s[i+1] == '(' || s[i+1] == '[')
			}
		}
	}
	return false
}

// closeBase reports whether m ends a span of base.
func (s *spanScan) closeBase(m spanMark) bool {
	for i := len(s.base) - 1; i >= 0; i-- {
		if b := s.base[i]; m.ends(b.spanMark) {
			s.closed, s.mark = i, spanMark{mark: m.mark, n: used(b.n, m.n), at: m.at}
			return true
		}
	}
	return false
}

// ends reports whether m may end a span that opener begins (CommonMark 0.31.2,
// section 6.2, rules 9 and 10).
func (m spanMark) ends(opener spanMark) bool {
	return m.mark == opener.mark && !((m.both || opener.both) && (m.n+opener.n)%3 == 0 && m.n%3 != 0)
}

// used returns how many marks of two runs make one span.
func used(opener, closer int) int {
	if opener >= 2 && closer >= 2 {
		return 2
	}
	return 1
}

// cut returns where to cut the text, which is full: behind the last line, else
// the last space or link that is outside of spans, else behind the last space, else
// between characters.
func (s *spanScan) cut() int {
	for _, at := range []int{s.line, s.space, s.link, s.anySpace} {
		if at > len(s.text)/4 {
			return at
		}
	}
	return clusterStart(s.text)
}

// lastRune returns the last character of s, a space for an empty s.
func lastRune(s string) rune {
	if s == "" {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
