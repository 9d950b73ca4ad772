// Package themes holds colour palettes as data: embedded TOML files, one a
// theme. It draws nothing.
package themes

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

// A Theme is a palette for dark and one for light terminals. Colours are
// written as the terminal libraries read them: "#rrggbb", "0" to "255", or ""
// for the terminal's own colour. No theme paints the background.
type Theme struct {
	Name  string  `toml:"name"`
	About string  `toml:"about"` // one line for the picker
	Dark  Palette `toml:"dark"`
	Light Palette `toml:"light"`
}

// A Palette names colours by what they are for.
type Palette struct {
	Accent  string `toml:"accent"` // the one accent: bars, the chosen row, keys
	Text    string `toml:"text"`   // body; usually the terminal's own
	Dim     string `toml:"dim"`    // facts, hints, rules
	Strong  string `toml:"strong"` // headings, emphasis
	Link    string `toml:"link"`
	Code    string `toml:"code"` // inline code
	Error   string `toml:"error"`
	Warning string `toml:"warning"`
	Success string `toml:"success"`
	Match   string `toml:"match"` // found text

	Syntax Syntax `toml:"syntax"`
}

// Syntax colours source code.
type Syntax struct {
	Keyword  string `toml:"keyword"`
	Name     string `toml:"name"` // functions, types
	String   string `toml:"string"`
	Number   string `toml:"number"`
	Comment  string `toml:"comment"`
	Operator string `toml:"operator"`
}

const defaultName = "default"

//go:embed *.toml
var files embed.FS

// All returns the themes by name, the default first. The slice is the
// caller's own.
func All() []Theme { return slices.Clone(all()) }

// Find returns the theme with the given name.
func Find(name string) (Theme, bool) {
	i := slices.IndexFunc(all(), func(t Theme) bool { return t.Name == name })
	if i < 0 {
		return Theme{}, false
	}
	return all()[i], true
}

// all decodes the embedded files once. They are part of the program, so one
// that cannot be read is a mistake of its author; the tests read every one.
var all = sync.OnceValue(func() []Theme {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("themes: %v", err))
	}
	var themes []Theme
	for _, entry := range entries {
		data, err := files.ReadFile(entry.Name())
		if err != nil {
			panic(fmt.Sprintf("themes: %v", err))
		}
		theme, err := decode(data)
		if err != nil {
			panic(fmt.Sprintf("themes: %s: %v", entry.Name(), err))
		}
		themes = append(themes, theme)
	}
	slices.SortFunc(themes, func(a, b Theme) int { return strings.Compare(rank(a), rank(b)) })
	return themes
})

// rank sorts the default before every name.
func rank(t Theme) string {
	if t.Name == defaultName {
		return ""
	}
	return t.Name
}

// decode reads one theme. A key that Theme does not have is an error.
func decode(data []byte) (Theme, error) {
	var theme Theme
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&theme)
	if err != nil {
		return Theme{}, fmt.Errorf("decode theme: %w", err)
	}
	return theme, nil
}
