package editor

import "strings"

// transposeWords swaps the word before the caret with the one at or after it, or the
// last two words of the text, and puts the caret after both.
func (e *Editor) transposeWords() {
	secondEnd := e.wordRight(e.caret, letters)
	second := e.wordLeft(secondEnd, letters)
	first := e.wordLeft(second, letters)
	firstEnd := e.wordRight(first, letters)
	if !firstEnd.before(second) && firstEnd != second || first == second || !letters(e.at(first)) {
		return
	}
	secondEnd = e.wordRight(second, letters)
	swapped := concat(concat(e.between(second, secondEnd), e.between(firstEnd, second)), e.between(first, firstEnd))
	e.begin(other)
	e.replace(first, secondEnd, swapped)
}

// changeWord replaces each character from the caret to the end of the word by what
// change makes of it; first is true for the first one of the word.
func (e *Editor) changeWord(change func(text string, first bool) string) {
	to := e.wordRight(e.caret, letters)
	if to == e.caret {
		return
	}
	changed, inWord := e.between(e.caret, to), false
	for i, line := range changed {
		text := make([]cell, 0, len(line))
		for _, c := range line {
			if c.fold != nil || !letters(c) {
				text = append(text, c)
				continue
			}
			text = append(text, cells(change(c.text, !inWord))...)
			inWord = true
		}
		changed[i] = text
	}
	from := e.caret
	e.Unselect()
	e.begin(other)
	e.replace(from, to, changed)
}

func upcase(text string, _ bool) string { return strings.ToUpper(text) }

func downcase(text string, _ bool) string { return strings.ToLower(text) }

func capitalize(text string, first bool) string {
	if first {
		return strings.ToTitle(text)
	}
	return strings.ToLower(text)
}

func (p pos) before(q pos) bool {
	return p.line < q.line || p.line == q.line && p.col < q.col
}
