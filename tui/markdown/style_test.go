package markdown

import "testing"

func TestColors(t *testing.T) {
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
		"#f80":    "38;2;255;136;0",
	} {
		if got := sgrColor(in, foreground); got != want {
			t.Errorf("sgrColor(%q) = %q, want %q", in, got, want)
		}
	}
}
