// Package themes has the looks: Banter's own palettes, as embedded TOML files,
// and the style sheets of Glamour. It draws nothing.
package themes

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"charm.land/glamour/v2/ansi"
	"github.com/pelletier/go-toml/v2"
)

// A Theme is a look for dark and one for light terminals.
type Theme struct {
	Name  string
	About string // one line for the picker
	Dark  Look
	Light Look
}

// A Look is the colors of the chat and the style sheet of its answers.
type Look struct {
	Palette
	Sheet *ansi.StyleConfig // shared; read-only
}

// A Palette names colors by their use. Colors have the form that terminal
// libraries read: "#rrggbb", "0" to "255", or "" for the terminal's own. No
// palette of Banter's paints the background.
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

// Syntax is the colors of source code.
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

// All returns the themes by name: the default, Banter's other palettes, then
// the styles of Glamour. The caller owns the slice.
func All() []Theme { return append(slices.Clone(own()), foreign()...) }

// Find returns the theme with the given name.
func Find(name string) (Theme, bool) {
	for _, known := range []func() []Theme{own, foreign} {
		if i := slices.IndexFunc(known(), func(t Theme) bool { return t.Name == name }); i >= 0 {
			return known()[i], true
		}
	}
	return Theme{}, false
}

// own decodes the embedded files once. A file that cannot be read is a mistake
// in the program; the tests read every one.
var own = sync.OnceValue(func() []Theme {
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

// Decode returns the theme with the given name that a file of Banter's own form
// describes; see themes/README.md. A key that the form does not have is an error.
func Decode(name string, text []byte) (Theme, error) {
	theme, err := decode(text)
	theme.Name = name
	return theme, err
}

// colorForm matches the forms of a color in a palette.
var colorForm = regexp.MustCompile(`^(#[0-9a-fA-F]{6}|[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])?$`)

// check returns an error about the first color that is none.
func (p Palette) check() error {
	for _, c := range []string{
		p.Accent, p.Text, p.Dim, p.Strong, p.Link, p.Code, p.Error, p.Warning, p.Success, p.Match,
		p.Syntax.Keyword, p.Syntax.Name, p.Syntax.String, p.Syntax.Number, p.Syntax.Comment, p.Syntax.Operator,
	} {
		if !colorForm.MatchString(c) {
			return fmt.Errorf("%w: %q", ErrColor, c)
		}
	}
	return nil
}

// ErrColor reports a color that is neither "#rrggbb" nor a number up to 255.
var ErrColor = errors.New("not a color")

// A themeFile is the form of a theme in its file.
type themeFile struct {
	Name  string  `toml:"name"`
	About string  `toml:"about"`
	Dark  Palette `toml:"dark"`
	Light Palette `toml:"light"`
}

// decode reads one theme. A key that a themeFile does not have is an error.
func decode(data []byte) (Theme, error) {
	var file themeFile
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&file)
	if err != nil {
		return Theme{}, fmt.Errorf("decode theme: %w", err)
	}
	for _, palette := range []Palette{file.Dark, file.Light} {
		if err := palette.check(); err != nil {
			return Theme{}, err
		}
	}
	return Theme{file.Name, file.About, Look{file.Dark, file.Dark.Sheet()}, Look{file.Light, file.Light.Sheet()}}, nil
}
