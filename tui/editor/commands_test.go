package editor_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
	"banter/tui/keymap"
)

// Every binding of the group is a command of the editor, also with another key, which
// stays when a text has been sent.
func TestEveryEditingKeyDoesSomething(t *testing.T) {
	t.Cleanup(func() { _ = keymap.Rebind(nil) })
	for _, b := range keymap.All() {
		if b.Group != keymap.Undo.Group {
			continue
		}
		if err := keymap.Rebind(map[string][]string{b.Name: {"Ctrl+Alt+F5"}}); err != nil {
			t.Fatal(err)
		}
		e := editor.New()
		e.Reset()
		if !e.Press(tea.KeyPressMsg{Code: tea.KeyF5, Mod: tea.ModCtrl | tea.ModAlt}) {
			t.Errorf("%s is no command of the editor", b.Name)
		}
	}
}
