package history

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Mark is the range of bytes [Start, End) of a text.
type Mark struct{ Start, End int }

// FTS5 can mark matches too, but in time that grows with the square of their
// number: one letter typed into a search field would take seconds. A word here
// is one to its tokenizer unicode61 as well; a match on which the two differ is
// not marked.

// inWord reports whether r is part of a word.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// fold returns the common form of all spellings of a word: without case and
// accents.
func fold(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		if !unicode.IsMark(r) {
			b.WriteRune(unicode.ToLower(unicode.ToUpper(r))) // the long s, the final sigma and their kin too
		}
	}
	return b.String()
}

// findMarks returns the places of words in text; the last word may be the
// beginning of a longer one.
func findMarks(text string, words []string) []Mark {
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = fold(word)
	}
	var marks []Mark
	for start := 0; start < len(text); {
		next := strings.IndexFunc(text[start:], inWord)
		if next < 0 {
			break
		}
		start += next
		end := len(text)
		if n := strings.IndexFunc(text[start:], func(r rune) bool { return !inWord(r) }); n >= 0 {
			end = start + n
		}
		if matches(text[start:end], folded) {
			marks = append(marks, Mark{start, end})
		}
		start = end
	}
	return marks
}

// matches reports whether token is one of the folded words, or begins with
// the last.
func matches(token string, folded []string) bool {
	if strings.IndexFunc(token, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		token = fold(token)
	}
	last := folded[len(folded)-1]
	if len(token) >= len(last) && strings.EqualFold(token[:len(last)], last) {
		return true
	}
	for _, word := range folded[:len(folded)-1] {
		if strings.EqualFold(token, word) {
			return true
		}
	}
	return false
}

// A snippet has about snippetBefore bytes before its first mark, and
// snippetLength in all.
const snippetBefore, snippetLength = 60, 240

// snippet returns the part of text with most marks, cut between words, or its
// beginning if it has no marks.
func snippet(text string, marks []Mark) (string, []Mark) {
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
	var moved []Mark
	for _, m := range marks {
		moved = append(moved, Mark{m.Start - from + len(before), m.End - from + len(before)})
	}
	return before + text[from:to] + after, moved
}

// wordStart returns the start of the first word at or after i, at most limit.
func wordStart(text string, i, limit int) int {
	if i <= 0 {
		return 0
	}
	if space := strings.IndexAny(text[i:limit], " \n\t"); space >= 0 {
		return i + space + 1
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
