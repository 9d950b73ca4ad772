package themes

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"

	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
)

// foreign returns the styles that Glamour ships, by name.
var foreign = sync.OnceValue(func() []Theme {
	var themes []Theme
	for name, sheet := range styles.DefaultStyles {
		themes = append(themes, around(name, "Glamour's style "+name, sheet))
	}
	slices.SortFunc(themes, func(a, b Theme) int { return strings.Compare(a.Name, b.Name) })
	return themes
})

// Parse returns a theme with the given name made of a style sheet of Glamour:
// JSON in the form of
// https://github.com/charmbracelet/glamour/tree/main/styles, as gh and glow
// read it too. Unknown elements are ignored.
func Parse(name string, text []byte) (Theme, error) {
	sheet := &ansi.StyleConfig{}
	if err := json.Unmarshal(text, sheet); err != nil {
		return Theme{}, fmt.Errorf("parse style sheet: %w", err)
	}
	for _, p := range []ansi.StylePrimitive{sheet.LinkText, sheet.Link, sheet.ImageText} {
		if _, err := template.New("format").Funcs(ansi.TemplateFuncMap).Parse(p.Format); err != nil {
			return Theme{}, fmt.Errorf("parse format %q: %w", p.Format, err)
		}
	}
	return around(name, "a style sheet of your own", sheet), nil
}

// around returns a theme made of a style sheet. The chat takes its accent from
// the headings, and colors that the sheet lacks from the default theme. A sheet
// without any color gives a chat without color.
func around(name, about string, sheet *ansi.StyleConfig) Theme {
	look := func(like Palette) Look {
		accent := first(sheet.H2.Color, sheet.Heading.Color, sheet.H1.Color, sheet.LinkText.Color, sheet.Link.Color, sheet.Code.Color)
		if accent == "" {
			return Look{Palette{}, sheet}
		}
		like.Accent, like.Match = accent, accent
		like.Link = cmp.Or(first(sheet.LinkText.Color, sheet.Link.Color), like.Link)
		return Look{like, sheet}
	}
	base := own()[0]
	return Theme{name, about, look(base.Dark.Palette), look(base.Light.Palette)}
}

// first returns the first color that is set.
func first(colors ...*string) string {
	for _, c := range colors {
		if c != nil && *c != "" {
			return *c
		}
	}
	return ""
}
