// Package themes holds colour palettes as data: embedded TOML files, one a
// theme. It draws nothing.
package themes

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

// All returns the themes by name, the default first.
func All() []Theme { panic("skeleton") }

// Find returns the theme with the given name.
func Find(name string) (Theme, bool) { panic("skeleton") }
