// Package editor edits the text that a person is writing: several lines with
// soft wrap, a caret, a selection, the commands of readline, undo, and pastes of
// any size. It knows no screen and no colors; its parent asks it for rows and for
// the position of the caret.
//
// A key costs the rows on the screen, not the text or its line. The text is kept
// as grapheme clusters, so that no edit cuts what a person sees as one character.
package editor

import (
	"strings"

	"banter/internal/termsafe"
	"banter/tui/keymap"
)

// An Editor is a text with a caret; [New] returns one. It is not safe for
// concurrent use, but a [Snapshot] is.
type Editor struct {
	buffer
	undo, redo []buffer
	last       action // kind of the newest step of undo
	ring       ring
	keys       map[string]func(*Editor) // commands by keystroke
	vi         *vi                      // nil: the person has not chosen its keys

	selects   bool                // the text between anchor and caret is selected
	marked    bool                // moving the caret selects from anchor on
	anchor    pos                 // the end of the selection that stays
	highlight func(string) string // draws selected text; nil: like other text

	width int       // cells of a row, at least 1, of the newest View
	top   screenRow // first row of the newest View
	goal  int       // column that Up and Down keep to; -1: the caret's own
}

// buffer is the state that undo restores. Lines never change; edits replace them.
type buffer struct {
	lines []*line
	caret pos
	began pos // the caret before the edit that made this text
}

// pos is a position between two cells: before cell col of a line.
type pos struct{ line, col int }

// An action is the kind of an edit. A run of edits of one kind is one step of
// undo.
type action int

const (
	none action = iota
	typing
	erasing
	killing
	yanking
	other
)

const undoDepth = 200

// New returns an empty editor with the keys of package keymap. It measures cells by grapheme
// cluster, as the program draws them.
func New() *Editor {
	e := &Editor{width: 80, goal: -1, keys: index()}
	if keymap.Preset() == keymap.Vi {
		e.vi = &vi{registers: registers{}}
		e.startInsertion(viCommand{}, false)
	}
	return e
}

// Empty reports whether the text is empty.
func (e *Editor) Empty() bool {
	return len(e.lines) == 0 || len(e.lines) == 1 && e.lines[0].len() == 0
}

// OneLine reports whether the text has no line end.
func (e *Editor) OneLine() bool { return len(e.lines) <= 1 }

// Single returns the text if it is a single character, as a person counts them,
// otherwise "".
func (e *Editor) Single() string {
	if len(e.lines) != 1 || e.lines[0].len() != 1 || e.lines[0].at(0).fold != nil {
		return ""
	}
	return e.lines[0].at(0).text
}

// Text returns the whole text, folded pastes in full.
func (e *Editor) Text() string { return e.Snapshot().Text() }

// Set replaces the text as one step of undo and puts the caret at its end. It
// folds a very long text, like a paste.
func (e *Editor) Set(text string) {
	text = termsafe.Text(text)
	e.vi.part(e.caret)
	e.begin(other)
	if len(text) > longDraft || strings.Count(text, "\n") > longDraftLines {
		e.replace(pos{}, e.end(), folded(text, label(text)))
	} else {
		e.replace(pos{}, e.end(), cut(text))
	}
	e.vi.part(e.caret)
}

// Load is Set without undo, for a text from an earlier run of the program.
func (e *Editor) Load(text string) {
	e.Reset()
	e.Set(text)
	e.undo = nil
}

// Clear removes the text as one step of undo.
func (e *Editor) Clear() {
	if !e.Empty() {
		e.Set("")
	}
}

// Reset removes the text, its undo steps and the text that was cut. The parent
// calls it when the text has been sent.
func (e *Editor) Reset() {
	*e = Editor{width: e.width, goal: -1, keys: e.keys, highlight: e.highlight, vi: e.vi}
	if e.vi != nil {
		e.vi.keys, e.vi.waiting = nil, nil
		e.startInsertion(viCommand{}, false)
	}
}

// Insert inserts text at the caret, or in the place of the selection, as typing
// does.
func (e *Editor) Insert(text string) {
	text = termsafe.Text(text)
	if text == "" {
		return
	}
	if e.Commands() {
		e.startInsertion(viCommand{}, false)
	}
	// A new word is a new step for undo.
	if e.last != typing || text == " " && !e.afterBlank() {
		e.begin(typing)
	}
	e.put(cut(text))
}

// Newline inserts a line end at the caret, or in the place of the selection.
func (e *Editor) Newline() {
	if e.Commands() { // as o
		e.ensure()
		e.Unselect()
		e.openBelow(viCommand{name: "o"})
		return
	}
	e.begin(other)
	e.put(fragment{nil, nil})
}

// Continue replaces a backslash before the caret by a line end, and reports whether
// it did. That makes a new line on any keyboard.
func (e *Editor) Continue() bool {
	if c, ok := e.before(); !ok || c.text != `\` {
		return false
	}
	e.begin(other)
	e.replace(e.left(e.caret), e.caret, fragment{nil, nil})
	return true
}

// Undo takes back the last step and reports whether it did.
func (e *Editor) Undo() bool {
	if len(e.undo) == 0 {
		return false
	}
	e.vi.part(e.caret)
	e.redo = append(e.redo, e.buffer)
	e.buffer, e.undo = e.undo[len(e.undo)-1], e.undo[:len(e.undo)-1]
	e.last, e.goal, e.selects, e.marked = none, -1, false, false
	return true
}

// CanUndo reports whether Undo would take something back.
func (e *Editor) CanUndo() bool { return len(e.undo) > 0 }

// Redo takes back the last Undo and reports whether it did.
func (e *Editor) Redo() bool {
	if len(e.redo) == 0 {
		return false
	}
	e.vi.part(e.caret)
	e.undo = append(e.undo, e.buffer)
	e.buffer, e.redo = e.redo[len(e.redo)-1], e.redo[:len(e.redo)-1]
	e.last, e.goal, e.selects, e.marked = none, -1, false, false
	return true
}

// begin starts a step of undo before an edit. Edits that erase, or that kill, one
// after the other are one step.
func (e *Editor) begin(a action) {
	if e.vi.joins(a) {
		e.last = a
		return
	}
	if a == e.last && (a == erasing || a == killing) {
		return
	}
	e.undo = append(e.undo, e.buffer)
	if len(e.undo) > undoDepth {
		e.undo = e.undo[1:]
	}
	e.redo, e.last, e.began = nil, a, e.caret
}

// A Snapshot is the text at one moment. It is safe for concurrent use.
type Snapshot struct{ lines []*line }

// Snapshot returns the present text. It copies nothing.
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
