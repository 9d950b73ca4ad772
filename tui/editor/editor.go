// Package editor is the text that a person is writing: several lines with
// soft wrap, a caret, the editing keys of readline, undo, and pastes of any
// size. It knows no screen and no colours; its parent asks it for rows and for
// where the caret is.
//
// A key costs the line that it changes, not the text. Text is kept as grapheme
// clusters, so that nothing a person sees as one character is ever cut.
package editor

import (
	"strings"

	"banter/internal/termsafe"
)

// An Editor is a text with a caret; [New] makes one. It is not safe for
// concurrent use; a [Snapshot] is.
type Editor struct {
	buffer
	undo, redo []buffer
	last       action   // what the newest entry of undo was made for
	killed     fragment // what Yank puts back
	keys       map[string]func(*Editor)

	selects   bool // the text between anchor and caret is selected
	anchor    pos
	highlight func(string) string // draws what is selected; nil: nothing does

	width int   // cells of a row, at least 1, of the newest View
	top   place // first row of the newest View
	goal  int   // column that Up and Down keep to; -1: the caret's own
}

// buffer is what undo brings back. Lines are never changed, only replaced.
type buffer struct {
	lines []*line
	caret pos
}

// pos is a place between two cells: before cell col of a line.
type pos struct{ line, col int }

// An action says what an edit was, so that a run of the same is undone at once.
type action int

const (
	none action = iota
	typing
	erasing
	killing
	other
)

const undoDepth = 200

// New returns an empty editor. It measures cells by grapheme cluster, as the
// program draws them.
func New() *Editor {
	return &Editor{width: 80, goal: -1, keys: defaults}
}

// Empty reports whether there is no text.
func (e *Editor) Empty() bool {
	return len(e.lines) == 0 || len(e.lines) == 1 && e.lines[0].len() == 0
}

// Single returns the text if it is one character, as a person counts them; ""
// if it is not.
func (e *Editor) Single() string {
	if len(e.lines) != 1 || e.lines[0].len() != 1 || e.lines[0].at(0).fold != nil {
		return ""
	}
	return e.lines[0].at(0).text
}

// Text returns the whole text, folded pastes in full.
func (e *Editor) Text() string { return e.Snapshot().Text() }

// Set replaces the text, as one edit that can be undone, and puts the caret
// at its end. A text too long to look at is folded, like a paste.
func (e *Editor) Set(text string) {
	text = termsafe.Text(text)
	e.begin(other)
	if len(text) > longDraft || strings.Count(text, "\n") > longDraftLines {
		e.replace(pos{}, e.end(), folded(text, label(text)))
		return
	}
	e.replace(pos{}, e.end(), cut(text))
}

// Load is Set without the way back: the text was there before the person came.
func (e *Editor) Load(text string) {
	e.Reset()
	e.Set(text)
	e.undo = nil
}

// Clear removes the text. Undo brings it back.
func (e *Editor) Clear() {
	if !e.Empty() {
		e.Set("")
	}
}

// Reset removes the text and all memory of it: what was written has been sent.
func (e *Editor) Reset() {
	*e = Editor{width: e.width, goal: -1, keys: e.keys, highlight: e.highlight}
}

// Insert puts text in at the caret, as if it was typed.
func (e *Editor) Insert(text string) {
	text = termsafe.Text(text)
	if text == "" {
		return
	}
	// A new word is a new step for undo.
	if e.last != typing || text == " " && !e.afterBlank() {
		e.begin(typing)
	}
	e.put(cut(text))
}

// Newline starts a new line at the caret.
func (e *Editor) Newline() {
	e.begin(other)
	e.put(fragment{nil, nil})
}

// Continue turns a backslash before the caret into a new line and reports
// whether there was one: the way to a new line on any keyboard.
func (e *Editor) Continue() bool {
	if c, ok := e.before(); !ok || c.text != `\` {
		return false
	}
	e.begin(other)
	e.replace(e.left(e.caret), e.caret, fragment{nil, nil})
	return true
}

// Undo takes back the last edit and reports whether there was one.
func (e *Editor) Undo() bool {
	if len(e.undo) == 0 {
		return false
	}
	e.redo = append(e.redo, e.buffer)
	e.buffer, e.undo = e.undo[len(e.undo)-1], e.undo[:len(e.undo)-1]
	e.last, e.goal, e.selects = none, -1, false
	return true
}

// CanUndo reports whether Undo would bring something back.
func (e *Editor) CanUndo() bool { return len(e.undo) > 0 }

// Redo takes back the last Undo, and reports whether there was one.
func (e *Editor) Redo() bool {
	if len(e.redo) == 0 {
		return false
	}
	e.undo = append(e.undo, e.buffer)
	e.buffer, e.redo = e.redo[len(e.redo)-1], e.redo[:len(e.redo)-1]
	e.last, e.goal, e.selects = none, -1, false
	return true
}

// begin notes the text for undo before an edit. Erasing and killing run on
// while nothing else happens in between.
func (e *Editor) begin(a action) {
	if a == e.last && (a == erasing || a == killing) {
		return
	}
	e.undo = append(e.undo, e.buffer)
	if len(e.undo) > undoDepth {
		e.undo = e.undo[1:]
	}
	e.redo, e.last = nil, a
}

// replace puts frag in the place of what is between from and to, and the caret
// after it.
func (e *Editor) replace(from, to pos, frag fragment) {
	lines := e.lines
	if len(lines) == 0 {
		lines = []*line{newLine(nil)}
	}
	first, last := lines[from.line], lines[to.line]
	// What meets the edit may join it: an accent and its letter.
	left := first.part(max(from.col-1, 0), from.col)
	right := last.part(to.col, min(to.col+1, last.len()))
	made := make([]*line, len(frag))
	end := len(frag) - 1
	head := join(left, frag[0])
	tail := head
	if end > 0 {
		made[0] = first.splice(from.col-len(left), first.len(), head)
		for i := 1; i < end; i++ {
			made[i] = newLine(frag[i])
		}
		left, tail = nil, frag[end]
	}
	e.caret = pos{from.line + end, len(tail)}
	joined := join(tail, right)
	e.caret.col = min(e.caret.col, len(joined))
	switch start := from.col - len(left); {
	case end > 0:
		made[end] = last.splice(0, to.col+len(right), joined)
	case first == last:
		made[0] = first.splice(start, to.col+len(right), joined)
		e.caret.col += start
	default:
		made[0] = first.splice(start, first.len(), append(joined, last.part(to.col+len(right), last.len())...))
		e.caret.col += start
	}
	all := make([]*line, 0, len(lines)+len(made))
	all = append(all, lines[:from.line]...)
	all = append(all, made...)
	e.lines = append(all, lines[to.line+1:]...)
	e.goal, e.selects = -1, false
}

// put puts frag in the place of the selection, or in at the caret.
func (e *Editor) put(frag fragment) {
	from, to := e.selection()
	e.replace(from, to, frag)
}

// A Snapshot is the text at one moment. It may be read on any goroutine.
type Snapshot struct{ lines []*line }

// Snapshot returns the text as it is now, at no cost.
func (e *Editor) Snapshot() Snapshot { return Snapshot{e.lines} }

// Text returns the whole text, folded pastes in full.
func (s Snapshot) Text() string {
	var b strings.Builder
	for i, l := range s.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, chunk := range l.chunks {
			for _, c := range chunk {
				b.WriteString(c.text)
			}
		}
	}
	return b.String()
}
