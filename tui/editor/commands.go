package editor

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// A command is a binding and what an editor does at its keys.
type command struct {
	*keymap.Binding
	do func(*Editor)
}

// commands has every command of an editor. New lines, rows up and down and the end of
// the program belong to the parent, which may also use a key of these for something
// else.
var commands = []command{
	{keymap.BackwardChar, func(e *Editor) { e.moveTo(e.left(e.caret)) }},
	{keymap.ForwardChar, func(e *Editor) { e.moveTo(e.right(e.caret)) }},
	{keymap.BackwardWord, func(e *Editor) { e.moveTo(e.wordLeft(e.caret, letters)) }},
	{keymap.ForwardWord, func(e *Editor) { e.moveTo(e.wordRight(e.caret, letters)) }},
	{keymap.BeginningOfLine, func(e *Editor) { e.moveTo(e.lineStart()) }},
	{keymap.EndOfLine, func(e *Editor) { e.moveTo(e.lineEnd()) }},
	{keymap.BeginningOfBuffer, func(e *Editor) { e.moveTo(pos{}) }},
	{keymap.EndOfBuffer, func(e *Editor) { e.moveTo(e.end()) }},

	{keymap.BackwardDelete, func(e *Editor) { e.erase(e.left(e.caret)) }},
	{keymap.DeleteChar, func(e *Editor) { e.erase(e.right(e.caret)) }},
	{keymap.WordRubout, func(e *Editor) { e.kill(e.wordLeft(e.caret, solid)) }},
	{keymap.BackwardKillWord, func(e *Editor) { e.kill(e.wordLeft(e.caret, letters)) }},
	{keymap.KillWord, func(e *Editor) { e.kill(e.wordRight(e.caret, letters)) }},
	{keymap.LineDiscard, (*Editor).killToStart},
	{keymap.KillLine, (*Editor).killToEnd},
	{keymap.Yank, func(e *Editor) { e.Yank() }},
	{keymap.YankPop, (*Editor).yankPop},
	{keymap.SetMark, (*Editor).setMark},
	{keymap.CopyRegion, (*Editor).copyRegion},
	{keymap.ExchangeMark, (*Editor).exchangeMark},
	{keymap.TransposeChars, (*Editor).transpose},
	{keymap.TransposeWords, (*Editor).transposeWords},
	{keymap.UpcaseWord, func(e *Editor) { e.changeWord(upcase) }},
	{keymap.DowncaseWord, func(e *Editor) { e.changeWord(downcase) }},
	{keymap.CapitalizeWord, func(e *Editor) { e.changeWord(capitalize) }},
	{keymap.Undo, func(e *Editor) { e.Undo() }},
	{keymap.Redo, func(e *Editor) { e.Redo() }},
	{keymap.OpenPaste, func(e *Editor) { e.Unfold() }},
}

// index returns what an editor does at each keystroke.
func index() map[string]func(*Editor) {
	keys := make(map[string]func(*Editor))
	for _, c := range commands {
		for _, list := range [][]string{c.Keys, c.Also} {
			for _, key := range list {
				keys[key] = c.do
			}
		}
	}
	return keys
}

// Run runs the command of a keystroke, or of two in a row, and reports whether there
// is one.
func (e *Editor) Run(keystroke string) bool {
	do := e.keys[keystroke]
	if do != nil {
		do(e)
	}
	return do != nil
}

// Press runs the command of a key or types its text, and reports whether the key had
// either.
func (e *Editor) Press(key tea.KeyPressMsg) bool {
	if e.vi != nil && e.pressVi(key) {
		return true
	}
	if e.Run(key.Keystroke()) {
		return true
	}
	if key.Text == "" {
		return false
	}
	e.Insert(key.Text)
	return true
}
