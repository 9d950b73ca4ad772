package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/config"
)

// TestThemes tries every source of a theme, and mistakes in each.
func TestThemes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mine := write("mine.json", `{"h1": {"color": "#123456"}, "unknown": 1}`)
	broken := write("broken.json", `{"h1": `)
	badFormat := write("format.json", `{"link_text": {"format": "{{.text"}}`)
	if err := os.Mkdir(filepath.Join(dir, "themes"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"forest.toml": "about = \"green\"\n[dark]\naccent = \"#00ff00\"\n", "sheet.json": "{}",
		"odd.toml": "[dark]\nacent = \"1\"\n", "red.toml": "[light]\ndim = \"red\"\n", "cut.toml": "[dark",
	} {
		write(filepath.Join("themes", name), text)
	}
	for _, test := range []struct {
		name, set, chosen, glamour string
		want, wrong                string
	}{
		{name: "nothing", want: "default"},
		{name: "a palette", set: "dusk", glamour: "pink", want: "dusk"},
		{name: "a style of Glamour", set: "dracula", want: "dracula"},
		{name: "a file", set: mine, want: "mine"},
		{name: "chosen on the screen", chosen: "moss", glamour: "pink", want: "moss"},
		{name: "for gh and glow", glamour: "tokyo-night", want: "tokyo-night"},
		{name: "a file for gh and glow", glamour: mine, want: "mine"},
		{name: "auto", glamour: "auto", want: "default"},
		{name: "a palette of one's own", set: "forest", want: "forest"},
		{name: "a sheet of one's own, chosen on the screen", chosen: "sheet", want: "sheet"},
		{name: "gone since it was chosen", chosen: "gone", want: "default"},
		{name: "a palette with an unknown key", set: "odd", wrong: "odd.toml\" is not a palette: line 2: dark.acent is not known"},
		{name: "a palette with no color", set: "red", wrong: "red.toml\" is not a palette: not a color: \"red\""},
		{name: "a palette that is cut off", set: "cut", wrong: "cut.toml\" is not a palette: line 1"},
		{name: "unknown", set: "dracul", wrong: `--theme: there is no theme called "dracul"`},
		{name: "unknown to Glamour", glamour: "dracul", wrong: `GLAMOUR_STYLE: there is no theme called "dracul"`},
		{name: "no file", set: filepath.Join(dir, "none.json"), wrong: "cannot be read: it does not exist"},
		{name: "a folder", set: dir + "/", wrong: "cannot be read: it is not a file"},
		{name: "broken", set: broken, wrong: "is not a style sheet of Glamour"},
		{name: "a format that is none", set: badFormat, wrong: "is not a style sheet of Glamour"},
	} {
		t.Run(test.name, func(t *testing.T) {
			paths := config.Paths{StateDir: t.TempDir(), ConfigFile: filepath.Join(dir, "config.toml")}
			getenv := func(name string) string { return map[string]string{"GLAMOUR_STYLE": test.glamour}[name] }
			c := &call{
				Process: Process{Getenv: getenv}, Config: config.Config{Theme: test.set}, src: config.Sources{Flags: map[string]string{"theme": test.set}, Getenv: getenv},
				paths: paths, choices: paths.NewChoices(false),
			}
			if test.chosen != "" {
				if err := c.choices.Remember("theme", test.chosen); err != nil {
					t.Fatal(err)
				}
			}
			theme, err := c.findTheme()
			switch {
			case test.wrong == "" && (err != nil || theme.Name != test.want):
				t.Errorf("got %q, %v, want %q", theme.Name, err, test.want)
			case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
				t.Errorf("got %v, want %q", err, test.wrong)
			}
		})
	}
}
