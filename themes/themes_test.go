package themes

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestDefaultComesFirst(t *testing.T) {
	themes := All()
	if len(themes) < 6 || themes[0].Name != "default" {
		t.Fatalf("got %d themes, the first is %q", len(themes), themes[0].Name)
	}
	for i, theme := range themes {
		found, ok := Find(theme.Name)
		if !ok || found != theme {
			t.Errorf("%s: not found by its name", theme.Name)
		}
		if i > 1 && i != len(own()) && themes[i-1].Name >= theme.Name {
			t.Errorf("%s is out of order", theme.Name)
		}
		if theme.About == "" || strings.Contains(theme.About, "\n") {
			t.Errorf("%s: about must be one line: %q", theme.Name, theme.About)
		}
	}
	if _, ok := Find("no such theme"); ok {
		t.Error("found a theme that is not there")
	}
}

func TestCallersCannotChangeTheThemes(t *testing.T) {
	All()[0].Name = "changed"
	if All()[0].Name != "default" {
		t.Error("All must give a copy")
	}
}

func TestFilesAreNamedAfterTheirThemes(t *testing.T) {
	for _, theme := range own() {
		if _, err := files.Open(theme.Name + ".toml"); err != nil {
			t.Error(err)
		}
	}
}

func TestUnknownKeysAreErrors(t *testing.T) {
	for name, text := range map[string]string{
		"theme":   "name = 'x'\nbackground = '#000000'",
		"palette": "[dark]\naccnt = '4'",
		"syntax":  "[light.syntax]\nkeywords = '4'",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode([]byte(text))
			if strict := new(toml.StrictMissingError); !errors.As(err, &strict) {
				t.Errorf("got %v, want an error that shows the unknown key", err)
			}
		})
	}
	if _, err := decode([]byte("name = ")); err == nil {
		t.Error("broken TOML must be an error")
	}
}

// TestEveryKeyIsWritten finds a forgotten color, which would become the
// terminal's own.
func TestEveryKeyIsWritten(t *testing.T) {
	for _, theme := range own() {
		data, err := files.ReadFile(theme.Name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var written map[string]any
		if err := toml.Unmarshal(data, &written); err != nil {
			t.Fatal(err)
		}
		for _, missing := range absent(reflect.TypeFor[themeFile](), written, "") {
			t.Errorf("%s: %s is not written", theme.Name, missing)
		}
	}
}

func absent(typ reflect.Type, written map[string]any, path string) []string {
	var missing []string
	for field := range typ.Fields() {
		key := field.Tag.Get("toml")
		value, ok := written[key]
		table, _ := value.(map[string]any)
		switch {
		case !ok:
			missing = append(missing, path+key)
		case field.Type.Kind() == reflect.Struct:
			missing = append(missing, absent(field.Type, table, path+key+".")...)
		}
	}
	return missing
}

// Backgrounds that terminals commonly have.
var (
	darkBackgrounds  = []string{"#000000", "#1e1e1e"}
	lightBackgrounds = []string{"#ffffff", "#fdf6e3"}
)

// TestContrast requires 4.5:1 of every color, as WCAG 2.2 does (success
// criterion 1.4.3), on dark or light backgrounds, and 7:1 of the high-contrast
// theme.
func TestContrast(t *testing.T) {
	for _, theme := range own() {
		least := 4.5
		if theme.Name == "high-contrast" {
			least = 7
		}
		check := func(side string, palette Palette, backgrounds []string) {
			for key, ink := range colors(reflect.ValueOf(palette)) {
				for _, background := range backgrounds {
					if got := lowest(t, ink, background); got < least {
						t.Errorf("%s: %s.%s = %q has %.2f:1 on %s, want %.1f", theme.Name, side, key, ink, got, background, least)
					}
				}
			}
		}
		check("dark", theme.Dark.Palette, darkBackgrounds)
		check("light", theme.Light.Palette, lightBackgrounds)
	}
}

func TestANSI16UsesPaletteNumbersOnly(t *testing.T) {
	theme, _ := Find("ansi-16")
	for _, palette := range []Palette{theme.Dark.Palette, theme.Light.Palette} {
		for key, ink := range colors(reflect.ValueOf(palette)) {
			if n, err := strconv.Atoi(ink); ink != "" && (err != nil || n < 0 || n > 15) {
				t.Errorf("%s = %q is not a palette number", key, ink)
			}
		}
	}
}

// TestColorBlindSidesDiffer keeps success and error apart for people who see
// no difference between red and green: they differ in blue and in lightness.
func TestColorBlindSidesDiffer(t *testing.T) {
	theme, _ := Find("colour-blind")
	for _, palette := range []Palette{theme.Dark.Palette, theme.Light.Palette} {
		good, bad := rgb(t, palette.Success), rgb(t, palette.Error)
		if int(good.B)-int(bad.B) < 100 {
			t.Errorf("success %s and error %s are too close in blue", palette.Success, palette.Error)
		}
	}
}

// colors lists the colors of a palette by key.
func colors(palette reflect.Value) map[string]string {
	found := map[string]string{}
	for field, value := range palette.Fields() {
		if value.Kind() == reflect.Struct {
			for key, ink := range colors(value) {
				found["syntax."+key] = ink
			}
			continue
		}
		found[field.Tag.Get("toml")] = value.String()
	}
	return found
}

// lowest returns the contrast of a color on background. For a palette number it
// is the lowest in the palettes below, each on its own black or white; for the
// terminal's own color it is infinity, since a terminal is readable without a
// theme.
func lowest(t *testing.T, ink, background string) float64 {
	t.Helper()
	if ink == "" {
		return math.Inf(1)
	}
	n, err := strconv.Atoi(ink)
	if err != nil {
		return contrast(rgb(t, ink), rgb(t, background))
	}
	own := 0
	if slices.Contains(lightBackgrounds, background) {
		own = 15
	}
	return min(contrast(rgb(t, vga[n]), rgb(t, vga[own])), contrast(rgb(t, campbell[n]), rgb(t, campbell[own])))
}

// The palettes of the Linux console and of Windows Terminal: people choose
// their own, but many keep these. No theme uses numbers above 15.
var (
	vga = [16]string{"#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
		"#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"}
	campbell = [16]string{"#0c0c0c", "#c50f1f", "#13a10e", "#c19c00", "#0037da", "#881798", "#3a96dd", "#cccccc",
		"#767676", "#e74856", "#16c60c", "#f9f1a5", "#3b78ff", "#b4009e", "#61d6d6", "#f2f2f2"}
)

var hex = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func rgb(t *testing.T, ink string) color.RGBA {
	t.Helper()
	if !hex.MatchString(ink) {
		t.Fatalf("%q is no colour in the form #rrggbb", ink)
	}
	c := color.RGBA{A: 255}
	fmt.Sscanf(ink, "#%02x%02x%02x", &c.R, &c.G, &c.B)
	return c
}

// contrast is the ratio that WCAG 2.2 defines.
func contrast(a, b color.RGBA) float64 {
	light, dark := luminance(a), luminance(b)
	return (max(light, dark) + 0.05) / (min(light, dark) + 0.05)
}

func luminance(c color.RGBA) float64 {
	linear := func(channel uint8) float64 {
		v := float64(channel) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestContrastKnowsTheStandardsExamples(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#767676", "#ffffff", 4.54}, {"#ffffff", "#ffffff", 1}} {
		if got := contrast(rgb(t, test.a), rgb(t, test.b)); math.Abs(got-test.want) > 0.01 {
			t.Errorf("%s on %s: got %.2f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}
