package markdown

import (
	"reflect"
	"strings"
	"testing"

	"charm.land/glamour/v2"
	"charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"banter/themes"
)

// The style sheet must be one that Glamour and chroma themselves accept, for
// every theme.
func TestStylesWorkInGlamour(t *testing.T) {
	for _, theme := range themes.All() {
		for _, palette := range []themes.Palette{theme.Dark, theme.Light} {
			cfg := Styles(palette, false)
			r, err := glamour.NewTermRenderer(glamour.WithStyles(cfg), glamour.WithWordWrap(40))
			if err != nil {
				t.Fatal(err)
			}
			out, err := r.Render("# Head\n\n- *item*\n\n```go\nfunc f() {} // x\n```\n")
			if err != nil || !strings.Contains(xansi.Strip(out), "• item") {
				t.Errorf("%s: %v %q", theme.Name, err, out)
			}
			syntax := reflect.ValueOf(*cfg.CodeBlock.Chroma)
			for i := range syntax.NumField() {
				p := syntax.Field(i).Interface().(ansi.StylePrimitive)
				if p.Color != nil && !chroma.ParseColour(*p.Color).IsSet() {
					t.Errorf("%s: chroma does not know %q", theme.Name, *p.Color)
				}
			}
		}
	}
}

func TestColours(t *testing.T) {
	for in, want := range map[string]string{
		"":         "",
		"#ff8000":  "38;2;255;128;0",
		"0":        "30",
		"7":        "37",
		"8":        "90",
		"15":       "97",
		"200":      "38;5;200",
		"256":      "",
		"-1":       "",
		"red":      "",
		"#12":      "",
		"#ansired": "91",
	} {
		if got := sgrColour(in); got != want {
			t.Errorf("sgrColour(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", "#102030": "#102030", "9": "#ansired", "196": "#ff0000"} {
		if got := chromaColour(in); got != want {
			t.Errorf("chromaColour(%q) = %q, want %q", in, got, want)
		}
	}
}
