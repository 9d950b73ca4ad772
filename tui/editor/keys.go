package editor

import tea "charm.land/bubbletea/v2"

// commands are the editing keys, those of readline where it has them. Enter,
// Up and Down, and what ends a program, are the parent's.
var commands = map[string]func(*Editor){
	"left":      func(e *Editor) { e.moveTo(e.left(e.caret)) },
	"right":     func(e *Editor) { e.moveTo(e.right(e.caret)) },
	"home":      func(e *Editor) { e.moveTo(e.lineStart()) },
	"end":       func(e *Editor) { e.moveTo(e.lineEnd()) },
	"alt+left":  func(e *Editor) { e.moveTo(e.wordLeft(e.caret, letters)) },
	"alt+right": func(e *Editor) { e.moveTo(e.wordRight(e.caret, letters)) },
	"alt+<":     func(e *Editor) { e.moveTo(pos{}) },
	"alt+>":     func(e *Editor) { e.moveTo(e.end()) },

	"backspace": func(e *Editor) { e.erase(e.left(e.caret)) },
	"delete":    func(e *Editor) { e.erase(e.right(e.caret)) },
	"ctrl+w":    func(e *Editor) { e.kill(e.wordLeft(e.caret, solid)) },
	"alt+h":     func(e *Editor) { e.kill(e.wordLeft(e.caret, letters)) },
	"alt+d":     func(e *Editor) { e.kill(e.wordRight(e.caret, letters)) },
	"ctrl+u":    (*Editor).killToStart,
	"ctrl+k":    (*Editor).killToEnd,
	"ctrl+t":    (*Editor).transpose,
	"ctrl+_":    func(e *Editor) { e.Undo() },
	"alt+_":     func(e *Editor) { e.Redo() },
	"tab":       func(e *Editor) { e.Unfold() },
}

// synonyms are other chords for the same.
var synonyms = map[string]string{
	"ctrl+b": "left", "ctrl+f": "right", "ctrl+a": "home", "ctrl+e": "end",
	"alt+b": "alt+left", "ctrl+left": "alt+left", "alt+f": "alt+right", "ctrl+right": "alt+right",
	"ctrl+h": "backspace", "shift+backspace": "backspace", "ctrl+d": "delete", "shift+space": "space",
	"alt+backspace": "alt+h", "ctrl+backspace": "alt+h", "alt+delete": "alt+d", "ctrl+delete": "alt+d",
	"ctrl+z": "ctrl+_", "ctrl+shift+z": "alt+_", "alt+z": "alt+_",
}

// Press handles a key and reports whether it was one for an editor: text, or
// one of its commands.
func (e *Editor) Press(key tea.KeyPressMsg) bool {
	name := key.Keystroke()
	if to, ok := synonyms[name]; ok {
		name = to
	}
	if command, ok := commands[name]; ok {
		command(e)
		return true
	}
	if key.Text == "" {
		return false
	}
	e.Insert(key.Text)
	return true
}

// killToStart removes what is before the caret on its line; at the start of a
// line, the line end before it.
func (e *Editor) killToStart() {
	to := e.lineStart()
	if to == e.caret {
		to = e.left(e.caret)
	}
	e.kill(to)
}

// killToEnd removes what is behind the caret on its line; at the end of a
// line, the line end itself.
func (e *Editor) killToEnd() {
	to := e.lineEnd()
	if to == e.caret {
		to = e.right(e.caret)
	}
	e.kill(to)
}

// transpose swaps the two characters before the caret at a line end, else
// those around it.
func (e *Editor) transpose() {
	at := e.caret
	if len(e.after()) == 0 {
		at = e.left(at)
	}
	if at.col == 0 || at.line != e.caret.line {
		return
	}
	cells := e.lines[at.line].cells
	swapped := fragment{{cells[at.col], cells[at.col-1]}}
	e.begin(other)
	e.replace(e.left(at), pos{at.line, at.col + 1}, swapped)
}
