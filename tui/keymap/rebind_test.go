package keymap_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"banter/tui/keymap"
)

// rebind changes the keys until the end of the test.
func rebind(t *testing.T, keys map[string][]string) error {
	t.Cleanup(func() { _ = keymap.Rebind(nil) })
	return keymap.Rebind(keys)
}

func TestParse(t *testing.T) {
	for written, want := range map[string]string{
		"Ctrl+O": "ctrl+o", "ctrl+shift+enter": "ctrl+shift+enter", "Shift+Ctrl+Return": "ctrl+shift+enter", "PgUp": "pgup", "Page": "",
		"PageDown": "pgdown", "F5": "f5", "f64": "", "C-x": "ctrl+x", "M-x": "alt+x", "C-x C-e": "ctrl+x ctrl+e", "Option+Up": "alt+up", "^k": "",
		"ctrl++": "ctrl++", "alt+<": "alt+<", "r": "r", "N": "N", "?": "?", "+": "+", "-": "-", "Esc": "esc", "space": "space", "ctrl+space": "ctrl+space",
		"shift+n": "", "ctrl+": "", "": "", "nonsense": "", "ctrl+ctrl+a": "", "foo+a": "", "a b c": "", "\x1b": "", "ctrl+ö": "ctrl+ö",
	} {
		got, ok := keymap.Parse(written)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", written, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Ctrl+O", "C-x C-e", "ctrl++", "-", "shift+?", "f12"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		key, ok := keymap.Parse(written)
		if again, same := keymap.Parse(key); ok && (!same || again != key) {
			t.Errorf("%q is %q, and that is %q", written, key, again)
		}
	})
}

// Every act has a name, a row in the help and another key if the person wants one;
// none of its old keys is left.
func TestEveryActCanBeRebound(t *testing.T) {
	for _, b := range keymap.All() {
		if slices.Contains(b.Keys, "mouse") {
			continue
		}
		was := b.Keys
		if err := rebind(t, map[string][]string{b.Name: {"Ctrl+Alt+F5"}}); err != nil {
			t.Errorf("%s: %v", b.Name, err)
			continue
		}
		if !b.Is("ctrl+alt+f5") || b.Is(was[0]) || b.Label() != "Ctrl+Alt+F5" {
			t.Errorf("%s has the keys %q and %q", b.Name, b.Keys, b.Also)
		}
		if b.Slash == "" {
			continue
		}
		rows := ""
		for _, section := range keymap.Sections() {
			for _, row := range section.Rows {
				rows += row.Labels + " " + row.Help + "\n"
			}
		}
		if b.Title == "" || !slices.Contains(keymap.Acts(), b) || !strings.Contains(rows, "Ctrl+Alt+F5") {
			t.Errorf("%s has no row in the palette or in the help", b.Name)
		}
	}
	if err := keymap.Rebind(nil); err != nil || !keymap.Send.Is("enter") || !keymap.NewLine.Is("shift+enter") {
		t.Errorf("the keys are not as they were: %v", err)
	}
}

