package editor_test

import (
	"regexp"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// TestCommandsAreAWholeTable: a list of keys can be made of it, and no key is
// in it twice.
func TestCommandsAreAWholeTable(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	var names, keys []string
	for _, c := range editor.Commands() {
		if !name.MatchString(c.Name) || slices.Contains(names, c.Name) || c.Help == "" || len(c.Keys) == 0 || c.Do == nil {
			t.Errorf("%+v", c)
		}
		names = append(names, c.Name)
		for _, key := range c.Keys {
			if slices.Contains(keys, key) {
				t.Errorf("%s is in the table twice", key)
			}
			keys = append(keys, key)
		}
	}
}

// TestBind gives a command another key, which stays when a text has been sent
// and is unknown to other editors.
func TestBind(t *testing.T) {
	e, other := editor.New(), editor.New()
	commands := editor.Commands()
	for i, c := range commands {
		if c.Name == "kill-line" {
			commands[i].Keys[0] = "f9"
		}
	}
	e.Bind(commands)
	e.Reset()
	f9 := tea.KeyPressMsg{Code: tea.KeyF9}
	play(e, "one two<home><ctrl+k>")
	if e.Text() != "one two" {
		t.Errorf("Ctrl+K left %q", e.Text())
	}
	if !e.Press(f9) || e.Text() != "" {
		t.Errorf("F9 left %q", e.Text())
	}
	if other.Press(f9) {
		t.Error("another editor has the key too")
	}
	if slices.ContainsFunc(editor.Commands(), func(c editor.Command) bool { return slices.Contains(c.Keys, "f9") }) {
		t.Error("the default keys changed")
	}
}
