// Package spoken turns markdown, while it arrives, into lines of words: for screen
// readers, braille and serial lines. Headings, items, quotes, code and tables are
// announced, marks of emphasis are left out, and a line is a sentence where the
// text has sentences.
//
// spoken.go takes the lines of the text apart, block.go announces what they are,
// table.go holds a table until its rows can be told, span.go reads the marks
// within a sentence, and sentence.go finds where one ends. What is told does not
// depend on how the text was cut while it arrived.
package spoken

import (
	"strings"
	"unicode/utf8"

	"banter/internal/termsafe"
)

// A Teller tells one text. Each line that it passes on is safe for a terminal, and
// has no line feed and no box-drawing characters.
type Teller struct {
	Code func(string) // gets the lines of code and formulas; nil: as all others

	line func(string)

	bytes    string // the beginning of a character
	arriving string // the line that is arriving, or what is not told of it
	opened   bool   // its markers were read
	heading  bool   // it is one
	text     string // the paragraph so far, the part that is not told
	prefix   string // words in front of the next sentence
	spoke    bool   // something was told
	gap      bool   // a blank line goes before the next line

	quotes []bool // the open quotes; true for one that has not been announced
	items  []int  // columns of the markers of the open list items
	fence  *fence // the open block of code or formula, or nil
	table  table
}

// New returns a Teller that passes each line to the function.
func New(line func(string)) *Teller { return &Teller{line: line} }

// Push adds text, and tells the sentences that it completes.
func (t *Teller) Push(delta string) {
	delta = t.bytes + delta
	n := len(delta)
	for n > 0 && len(delta)-n < utf8.UTFMax && !utf8.FullRuneInString(delta[lastStart(delta[:n]):]) {
		n = lastStart(delta[:n])
	}
	t.bytes = delta[n:]
	t.arriving += delta[:n]
	for {
		line, rest, whole := strings.Cut(t.arriving, "\n")
		if !whole {
			break
		}
		t.arriving = line
		t.endLine()
		t.arriving, t.opened, t.heading = rest, false, false
	}
	t.partial()
}

// lastStart returns where the last character of a text starts, whole or not.
func lastStart(text string) int {
	n := len(text) - 1
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return max(n, 0)
}

// Finish tells what is left and ends what is open.
func (t *Teller) Finish() {
	t.arriving += t.bytes
	if t.arriving != "" {
		t.endLine()
	}
	t.endBlock()
	t.endFence()
	t.endQuotes(0)
	t.bytes, t.arriving, t.opened, t.heading = "", "", false, false
}

// partial tells the sentences of a line that has not ended.
func (t *Teller) partial() {
	if t.longCode(); t.fence != nil {
		return
	}
	if !t.opened {
		if len(t.arriving) <= maxPiece {
			if !hasSentence(t.arriving) {
				return
			}
			if kind, _ := t.classify(t.arriving); kind != prose {
				return
			}
		}
		t.endTable()
		t.open()
	}
	t.sentences()
}

// open reads the markers of the line that arrives, and leaves its text.
func (t *Teller) open() {
	t.opened = true
	t.arriving = t.takeMarkers(t.arriving)
	if t.text != "" {
		t.arriving = t.text + " " + t.arriving
		t.text = ""
	}
}

// sentences tells the whole sentences of the line that arrives.
func (t *Teller) sentences() {
	for {
		end := sentenceEnd(t.arriving[:min(len(t.arriving), maxPiece)])
		switch {
		case end < 0 && len(t.arriving) <= maxPiece:
			return
		case end < 0:
			end = cut(t.arriving)
		}
		t.say(span(t.arriving[:end]))
		t.arriving = strings.TrimLeft(t.arriving[end:], " ")
	}
}

// maxPiece is the longest line whose structure is read, and the longest sentence, in
// bytes: what is done for each delta must not grow with the text.
const maxPiece = 4 << 10

// cut returns where a text without a sentence is cut.
func cut(text string) int {
	if blank := strings.LastIndexByte(text[:maxPiece], ' '); blank > 0 {
		return blank
	}
	return lastStart(text[:maxPiece])
}

// endLine tells a line that has ended.
func (t *Teller) endLine() {
	if t.longCode(); t.fence != nil && t.opened {
		t.codeLine(t.arriving)
		return
	}
	if !t.opened {
		if t.fence != nil || len(t.arriving) <= maxPiece {
			if t.blockLine(strings.TrimRight(t.arriving, "\r")) {
				return
			}
		}
		t.endTable()
		t.open()
	}
	t.sentences()
	rest := strings.TrimRight(t.arriving, " \t\r\\")
	if t.heading {
		rest = headingEnd.ReplaceAllString(rest, "")
	}
	if rest != "" && !balanced(rest) {
		t.text = rest // an emphasis may go on in the next line
		return
	}
	t.say(span(rest))
}

// endBlock tells what a paragraph or a table holds back.
func (t *Teller) endBlock() {
	t.endTable()
	if text := t.text; text != "" {
		t.text = ""
		t.say(span(text))
	}
	if t.prefix != "" {
		t.put("")
	}
}

// say tells a sentence.
func (t *Teller) say(sentence string) {
	if sentence = strings.TrimSpace(sentence); sentence != "" {
		t.put(sentence)
	}
}

// put passes a line on, after the words that are due.
func (t *Teller) put(line string) {
	t.announceQuotes()
	if t.gap && t.spoke {
		t.line("")
	}
	line = strings.TrimRight(t.prefix+line, " ")
	t.prefix, t.gap, t.spoke = "", false, true
	t.line(Boxless(termsafe.Line(line)))
}

// Boxless replaces the characters that draw boxes, U+2500 to U+259F, by ASCII.
func Boxless(text string) string {
	if strings.IndexFunc(text, draws) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case !draws(r):
			return r
		case strings.ContainsRune("─━┄┅┈┉╌╍═╴╶╸╺╼╾", r):
			return '-'
		case strings.ContainsRune("│┃┆┇┊┋╎╏║╵╷╹╻╽╿", r):
			return '|'
		case r >= 0x2580:
			return '#'
		}
		return '+'
	}, text)
}

func draws(r rune) bool { return r >= 0x2500 && r <= 0x259f }
