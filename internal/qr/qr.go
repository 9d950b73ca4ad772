// Package qr draws QR codes for terminals, two modules to a cell.
//
// By default the colors are explicit black on white, so that a phone reads the
// code on a light theme as well as on a dark one.
package qr

import (
	"fmt"
	"strings"

	"github.com/mdp/qrterminal/v3"
)

// MaxBytes is the longest text that a code of level L can hold (ISO/IEC
// 18004, version 40, byte mode).
const MaxBytes = 2953

// A Style decides how the modules get their color.
type Style int

const (
	Colored Style = iota // black on white by SGR, on any theme
	OnDark               // no SGR, for a terminal that writes light on dark
	OnLight              // no SGR, for a terminal that writes dark on light
)

// A Code is an encoded text. The zero value draws nothing.
type Code struct{ black [][]bool }

// Encode returns the code for text, with error correction of level L, which
// gives the smallest picture. It fails if text is empty or longer than
// [MaxBytes].
func Encode(text string) (Code, error) {
	switch {
	case text == "":
		return Code{}, fmt.Errorf("encode qr code: empty text")
	case len(text) > MaxBytes:
		// qrterminal ignores the encoder's error and would panic.
		return Code{}, fmt.Errorf("encode qr code: %d bytes are more than %d", len(text), MaxBytes)
	}
	return Code{black: modules(text)}, nil
}

// modules encodes text with qrterminal, which writes one character a module and
// a white frame of one module, and removes the frame. The half blocks that
// qrterminal can draw end in a stray black line and cannot be colored row by row.
func modules(text string) [][]bool {
	var out strings.Builder
	qrterminal.GenerateWithConfig(text, qrterminal.Config{
		Level: qrterminal.L, Writer: &out, QuietZone: 1, BlackChar: "1", WhiteChar: "0",
	})
	rows := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	rows = rows[1 : len(rows)-1]
	black := make([][]bool, len(rows))
	for y, row := range rows {
		for _, module := range row[1 : len(row)-1] {
			black[y] = append(black[y], module == '1')
		}
	}
	return black
}

// Size returns the width and height in cells of what [Code.Lines] draws with the
// given quiet zone.
func (c Code) Size(quiet int) (width, height int) {
	if len(c.black) == 0 {
		return 0, 0
	}
	side := len(c.black) + 2*quiet
	return side, (side + 1) / 2
}

// Lines draws the code with a quiet zone of quiet modules on each side: the
// standard requires 4, phones read 2. All lines have the same width, and each
// resets its colors.
func (c Code) Lines(quiet int, style Style) []string {
	width, height := c.Size(quiet)
	lines := make([]string, height)
	for i := range lines {
		var line strings.Builder
		for x := range width {
			line.WriteString(glyph(c.drawn(x-quiet, 2*i-quiet, style), c.drawn(x-quiet, 2*i+1-quiet, style)))
		}
		lines[i] = line.String()
		if style == Colored {
			lines[i] = "\x1b[38;2;0;0;0;48;2;255;255;255m" + lines[i] + "\x1b[m"
		}
	}
	return lines
}

// drawn reports whether the module at x, y has the foreground color. Modules
// outside the code are white.
func (c Code) drawn(x, y int, style Style) bool {
	black := y >= 0 && y < len(c.black) && x >= 0 && x < len(c.black) && c.black[y][x]
	return black != (style == OnDark)
}

func glyph(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
