package markdown

import "testing"

func TestColours(t *testing.T) {
	for in, want := range map[string]string{
		"":        "",
		"#ff8000": "38;2;255;128;0",
		"0":       "30",
		"7":       "37",
		"8":       "90",
		"15":      "97",
		"200":     "38;5;200",
		"256":     "",
		"-1":      "",
		"red":     "",
		"#12":     "",
	} {
		if got := sgrColour(in); got != want {
			t.Errorf("sgrColour(%q) = %q, want %q", in, got, want)
		}
	}
}
