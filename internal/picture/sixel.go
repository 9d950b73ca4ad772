package picture

import (
	"fmt"
	"image"
	"image/color"
	"strings"
)

// bandHeight is the number of rows of pixels that a character of a sixel has.
const bandHeight = 6

// transparent is the index of pixels that are not drawn.
const transparent = -1

// Sixel returns the sequence that draws a row of the picture, one row of cells high,
// at the cursor.
func (p *Picture) Sixel(row int) string {
	if row < 0 || row >= len(p.strips) {
		return ""
	}
	return p.strips[row]
}

// sixelStrips returns a sixel for each height rows of pixels of m: one for each row
// of cells, so that each row of the screen can be drawn and wiped alone.
func sixelStrips(m *image.NRGBA, height int) []string {
	palette, indexed := quantize(m)
	var strips []string
	width := m.Rect.Dx()
	for y := 0; y < m.Rect.Dy(); y += height {
		rows := indexed[y*width : min(y+height, m.Rect.Dy())*width]
		strips = append(strips, sixelStrip(palette, rows, width))
	}
	return strips
}

// sixelStrip returns the sixel of rows of indices into palette. Pixels that it does
// not set keep what the terminal shows there.
func sixelStrip(palette []color.NRGBA, rows []int16, width int) string {
	var out strings.Builder
	fmt.Fprintf(&out, "\x1bP0;1;0q\"1;1;%d;%d", width, len(rows)/width)
	defined := make([]bool, len(palette))
	for _, i := range rows {
		if i == transparent || defined[i] {
			continue
		}
		defined[i] = true
		c := palette[i]
		fmt.Fprintf(&out, "#%d;2;%d;%d;%d", i, percent(c.R), percent(c.G), percent(c.B))
	}
	for len(rows) > 0 {
		n := min(len(rows), bandHeight*width)
		sixelBand(&out, rows[:n], width, len(palette))
		if rows = rows[n:]; len(rows) > 0 {
			out.WriteByte('-')
		}
	}
	out.WriteString("\x1b\\")
	return out.String()
}

func percent(c uint8) int { return (int(c)*100 + 127) / 255 }

// sixelBand writes up to six rows of pixels: for each color the columns, whose bits
// say which pixels have it.
func sixelBand(out *strings.Builder, rows []int16, width, colors int) {
	bits := make([][]byte, colors)
	for at, i := range rows {
		if i == transparent {
			continue
		}
		if bits[i] == nil {
			bits[i] = make([]byte, width)
		}
		bits[i][at%width] |= 1 << (at / width)
	}
	first := true
	for i, columns := range bits {
		if columns == nil {
			continue
		}
		if !first {
			out.WriteByte('$')
		}
		first = false
		fmt.Fprintf(out, "#%d", i)
		sixelRuns(out, columns)
	}
}

// sixelRuns writes columns, those that repeat as their number.
func sixelRuns(out *strings.Builder, columns []byte) {
	for len(columns) > 0 {
		n := 1
		for n < len(columns) && columns[n] == columns[0] {
			n++
		}
		char := string(rune('?' + columns[0]))
		switch {
		case n == len(columns) && columns[0] == 0: // nothing follows
		case n > 3:
			fmt.Fprintf(out, "!%d%s", n, char)
		default:
			out.WriteString(strings.Repeat(char, n))
		}
		columns = columns[n:]
	}
}
