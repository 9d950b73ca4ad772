package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"banter/internal/termsafe"
	"banter/themes"
)

// themeKinds are the endings of the files of themes.
var themeKinds = []string{".toml", ".json"}

// ownTheme returns the path of the person's own theme with a name, or "".
func (c *call) ownTheme(name string) string {
	if name == "" || name != filepath.Base(name) {
		return ""
	}
	for _, kind := range themeKinds {
		path := filepath.Join(c.paths.ThemesDir(), name+kind)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// namedTheme returns the theme with a name, the program's or the person's own.
func (c *call) namedTheme(name string) (themes.Theme, bool) {
	if theme, ok := themes.Find(name); ok {
		return theme, true
	}
	path := c.ownTheme(name)
	if path == "" {
		return themes.Theme{}, false
	}
	theme, err := readTheme(path, "theme")
	return theme, err == nil
}

// ownThemes returns the names of the person's own themes.
func (c *call) ownThemes() []string {
	entries, _ := os.ReadDir(c.paths.ThemesDir()) // usually there is no such folder
	var names []string
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), filepath.Ext(entry.Name()))
		if c.ownTheme(name) == filepath.Join(c.paths.ThemesDir(), entry.Name()) {
			names = append(names, name)
		}
	}
	return names
}

// allThemes returns every theme. Its error is that of the first of the person's
// own that cannot be used.
func (c *call) allThemes(context.Context) ([]themes.Theme, error) {
	all, failed := themes.All(), error(nil)
	for _, name := range c.ownThemes() {
		theme, err := readTheme(c.ownTheme(name), "themes")
		if err != nil {
			failed = cmp.Or(failed, err)
			continue
		}
		all = append(all, theme)
	}
	return all, failed
}

// placeIn returns where a file of TOML is wrong: ", line 3: unknown key".
func placeIn(err error) string {
	if errors.Is(err, themes.ErrColor) {
		return ": " + termsafe.Line(err.Error())
	}
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		line, _ := unknown.Errors[0].Position()
		return fmt.Sprintf(": line %d: %s is not known", line, strings.Join(unknown.Errors[0].Key(), "."))
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := wrong.Position()
		return fmt.Sprintf(": line %d", line)
	}
	return ""
}
