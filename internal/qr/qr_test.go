package qr_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/qr"
)

const deviceURL = "https://auth.openai.com/codex/device"

func TestSize(t *testing.T) {
	code, err := qr.Encode(deviceURL)
	if err != nil {
		t.Fatal(err)
	}
	width, height := code.Size(2)
	if width != 33 || height != 17 {
		t.Errorf("got %dx%d cells, want 33x17: the sign-in screen has no room for more on 80x24", width, height)
	}
	for _, style := range []qr.Style{qr.Colored, qr.OnDark, qr.OnLight} {
		lines := code.Lines(2, style)
		if len(lines) != height {
			t.Errorf("style %d: %d lines, want %d", style, len(lines), height)
		}
		for i, line := range lines {
			if got := ansi.StringWidth(line); got != width {
				t.Errorf("style %d: line %d is %d cells wide, want %d", style, i, got, width)
			}
		}
	}
}

func TestColorsAreClosed(t *testing.T) {
	code, _ := qr.Encode(deviceURL)
	for i, line := range code.Lines(4, qr.Colored) {
		if !strings.HasPrefix(line, "\x1b[38;2;0;0;0;48;2;255;255;255m") || !strings.HasSuffix(line, "\x1b[m") {
			t.Errorf("line %d does not set and reset its colors: %q", i, line)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("x", qr.MaxBytes+1)} {
		if _, err := qr.Encode(text); err == nil {
			t.Errorf("%d bytes: no error", len(text))
		}
	}
	if _, err := qr.Encode(strings.Repeat("x", qr.MaxBytes)); err != nil {
		t.Errorf("%d bytes: %v", qr.MaxBytes, err)
	}
}

// TestDecodes has a foreign decoder read what the terminal would show.
func TestDecodes(t *testing.T) {
	zbarimg, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("BANTER_REQUIRE_ALL") == "1" {
			t.Fatal("zbarimg is missing (Debian: zbar-tools)")
		}
		t.Skip("zbarimg is not installed (Debian: zbar-tools)")
	}
	code, err := qr.Encode(deviceURL)
	if err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string][]string{
		"colored": code.Lines(2, qr.Colored), "on dark": invert(code.Lines(4, qr.OnDark)), "on light": code.Lines(4, qr.OnLight),
	} {
		t.Run(name, func(t *testing.T) {
			command := exec.Command(zbarimg, "--quiet", "--raw", "-")
			command.Stdin = picture(lines)
			out, err := command.Output()
			if err != nil {
				t.Fatalf("zbarimg: %v", err)
			}
			if got := strings.TrimSpace(string(out)); got != deviceURL {
				t.Errorf("got %q", got)
			}
		})
	}
}

// picture draws half blocks black on white, 4x4 pixels a module.
func picture(lines []string) *bytes.Buffer {
	const side = 4
	width := ansi.StringWidth(lines[0])
	img := image.NewGray(image.Rect(0, 0, width*side, 2*len(lines)*side))
	for y, line := range lines {
		for x, glyph := range []rune(ansi.Strip(line)) {
			fill(img, x*side, 2*y*side, side, glyph == '█' || glyph == '▀')
			fill(img, x*side, (2*y+1)*side, side, glyph == '█' || glyph == '▄')
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, img) // a bytes.Buffer takes everything
	return &out
}

func fill(img *image.Gray, x0, y0, side int, black bool) {
	shade := color.Gray{Y: 255}
	if black {
		shade.Y = 0
	}
	for y := range side {
		for x := range side {
			img.SetGray(x0+x, y0+y, shade)
		}
	}
}

// invert swaps foreground and background, as a dark terminal shows them.
func invert(lines []string) []string {
	swap := strings.NewReplacer("█", " ", " ", "█", "▀", "▄", "▄", "▀")
	inverted := make([]string, len(lines))
	for i, line := range lines {
		inverted[i] = swap.Replace(line)
	}
	return inverted
}
