package display

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/picture"
)

// row is a row of the screen. In the zero value nothing is known about it.
type row struct {
	known bool
	text  string // the row of the view that cells were parsed from
	cells []uv.Cell
	strip *strip // a sixel over the cells, or nil
}

// parse returns the cells of text, a cluster each, without blanks at the end and
// without those beyond width. It reads styles and links and drops other
// sequences. The width of a cluster is that of the layout, even if the terminal
// draws it in another: see [styleWriter.wholeRow].
func parse(text string, width int) []uv.Cell {
	if text == "" {
		return nil
	}
	lines := uv.NewStyledString(text).Lines(ansi.GraphemeWidth)
	if len(lines) == 0 {
		return nil
	}
	cells, at := []uv.Cell(lines[0]), 0
	for i := range cells {
		if at += cells[i].Width; at > width {
			cells = cells[:i]
			break
		}
		if controls(cells[i].Content) {
			cells[i].Content = strings.Repeat("?", cells[i].Width)
		}
	}
	for len(cells) > 0 && blank(&cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func blank(c *uv.Cell) bool {
	return c.Content == " " && c.Style.IsZero() && c.Link.IsZero()
}

// controls reports whether s holds a control, or the character of kitty's images,
// which a terminal would act on. The program removes them from all text; this
// check is the last.
func controls(s string) bool {
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == picture.Placeholder {
			return true
		}
	}
	return false
}

func widthOf(cells []uv.Cell) (n int) {
	for i := range cells {
		n += cells[i].Width
	}
	return n
}

// height returns the number of rows that cells take in a terminal with a width.
func height(cells []uv.Cell, width int) int {
	rows, at := 1, 0
	for i := range cells {
		if at += cells[i].Width; at > width {
			rows, at = rows+1, cells[i].Width
		}
	}
	return rows
}

// doubtful reports whether terminals differ in how wide they draw c.
func doubtful(c *uv.Cell) bool {
	return len(c.Content) > 1 && ansi.StringWidth(c.Content) != ansi.StringWidthWc(c.Content)
}

func anyDoubtful(cells []uv.Cell) bool {
	for i := range cells {
		if doubtful(&cells[i]) {
			return true
		}
	}
	return false
}
