package history

import (
	"strings"
	"unicode/utf8"
)

// A snippet has about snippetBefore bytes before its first mark, and
// snippetLength in all.
const snippetBefore, snippetLength = 60, 240

// snippet returns the part of text with most marks, cut between words, or its
// beginning if it has no marks. It moves the marks by shift bytes.
func snippet(text string, marks []Mark) (part string, moved []Mark, shift int) {
	best, most := 0, 0
	for first, last := 0, 0; first < len(marks); first++ {
		for last < len(marks) && marks[last].End <= marks[first].Start+snippetLength-snippetBefore {
			last++
		}
		if last-first > most {
			best, most = first, last-first
		}
	}
	marks = marks[best:max(best+most, min(best+1, len(marks)))]
	from, end := 0, 0
	if len(marks) > 0 {
		from, end = wordStart(text, marks[0].Start-snippetBefore, marks[0].Start), marks[len(marks)-1].End
	}
	to := wordEnd(text, max(from+snippetLength, end))
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(text) {
		after = "…"
	}
	shift = len(before) - from
	for _, m := range marks {
		moved = append(moved, Mark{m.Start + shift, m.End + shift})
	}
	return before + text[from:to] + after, moved, shift
}

// wordStart returns the start of the first word at or after i, at most limit,
// or of a character in a script that does not separate words.
func wordStart(text string, i, limit int) int {
	if i <= 0 {
		return 0
	}
	if space := strings.IndexAny(text[i:limit], " \n\t"); space >= 0 {
		return i + space + 1
	}
	for i < limit && !utf8.RuneStart(text[i]) {
		i++
	}
	for at, r := range text[i:limit] {
		if isUnspaced(r) {
			return i + at
		}
	}
	return limit
}

// wordEnd returns the end of the word at i, or, within a very long word, the
// end of its last whole character.
func wordEnd(text string, i int) int {
	if i >= len(text) {
		return len(text)
	}
	near := text[i:min(len(text), i+snippetBefore)]
	if space := strings.IndexAny(near, " \n\t"); space >= 0 {
		return i + space
	}
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return i
}
