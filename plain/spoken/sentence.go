package spoken

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hasSentence reports whether a line that has not ended has a whole sentence.
func hasSentence(line string) bool {
	_, text := stripQuotes(line)
	text = strings.TrimLeft(text, " \t")
	for _, mark := range []string{itemMark.FindString(text), headingMark.FindString(text)} {
		text = text[len(mark):]
	}
	return sentenceEnd(text) >= 0
}

// closers may follow the full stop of a sentence.
const closers = "\"')]*_”’»」』）"

// sentenceEnd returns where the first sentence of a text ends, or -1. A sentence
// has ended when the next one has begun: a full stop alone may be that of a number
// or an abbreviation. Within code, emphasis or a link no sentence ends.
func sentenceEnd(text string) int {
	var m marks
	for i, r := range text {
		if i >= m.read {
			m.take(text, i)
		}
		asian := strings.ContainsRune("。！？", r)
		if !asian && !strings.ContainsRune(".!?…", r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		if !asian && !endsSentence(text, i, end) {
			continue
		}
		after := m
		for closing := len(text[end:]) - len(strings.TrimLeft(text[end:], closers)); closing > 0; {
			after.take(text, end)
			n := max(after.read-end, 1)
			end, closing = end+n, closing-n
		}
		if end < len(text) && after.closed() {
			return end
		}
	}
	return -1
}

// endsSentence reports whether the full stop text[at:end] ends a sentence.
func endsSentence(text string, at, end int) bool {
	after := strings.TrimLeft(text[end:], closers)
	next := strings.TrimLeft(after, " ")
	if next == "" || len(next) == len(after) { // the next word has not arrived, or there is no blank
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(first) {
		return false
	}
	return text[at] != '.' || !abbreviates(text[:at])
}

// abbreviations end with a full stop in the middle of a sentence.
var abbreviations = []string{"dr", "mr", "mrs", "ms", "prof", "st", "vs", "no", "fig", "approx", "cf", "ca", "bzw", "nr", "str", "vgl", "inc", "etc", "max", "min"}

// abbreviates reports whether the last word of a text is shortened, or a number in
// front of an item.
func abbreviates(text string) bool {
	text = strings.TrimRight(text, closers)
	word := text[strings.LastIndexAny(text, " \t(*_[\"'")+1:]
	last, _ := utf8.DecodeLastRuneInString(word)
	switch {
	case slices.Contains(abbreviations, strings.ToLower(word)):
		return true
	case utf8.RuneCountInString(word) == 1:
		return unicode.IsLetter(last)
	case len(word) <= 6 && strings.Contains(word, "."): // e.g, i.e, U.S
		return strings.Trim(word, ".0123456789") != ""
	}
	return strings.Trim(word, "0123456789") == "" && word != "" && strings.TrimSpace(text) == word
}

// marks counts the marks of code, emphasis and links that are open, as far as it can
// be known without reading what follows.
type marks struct {
	read                     int // up to where the text was read
	code                     int // length of the marks of the open code, or 0
	strong, brackets, parens int
}

// take reads the mark that begins at text[i].
func (m *marks) take(text string, i int) {
	m.read = i + 1
	switch c := text[i]; {
	case c == '`':
		n := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		m.read = i + n
		if m.code == 0 {
			m.code = n
		} else if m.code == n {
			m.code = 0
		}
	case m.code > 0:
	case c == '\\':
		m.read++
	case c == '*' || c == '~' || c == '_':
		if i+1 < len(text) && text[i+1] == c {
			m.strong++
			m.read++
		}
	case c == '[':
		m.brackets++
	case c == ']' && m.brackets > 0:
		m.brackets--
		if strings.HasPrefix(text[i:], "](") {
			m.parens++
			m.read++
		}
	case c == '(' && m.parens > 0:
		m.parens++
	case c == ')' && m.parens > 0:
		m.parens--
	}
}

// closed reports whether nothing is open.
func (m *marks) closed() bool {
	return m.code == 0 && m.strong%2 == 0 && m.brackets == 0 && m.parens == 0
}

// balanced reports whether nothing is open at the end of a text.
func balanced(text string) bool {
	var m marks
	for m.read < len(text) {
		m.take(text, m.read)
	}
	return m.closed()
}