func TestRebind(t *testing.T) {
	for _, test := range []struct {
		name string
		keys map[string][]string
		want func() bool
	}{
		{"several", map[string][]string{"find": {"f3", "alt+f"}, "forward-word": {"ctrl+right"}}, func() bool { return keymap.Find.Labels() == "F3 Alt+F" }},
		{"none", map[string][]string{"toggle-mouse": {""}}, func() bool { return keymap.ToggleMouse.Label() == "/mouse" && !keymap.ToggleMouse.Is("alt+x") }},
		{"what follows", map[string][]string{"send": {"ctrl+enter"}}, func() bool {
			return keymap.Queue.Is("ctrl+enter") && keymap.SendEdit.Is("ctrl+enter") && !keymap.ResumeRecent.Is("enter") && keymap.NewLine.Is("enter") && !keymap.NewLine.Is("ctrl+enter")
		}},
		{"what does not", map[string][]string{"send": {"ctrl+enter"}, "queue": {"alt+h"}}, func() bool { return keymap.Queue.Label() == "Alt+H" }},
		{"enter, also on the number pad", map[string][]string{"send": {"ctrl+j"}, "new-line": {"enter"}}, func() bool { return keymap.NewLine.Is("kpenter") && keymap.Send.Is("ctrl+j") }},
		{"a letter", map[string][]string{"edit-question": {"E"}}, func() bool { return keymap.EditQuestion.Is("shift+e") }},
		{"two keys change places", map[string][]string{"open-models": {"ctrl+r"}, "open-conversations": {"ctrl+o"}}, func() bool { return keymap.OpenModels.Is("ctrl+r") }},
		{"a further key yields", map[string][]string{"open-themes": {"ctrl+/"}}, func() bool { return !keymap.Undo.Is("ctrl+/") && keymap.Undo.Is("ctrl+_") }},
		{"another place", map[string][]string{"default-model": {"ctrl+x"}}, func() bool { return keymap.DeleteConversation.Is("ctrl+x") }},
		{"two keys in a row", map[string][]string{"open-models": {"ctrl+x ctrl+o"}}, func() bool {
			return keymap.IsPrefix("ctrl+x") && !keymap.IsPrefix("ctrl+o") && keymap.OpenModels.Label() == "Ctrl+X,Ctrl+O"
		}},
		{"a preset", map[string][]string{"preset": {"emacs"}}, func() bool { return keymap.Preset() == "emacs" && keymap.OpenPalette.Is("alt+x") }},
		{"a preset that is changed", map[string][]string{"preset": {"emacs"}, "open-palette": {"f11"}}, func() bool { return keymap.OpenPalette.Label() == "F11" }},
	} {
		if err := rebind(t, test.keys); err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if !test.want() {
			t.Errorf("%s: the keys are wrong", test.name)
		}
	}
	for _, name := range keymap.Presets() {
		if err := rebind(t, map[string][]string{"preset": {name}}); err != nil {
			t.Errorf("preset %s: %v", name, err)
		}
	}
}

func TestRebindRefuses(t *testing.T) {
	for _, test := range []struct {
		keys                  map[string][]string
		name, key, what, hint string
	}{
		{map[string][]string{"sned": {"f5"}}, "sned", "", `no act called "sned"`, "send"},
		{map[string][]string{"qqqqqqqqq": {"f5"}}, "qqqqqqqqq", "", "no act called", "banter help keys"},
		{map[string][]string{"send": {"f11", "Contrl+O"}}, "send", "Contrl+O", "not a key", "ctrl+o"},
		{map[string][]string{"find": {"Ctrl+O"}}, "find", "Ctrl+O", "find cannot have Ctrl+O: it is the key of open-models", "open-models ="},
		{map[string][]string{"find": {"Enter"}}, "find", "Enter", "it is the key of send", ""},
		{map[string][]string{"find": {"ctrl+k"}}, "find", "ctrl+k", "kill-line", ""},
		{map[string][]string{"find": {"f11"}, "redraw": {"f11"}}, "redraw", "f11", "find", ""},
		{map[string][]string{"find": {"ctrl+o ctrl+k"}}, "find", "ctrl+o ctrl+k", "open-models", ""},
		{map[string][]string{"open-models": {"ctrl+x"}}, "open-models", "ctrl+x", "remove-file", ""},
		{map[string][]string{"send": {}}, "send", "", "needs a key", ""},
		{map[string][]string{"find": {"f"}}, "find", "f", "writes that character", "Alt"},
		{map[string][]string{"find": {"f ctrl+x"}}, "find", "f ctrl+x", "writes that character", "Alt"},
		{map[string][]string{"row-up": {"ctrl+x ctrl+p"}}, "row-up", "ctrl+x ctrl+p", "two keys in a row", ""},
		{map[string][]string{"mouse-copies": {"f5"}}, "mouse-copies", "f5", "mouse", ""},
		{map[string][]string{"preset": {"ed"}}, "preset", "ed", `no preset of keys called "ed"`, "emacs"},
		{map[string][]string{"preset": {"emacs"}, "redraw": {"alt+x"}}, "redraw", "alt+x", "open-palette", ""},
	} {
		err := rebind(t, test.keys)
		fault, ok := errors.AsType[*keymap.Error](err)
		if !ok {
			t.Errorf("%v: %v", test.keys, err)
			continue
		}
		if fault.Name != test.name || fault.Key != test.key || !strings.Contains(fault.What, test.what) || !strings.Contains(fault.Hint, test.hint) {
			t.Errorf("%v: got %+v", test.keys, *fault)
		}
		if !keymap.OpenModels.Is("ctrl+o") || keymap.Preset() != "" {
			t.Errorf("%v changed keys", test.keys)
		}
	}
}
