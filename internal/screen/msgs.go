package screen

import (
	"reflect"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Key returns the message of a key, for tests of a part of the program. It
// takes the names that [Terminal.Press] takes, if the key has no other modifier
// than Ctrl.
func Key(keys string) tea.KeyPressMsg {
	switch keys {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "left":
		return tea.KeyPressMsg{Code: tea.KeyLeft}
	case "right":
		return tea.KeyPressMsg{Code: tea.KeyRight}
	case "home":
		return tea.KeyPressMsg{Code: tea.KeyHome}
	case "end":
		return tea.KeyPressMsg{Code: tea.KeyEnd}
	case "pgup":
		return tea.KeyPressMsg{Code: tea.KeyPgUp}
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "delete":
		return tea.KeyPressMsg{Code: tea.KeyDelete}
	case "f2":
		return tea.KeyPressMsg{Code: tea.KeyF2}
	case "f7":
		return tea.KeyPressMsg{Code: tea.KeyF7}
	case "f8":
		return tea.KeyPressMsg{Code: tea.KeyF8}
	}
	if letter, ok := strings.CutPrefix(keys, "alt+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModAlt}
	}
	if letter, ok := strings.CutPrefix(keys, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(keys)[0], Text: keys}
}

// Run runs a command, or the commands of a batch or sequence in order, and returns
// their messages.
func Run(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	if several := reflect.ValueOf(msg); several.Kind() == reflect.Slice && several.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		var all []tea.Msg
		for i := range several.Len() {
			all = append(all, Run(several.Index(i).Interface().(tea.Cmd))...)
		}
		return all
	}
	return []tea.Msg{msg}
}
