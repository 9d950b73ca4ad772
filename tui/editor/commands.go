package editor

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// A Command is something that an editor does at a key.
type Command struct {
	Name string        // readline's name, or that of Emacs if readline has no such command
	Keys []string      // keystrokes, spelled as [tea.Key.Keystroke] does; the usual one first
	Help string        // what it does, for a list of keys
	Do   func(*Editor) // runs it
}

// commands has every command of an editor and its default keys, in the order of a
// list of keys. New lines, rows up and down and the end of the program belong to
// the parent, which may also use a key of this table for something else.
var commands = []Command{
	{"backward-char", []string{"left", "ctrl+b"}, "a character left", func(e *Editor) { e.moveTo(e.left(e.caret)) }},
	{"forward-char", []string{"right", "ctrl+f"}, "a character right", func(e *Editor) { e.moveTo(e.right(e.caret)) }},
	{"backward-word", []string{"alt+b", "ctrl+left", "alt+left"}, "a word left", func(e *Editor) { e.moveTo(e.wordLeft(e.caret, letters)) }},
	{"forward-word", []string{"alt+f", "ctrl+right", "alt+right"}, "a word right", func(e *Editor) { e.moveTo(e.wordRight(e.caret, letters)) }},
	{"beginning-of-line", []string{"ctrl+a", "home"}, "start of the line", func(e *Editor) { e.moveTo(e.lineStart()) }},
	{"end-of-line", []string{"ctrl+e", "end"}, "end of the line", func(e *Editor) { e.moveTo(e.lineEnd()) }},
	{"beginning-of-buffer", []string{"alt+<"}, "start of the text", func(e *Editor) { e.moveTo(pos{}) }},
	{"end-of-buffer", []string{"alt+>"}, "end of the text", func(e *Editor) { e.moveTo(e.end()) }},

	{"backward-delete-char", []string{"backspace", "ctrl+h", "shift+backspace"}, "delete the character before the caret", func(e *Editor) { e.erase(e.left(e.caret)) }},
	{"delete-char", []string{"delete", "ctrl+d"}, "delete the character after the caret", func(e *Editor) { e.erase(e.right(e.caret)) }},
	{"unix-word-rubout", []string{"ctrl+w"}, "cut back to the last blank", func(e *Editor) { e.kill(e.wordLeft(e.caret, solid)) }},
	{"backward-kill-word", []string{"alt+backspace", "ctrl+backspace", "alt+h"}, "cut the word before the caret", func(e *Editor) { e.kill(e.wordLeft(e.caret, letters)) }},
	{"kill-word", []string{"alt+d", "alt+delete", "ctrl+delete"}, "cut the word after the caret", func(e *Editor) { e.kill(e.wordRight(e.caret, letters)) }},
	{"unix-line-discard", []string{"ctrl+u"}, "cut to the start of the line", (*Editor).killToStart},
	{"kill-line", []string{"ctrl+k"}, "cut to the end of the line", (*Editor).killToEnd},
	{"yank", []string{"ctrl+y"}, "put back what was cut", func(e *Editor) { e.Yank() }},
	{"transpose-chars", []string{"ctrl+t"}, "swap two characters", (*Editor).transpose},
	{"undo", []string{"ctrl+z", "ctrl+_", "ctrl+/"}, "undo", func(e *Editor) { e.Undo() }},
	{"redo", []string{"alt+z", "ctrl+shift+z", "alt+_"}, "redo", func(e *Editor) { e.Redo() }},
	{"open-paste", []string{"tab"}, "open a folded paste", func(e *Editor) { e.Unfold() }},
}

// defaults is what an editor does at a key until Bind.
var defaults = index(commands)

// Commands returns every command of an editor with its default keys, in the
// order of a list of keys. The caller may change the result and give it to
// [Editor.Bind].
func Commands() []Command {
	all := slices.Clone(commands)
	for i := range all {
		all[i].Keys = slices.Clone(all[i].Keys)
	}
	return all
}

// Bind makes commands everything that e does at keys, apart from typing. If two
// have the same key, the first one runs.
func (e *Editor) Bind(commands []Command) { e.keys = index(commands) }

// index returns what each key of commands does.
func index(commands []Command) map[string]func(*Editor) {
	keys := make(map[string]func(*Editor))
	for _, c := range commands {
		for _, key := range c.Keys {
			if keys[key] == nil {
				keys[key] = c.Do
			}
		}
	}
	return keys
}

// Press types the text of a key or runs the command of the key, and reports whether
// the key had either.
func (e *Editor) Press(key tea.KeyPressMsg) bool {
	if do := e.keys[key.Keystroke()]; do != nil {
		do(e)
		return true
	}
	if key.Text == "" {
		return false
	}
	e.Insert(key.Text)
	return true
}
