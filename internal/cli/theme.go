package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"banter/internal/spelling"
	"banter/themes"
)

// maxSheet is the largest style sheet that is read, in bytes. Glamour's own
// have 5 KB.
const maxSheet = 1 << 20

// findTheme returns the theme that is set, else the one chosen on the screen,
// else the one that GLAMOUR_STYLE names, else the default.
func (c *call) findTheme() (themes.Theme, error) {
	if c.Theme != "" {
		return c.loadTheme(c.Theme, c.src.Origin("theme", c.paths))
	}
	if theme, ok := c.namedTheme(c.choices.Recall("theme")); ok {
		return theme, nil
	}
	if name := c.Getenv("GLAMOUR_STYLE"); name != "" && name != "auto" {
		return c.loadTheme(name, "GLAMOUR_STYLE")
	}
	return themes.All()[0], nil
}

// loadTheme returns the theme with the given name, or the style sheet in the
// file of that name. setBy names the setting in errors.
func (c *call) loadTheme(name, setBy string) (themes.Theme, error) {
	if theme, ok := themes.Find(name); ok {
		return theme, nil
	}
	if path := c.ownTheme(name); path != "" {
		return readTheme(path, setBy)
	}
	if !strings.ContainsAny(name, `/\`) && filepath.Ext(name) != ".json" {
		return themes.Theme{}, &usageError{setBy + ": there is no theme called " + quoted(name),
			spelling.Before(name, append(themeNames(), c.ownThemes()...), "Choose one of "+strings.Join(themeNames(), ", ")+", or the path of a style sheet of Glamour (.json).")}
	}
	return readTheme(name, setBy)
}

// readTheme reads a theme from a file: a palette in Banter's form, or a style sheet
// of Glamour.
func readTheme(path, setBy string) (themes.Theme, error) {
	text, err := readSheet(path)
	if err != nil {
		return themes.Theme{}, &usageError{setBy + ": the style sheet " + quoted(path) + " cannot be read: " + reason(err), ""}
	}
	name, kind := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), filepath.Ext(path)
	if kind == ".toml" {
		theme, err := themes.Decode(name, text)
		if err != nil {
			return themes.Theme{}, &usageError{setBy + ": " + quoted(path) + " is not a palette" + placeIn(err), "A palette in themes/README.md shows its form."}
		}
		return theme, nil
	}
	theme, err := themes.Parse(name, text)
	if err != nil {
		return themes.Theme{}, &usageError{setBy + ": " + quoted(path) + " is not a style sheet of Glamour",
			"Its form is described at https://github.com/charmbracelet/glamour/tree/main/styles."}
	}
	return theme, nil
}

var errNoFile = errors.New("it is not a file")

// readSheet reads a style sheet. A name that begins with ~/ is in the home
// directory, as a shell would read it.
func readSheet(name string) ([]byte, error) {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		name = filepath.Join(home, rest)
	}
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errNoFile // a named pipe would wait for a writer
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxSheet))
}

// reason returns why a file cannot be read, without its name.
func reason(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, os.ErrPermission):
		return "you may not read it"
	case errors.Is(err, errNoFile):
		return errNoFile.Error()
	}
	return "the disk failed"
}

func themeNames() (names []string) {
	for _, theme := range themes.All() {
		names = append(names, theme.Name)
	}
	return names
}
