package tui

import "banter/tui/keymap"

// editing is what the editor's own keys do, for the help.
var editing = []keymap.Row{
	{Labels: "Ctrl+A Ctrl+E", Help: "start and end of the line"},
	{Labels: "Alt+B Alt+F", Help: "a word left and right; also Ctrl+Left, Ctrl+Right"},
	{Labels: "Ctrl+U Ctrl+K", Help: "cut to the start and the end of the line"},
	{Labels: "Ctrl+W Alt+D", Help: "cut the word before and behind"},
	{Labels: "Ctrl+Y", Help: "put back what was cut"},
	{Labels: "Tab", Help: "open a folded paste"},
}
