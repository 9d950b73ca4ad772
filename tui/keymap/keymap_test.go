package keymap_test

import (
	"slices"
	"strings"
	"testing"

	"banter/tui/keymap"
)

func TestLabels(t *testing.T) {
	for keystroke, want := range map[string]string{
		"r": "r", "N": "N", "?": "?", "ctrl+o": "Ctrl+O", "pgdown": "PgDn", "shift+pgup": "Shift+PgUp",
		"f5": "F5", "alt+up": "Alt+Up", "ctrl+shift+enter": "Ctrl+Shift+Enter", "esc": "Esc",
	} {
		if got := keymap.Label(keystroke); got != want {
			t.Errorf("%s: got %s, want %s", keystroke, got, want)
		}
	}
	b := &keymap.Binding{Keys: []string{"f5", "alt+r"}, Also: []string{"ctrl+f5"}}
	if b.Label() != "F5" || b.Labels() != "F5 Alt+R" {
		t.Errorf("a binding is labeled %q and %q", b.Label(), b.Labels())
	}
	for keystroke, want := range map[string]bool{"f5": true, "ctrl+f5": true, "f6": false} {
		if b.Is(keystroke) != want {
			t.Errorf("%s is a key of the binding: %v", keystroke, !want)
		}
	}
	if (&keymap.Binding{}).Label() != "" {
		t.Error("a binding without a key has a label")
	}
}

// A hint with a second binding shows the keys of both.
func TestHintsOfTwoBindings(t *testing.T) {
	for _, b := range keymap.All() {
		if b.With == "" {
			continue
		}
		i := slices.IndexFunc(keymap.All(), func(other *keymap.Binding) bool { return other.Name == b.With })
		if i < 0 {
			t.Errorf("%s names %s, which does not exist", b.Name, b.With)
			continue
		}
		if got, want := b.HintLabel(), b.Label()+"/"+keymap.All()[i].Label(); got != want {
			t.Errorf("%s: hint %q, want %q", b.Name, got, want)
		}
	}
}

// Each binding with a help text is in one row, below its heading, and each
// heading is there once.
func TestSections(t *testing.T) {
	rows := map[string]string{} // by group and text
	var headings []string
	for _, section := range keymap.Sections() {
		if slices.Contains(headings, section.Group) {
			t.Errorf("the heading %q is there twice", section.Group)
		}
		headings = append(headings, section.Group)
		for _, row := range section.Rows {
			if _, twice := rows[section.Group+row.Help]; twice {
				t.Errorf("%q has two rows below %q", row.Help, section.Group)
			}
			rows[section.Group+row.Help] = row.Labels
		}
	}
	for _, b := range keymap.All() {
		if labels, ok := rows[b.Group+b.Does()]; b.Help != "" && (!ok || !strings.Contains(" "+labels+" ", " "+b.Labels()+" ")) {
			t.Errorf("the row %q has the keys %q, without those of %s", b.Does(), labels, b.Name)
		}
	}
}

// A binding is named once and lists each of its keys once.
func TestBindingsAreWellFormed(t *testing.T) {
	names := map[string]bool{}
	for _, b := range keymap.All() {
		if b.Name == "" || names[b.Name] {
			t.Errorf("binding %q: the name is empty or taken", b.Name)
		}
		names[b.Name] = true
		keys := slices.Concat(b.Keys, b.Also)
		if len(b.Keys) == 0 {
			t.Errorf("%s has no key", b.Name)
		}
		for i, key := range keys {
			if slices.Contains(keys[:i], key) {
				t.Errorf("%s lists %s twice", b.Name, key)
			}
		}
	}
}

func TestCutSlash(t *testing.T) {
	for text, want := range map[string][2]string{
		"/models": {"models"}, " /models \n": {"models"}, "/find two words": {"find", "two words"}, "/find\ntext\n": {"find", "text"},
		"/": {}, "//models": {}, "/etc/hosts": {}, "/Models": {}, "/2": {}, "a /models": {}, "/models.": {}, "": {},
	} {
		name, rest, ok := keymap.CutSlash(text)
		if name != want[0] || rest != want[1] || ok != (want[0] != "") {
			t.Errorf("%q is %q with %q, %v", text, name, rest, ok)
		}
	}
}
