package history

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// A Mark is the range of bytes [Start, End) of a text.
type Mark struct{ Start, End int }

// FTS5 can mark matches too, but in time that grows with the square of their
// number: one letter typed into a search field would take seconds. A word here
// is one to its tokenizer unicode61 as well, except beside a script that does
// not separate words: there "Go" is a word of "Goは", which FTS5 does not split.
// A match on which the two differ is not marked.

// maxMarks is the number of matches in one text that are looked for.
const maxMarks = 4096

// findMarks returns the places of terms in text, in order, and whether each
// term has one.
func findMarks(text string, terms []Term) (marks []Mark, all bool) {
	found := make([]bool, len(terms))
	marks = findWords(text, terms, found)
	for i, t := range terms {
		if t.part != nil {
			before := len(marks)
			marks = t.findParts(text, marks)
			found[i] = len(marks) > before
		}
	}
	return joined(marks), !slices.Contains(found, false)
}

// joined sorts marks and joins those that overlap.
func joined(marks []Mark) []Mark {
	slices.SortFunc(marks, func(a, b Mark) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	kept := marks[:0]
	for _, m := range marks {
		if n := len(kept); n > 0 && m.Start < kept[n-1].End {
			kept[n-1].End = max(kept[n-1].End, m.End)
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// findWords returns the places of the terms that are words.
func findWords(text string, terms []Term, found []bool) (marks []Mark) {
	if !slices.ContainsFunc(terms, func(t Term) bool { return t.words != nil }) {
		return nil
	}
	for w := nextWord(text, 0); w.Start < len(text) && len(marks) < maxMarks; w = nextWord(text, w.End) {
		for i, t := range terms {
			if end, ok := t.at(text, w); ok {
				marks, found[i] = append(marks, Mark{w.Start, end}), true
			}
		}
	}
	return marks
}

// nextWord returns the first word that starts at i or later. It skips scripts
// that do not separate words. Without one it returns the end of text.
func nextWord(text string, i int) Mark {
	for i < len(text) && text[i] < utf8.RuneSelf && !asciiWord[text[i]] {
		i++
	}
	for i < len(text) {
		in, size := wordAt(text, i)
		if in && (size == 1 || isBase(text[i:i+size])) {
			break
		}
		i += size
	}
	end := i
	for end < len(text) && text[end] < utf8.RuneSelf && asciiWord[text[end]] {
		end++
	}
	for end < len(text) {
		in, size := wordAt(text, end)
		if !in {
			break
		}
		end += size
	}
	return Mark{i, end}
}

// wordAt reports whether the character at i is part of a word, and its length.
func wordAt(text string, i int) (in bool, size int) {
	if c := text[i]; c < utf8.RuneSelf {
		return asciiWord[c], 1
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	return inWord(r) && !isUnspaced(r), size
}

// isBase reports whether a character is more than a mark on another one.
func isBase(character string) bool {
	r, _ := utf8.DecodeRuneInString(character)
	return foldRune(r) != 0
}

// asciiWord has the letters and digits.
var asciiWord = func() (table [utf8.RuneSelf]bool) {
	for r := range table {
		table[r] = inWord(rune(r))
	}
	return table
}()

// at reports whether the words of t are in text from the word w on, and where
// the last one ends.
func (t Term) at(text string, w Mark) (end int, ok bool) {
	for i, word := range t.words {
		if i > 0 {
			w = nextWord(text, w.End)
		}
		if !isWord(text[w.Start:w.End], word, t.Prefix && i == len(t.words)-1) {
			return 0, false
		}
	}
	return w.End, len(t.words) > 0
}

// isWord reports whether token is the folded word, or begins with it.
func isWord(token, word string, prefix bool) bool {
	i := 0
	for ; i < len(token) && i < len(word); i++ {
		c := token[i]
		if c >= utf8.RuneSelf {
			token = fold(token)
			return token == word || prefix && len(token) > len(word) && token[:len(word)] == word
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return i == len(word) && (prefix || fold(token[i:]) == "")
}

// findParts appends the places of a part to marks.
func (t Term) findParts(text string, marks []Mark) []Mark {
	n := len(marks)
	for i := 0; i < len(text) && len(marks)-n < maxMarks; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if foldPart(r) == t.part[0] {
			if end, ok := partAt(text, i, t.part); ok {
				marks = append(marks, Mark{i, end})
				i = end
				continue
			}
		}
		i += size
	}
	return marks
}

// partAt reports whether text has the part at i, and where it ends.
func partAt(text string, i int, part []rune) (end int, ok bool) {
	for _, want := range part {
		for {
			r, size := utf8.DecodeRuneInString(text[i:])
			if size == 0 {
				return 0, false
			}
			i += size
			if r = foldPart(r); r == want {
				break
			}
			if r != 0 {
				return 0, false
			}
		}
	}
	return i, true
}

// foldPart folds a character of a part, in which a line can end.
func foldPart(r rune) rune {
	if r == '\n' || r == '\t' || r == '\u3000' {
		return ' '
	}
	return foldRune(r)
}
