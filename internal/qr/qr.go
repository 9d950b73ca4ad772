// Package qr draws QR codes for terminals, two modules to a cell.
//
// The colours are explicit black on white, so that a phone reads the code on
// a light theme as well as on a dark one.
package qr

import (
	"fmt"
	"strings"

	"github.com/mdp/qrterminal/v3"
)

// MaxBytes is the longest text that a code of level L can hold (ISO/IEC
// 18004, version 40, byte mode).
const MaxBytes = 2953

// Ink says how the modules get their colour.
type Ink int

const (
	Colored Ink = iota // black on white by SGR, whatever the theme is
	OnDark             // no SGR, for a terminal that writes light on dark
	OnLight            // no SGR, for a terminal that writes dark on light
)

// A Code is an encoded text. The zero value draws nothing.
type Code struct{ black [][]bool }

// Encode returns the code for text, with error correction of level L, which
// gives the smallest picture. It fails when text is empty or too long.
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

// modules has qrterminal write one character a module and reads them back:
// its own half blocks end in a stray black line and cannot be coloured row by
// row. It always adds a white frame of one module, which is dropped here.
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

// Size returns how many cells Lines takes with the given quiet zone.
func (c Code) Size(quiet int) (width, height int) {
	if len(c.black) == 0 {
		return 0, 0
	}
	side := len(c.black) + 2*quiet
	return side, (side + 1) / 2
}

// Lines draws the code with a quiet zone of that many modules on each side.
// The standard asks for 4; phones read 2. Every line has the same width and
// closes its own colours.
func (c Code) Lines(quiet int, ink Ink) []string {
	width, height := c.Size(quiet)
	lines := make([]string, height)
	for i := range lines {
		var line strings.Builder
		for x := range width {
			line.WriteString(glyph(c.inked(x-quiet, 2*i-quiet, ink), c.inked(x-quiet, 2*i+1-quiet, ink)))
		}
		lines[i] = line.String()
		if ink == Colored {
			lines[i] = "\x1b[38;2;0;0;0;48;2;255;255;255m" + lines[i] + "\x1b[m"
		}
	}
	return lines
}

// inked tells whether the module at x, y is drawn with the foreground colour.
// What lies outside the code is white.
func (c Code) inked(x, y int, ink Ink) bool {
	black := y >= 0 && y < len(c.black) && x >= 0 && x < len(c.black) && c.black[y][x]
	return black != (ink == OnDark)
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
