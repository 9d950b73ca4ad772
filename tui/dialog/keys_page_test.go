package dialog

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banter/internal/golden"
	"banter/tui/keymap"
)

// keysPage returns the page of `banter help keys`: the help of the chat in
// markdown.
func keysPage() string {
	var b strings.Builder
	b.WriteString("# Keys\n\n`" + keymap.OpenHelpIdle.Label() + "` on an empty input, or `" + keymap.OpenHelp.Label() + "`, shows this list in the chat.\n")
	b.WriteString("The names in the last column are those of the table `[keys]` in the [config file](configuration.md#keys), which gives acts other keys.\n")
	shown := map[string]bool{}
	for _, section := range keymap.Sections() {
		b.WriteString("\n## " + section.Group + "\n\n| key | action | name |\n|---|---|---|\n")
		for _, row := range section.Rows {
			keys := strings.Fields(row.Labels)
			b.WriteString("| `" + strings.Join(keys, "` `") + "` | " + row.Help + " | `" + strings.Join(row.Names, "` `") + "` |\n")
			for _, name := range row.Names {
				shown[name] = true
			}
		}
	}
	vi := keymap.ViSection()
	b.WriteString("\n## " + vi.Group + "\n\nThe [preset](configuration.md#keys) `" + keymap.Vi + "` has them. They are those of vim, and cannot be changed one by one.\n\n| key | action |\n|---|---|\n")
	for _, row := range vi.Rows {
		keys := strings.Fields(strings.ReplaceAll(row.Labels, "|", `\|`))
		b.WriteString("| `" + strings.Join(keys, "` `") + "` | " + row.Help + " |\n")
	}
	b.WriteString("\n## Other names\n\n| key | name |\n|---|---|\n")
	for _, binding := range keymap.All() {
		if !shown[binding.Name] {
			b.WriteString("| `" + strings.ReplaceAll(binding.Labels(), " ", "` `") + "` | `" + binding.Name + "` |\n")
		}
	}
	return b.String()
}

// docs/keys.md is written from the tables of keys (go test ./tui/dialog -update).
func TestKeysAreDocumented(t *testing.T) {
	golden.File(t, filepath.Join("..", "..", "docs", "keys.md"), keysPage())
}

// Each key that README names must do something.
func TestReadmeNamesKeysThatWork(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(readme), "\n## Keys\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !ok {
		t.Fatal("README.md has no section on keys")
	}
	known := map[string]bool{`\`: true, "@": true} // before Enter it makes a new line; before a path it names a file
	for _, b := range keymap.All() {
		for _, key := range slices.Concat(b.Keys, b.Also) {
			known[keymap.Label(key)] = true
		}
	}
	for _, row := range strings.Split(section, "\n") {
		cells := strings.Split(row, "|")
		if len(cells) < 3 {
			continue
		}
		for i, word := range strings.Split(cells[1]+cells[2], "`") {
			if i%2 == 1 && !known[word] {
				t.Errorf("README.md names the key %q, which does nothing", word)
			}
		}
	}
}

// A function key means one thing on every screen, and Ctrl+D never anything but
// the end.
func TestFunctionKeysMeanOneThing(t *testing.T) {
	group := map[string]string{}
	for _, b := range keymap.All() {
		if b.Group == keymap.Undo.Group { // Ctrl+D deletes while there is text
			continue
		}
		for _, key := range slices.Concat(b.Keys, b.Also) {
			if key != "ctrl+d" && (len(key) != 2 || key[0] != 'f') {
				continue
			}
			if other, taken := group[key]; taken && other != b.Group {
				t.Errorf("%s is for %q and for %q", key, other, b.Group)
			}
			group[key] = b.Group
		}
	}
}
