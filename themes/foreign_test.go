package themes

import (
	"testing"

	"charm.land/glamour/v2/styles"
)

// TestStylesOfGlamour finds every style that Glamour ships, with its sheet.
func TestStylesOfGlamour(t *testing.T) {
	for name, sheet := range styles.DefaultStyles {
		theme, ok := Find(name)
		if !ok || theme.Dark.Sheet != sheet || theme.Light.Sheet != sheet {
			t.Errorf("%s: not found with its sheet", name)
		}
	}
}

// TestChatTakesItsAccentFromTheSheet: the accent is the color of headings, and
// a sheet without colors makes a chat without colors.
func TestChatTakesItsAccentFromTheSheet(t *testing.T) {
	for text, want := range map[string]string{
		`{"h1": {"color": "1"}, "h2": {"color": "2"}, "heading": {"color": "3"}}`: "2",
		`{"h1": {"color": "1"}, "heading": {"color": "3"}}`:                       "3",
		`{"link": {"color": "4"}, "link_text": {"color": "5"}}`:                   "5",
		`{"code": {"color": "6"}, "document": {"color": "7"}}`:                    "6",
		`{"strong": {"bold": true}}`:                                              "",
	} {
		theme, err := Parse("mine", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := theme.Dark.Accent; got != want {
			t.Errorf("%s: accent %q, want %q", text, got, want)
		}
		if colorless := theme.Light.Palette == (Palette{}); colorless != (want == "") {
			t.Errorf("%s: light palette %+v", text, theme.Light.Palette)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "[", `{"h1": 3}`, `{"document": {"margin": -1}}`, `{"image_text": {"format": "{{nothing .text}}"}}`} {
		if _, err := Parse("mine", []byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
