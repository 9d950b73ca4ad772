package screen

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Sizes of the picture in pixels. The advance of the font is set to the width of a
// cell, so that any monospace font gives the same grid.
const (
	cellWidth  = 9.0 // half of the height: half blocks are squares
	cellHeight = 18.0
	fontSize   = 15
	baseline   = 13.8
	margin     = 18.0
)

// sixteen has the colors of the palette of the picture's terminal.
var sixteen = [16]string{
	"#3b4048", "#d1616b", "#7fae62", "#c99a4b", "#5a93d0", "#a97bc0", "#4aa5a0", "#c8ccd4",
	"#6b727d", "#e2828a", "#9cc583", "#dcb771", "#7fb0e3", "#c19bd4", "#73c2bd", "#f2f3f5",
}

// SVG returns a picture of the screen and its cursor. It draws block elements as
// exact rectangles, so that phones can scan a QR code. Equal screens give equal
// bytes.
func (t *Terminal) SVG() []byte {
	width, height := t.Size()
	p := t.picture()
	w, h := float64(width)*cellWidth+2*margin, float64(height)*cellHeight+2*margin
	fmt.Fprintf(&p.out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f">`+"\n", w, h, w, h)
	fmt.Fprintf(&p.out, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", p.back)
	fmt.Fprintf(&p.out, `<g transform="translate(%.0f %.0f)" %s>`+"\n", margin, margin, fontAttributes)
	for y := range height {
		p.rowAt(t, y, y, width)
	}
	if x, y, visible := t.Cursor(); visible {
		p.rect(float64(x), y, 1, 0, 1, p.front, 0.55)
	}
	p.out.WriteString("</g>\n</svg>\n")
	return p.out.Bytes()
}

// fontAttributes are those of the group of all texts.
var fontAttributes = fmt.Sprintf(`font-family="'DejaVu Sans Mono','Menlo','Consolas',monospace" font-size="%d" xml:space="preserve"`, fontSize)

// picture returns an empty picture with the colors of the terminal.
func (t *Terminal) picture() picture {
	if t.light {
		return picture{front: hex(Dark), back: hex(Light)}
	}
	return picture{front: hex(Light), back: hex(Dark)}
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// picture is an SVG under construction.
type picture struct {
	out         bytes.Buffer
	front, back string
}

// rowAt draws the row of the terminal from in the row y of the picture: backgrounds
// first, then runs of text in one style.
func (p *picture) rowAt(t *Terminal, from, y, width int) {
	cells := make([]uv.Cell, width)
	for x := range cells {
		cells[x] = t.Cell(x, from)
	}
	for x := 0; x < width; {
		end := x + 1
		for end < width && cells[end].Style.Equal(&cells[x].Style) {
			end++
		}
		if _, back := p.colors(cells[x].Style); back != "" {
			p.rect(float64(x), y, float64(end-x), 0, 1, back, 1)
		}
		x = end
	}
	for x := 0; x < width; {
		x = p.run(cells, x, y)
	}
}

// run draws the cells from x on that can share a text element, and returns the
// column after them. Browsers show several blanks in one as a single blank.
func (p *picture) run(cells []uv.Cell, x, y int) int {
	cell := cells[x]
	if strings.TrimSpace(cell.Content) == "" && !decorated(cell.Style) {
		return x + 1
	}
	if p.block(cell, x, y) {
		return x + max(cell.Width, 1)
	}
	end, text := x+max(cell.Width, 1), cell.Content
	if simple(text) {
		for end < len(cells) && simple(cells[end].Content) && cells[end].Style.Equal(&cell.Style) && (decorated(cell.Style) || !strings.HasSuffix(text, "  ")) {
			text += cells[end].Content
			end++
		}
	}
	shown := text
	if !decorated(cell.Style) {
		shown = strings.TrimRight(text, " ")
	}
	p.text(shown, x, y, end-x-len(text)+len(shown), cell.Style)
	return end
}

// simple reports whether s is a character with the advance of the font.
func simple(s string) bool { return len(s) == 1 && s[0] >= ' ' && s[0] < 0x7f }

// decorated reports whether s shows on blanks too.
func decorated(s uv.Style) bool {
	return s.Underline != uv.UnderlineNone || s.Attrs&uv.AttrStrikethrough != 0
}

// text draws text, stretched over a number of cells.
func (p *picture) text(text string, x, y, cells int, style uv.Style) {
	front, _ := p.colors(style)
	fmt.Fprintf(&p.out, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" fill="%s"%s>%s</text>`+"\n",
		float64(x)*cellWidth, float64(y)*cellHeight+baseline, float64(cells)*cellWidth, front, attributes(style), strings.ReplaceAll(html.EscapeString(text), "  ", "\u00a0 "))
}

// attributes returns the SVG attributes of a style.
func attributes(s uv.Style) string {
	var b strings.Builder
	if s.Attrs&uv.AttrBold != 0 {
		b.WriteString(` font-weight="bold"`)
	}
	if s.Attrs&uv.AttrItalic != 0 {
		b.WriteString(` font-style="italic"`)
	}
	if s.Attrs&uv.AttrFaint != 0 {
		b.WriteString(` opacity="0.6"`)
	}
	switch {
	case s.Underline != uv.UnderlineNone && s.Attrs&uv.AttrStrikethrough != 0:
		b.WriteString(` text-decoration="underline line-through"`)
	case s.Underline != uv.UnderlineNone:
		b.WriteString(` text-decoration="underline"`)
	case s.Attrs&uv.AttrStrikethrough != 0:
		b.WriteString(` text-decoration="line-through"`)
	}
	return b.String()
}

// colors returns the color of the text and of its background, "" for that of the
// window.
func (p *picture) colors(s uv.Style) (front, back string) {
	front, back = p.front, ""
	if s.Fg != nil {
		front = named16(s.Fg)
	}
	if s.Bg != nil {
		back = named16(s.Bg)
	}
	if s.Attrs&uv.AttrReverse != 0 {
		if back == "" {
			back = p.back
		}
		front, back = back, front
	}
	return front, back
}

// named16 returns a color in hexadecimal; the palette's is the picture's own.
func named16(c color.Color) string {
	switch c := c.(type) {
	case ansi.BasicColor:
		return sixteen[c&15]
	case ansi.IndexedColor:
		if c < 16 {
			return sixteen[c]
		}
	}
	return hex(c)
}

// block draws block elements and lines as rectangles, since fonts leave gaps
// between them. It reports whether cell is one.
func (p *picture) block(cell uv.Cell, x, y int) bool {
	front, _ := p.colors(cell.Style)
	opacity := 1.0
	if cell.Style.Attrs&uv.AttrFaint != 0 {
		opacity = 0.6
	}
	left := float64(x)
	switch cell.Content {
	case "█":
		p.rect(left, y, 1, 0, 1, front, opacity)
	case "▀":
		p.rect(left, y, 1, 0, 0.5, front, opacity)
	case "▄":
		p.rect(left, y, 1, 0.5, 0.5, front, opacity)
	case "▌":
		p.rect(left, y, 0.5, 0, 1, front, opacity)
	case "▐":
		p.rect(left+0.5, y, 0.5, 0, 1, front, opacity)
	case "▎":
		p.rect(left, y, 0.25, 0, 1, front, opacity)
	case "▏":
		p.rect(left, y, 0.125, 0, 1, front, opacity)
	case "─":
		p.rect(left, y, 1, 0.5, 0.06, front, opacity)
	case "│":
		p.rect(left+0.45, y, 0.12, 0, 1, front, opacity)
	case "┼":
		p.rect(left, y, 1, 0.5, 0.06, front, opacity)
		p.rect(left+0.45, y, 0.12, 0, 1, front, opacity)
	default:
		return false
	}
	return true
}

// rect draws a rectangle. x and width are in cells, top and height in parts of a
// row.
func (p *picture) rect(x float64, y int, width, top, height float64, fill string, opacity float64) {
	fmt.Fprintf(&p.out, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="%s"`,
		x*cellWidth, (float64(y)+top)*cellHeight, width*cellWidth, height*cellHeight, fill)
	if opacity < 1 {
		fmt.Fprintf(&p.out, ` opacity="%.2f"`, opacity)
	}
	p.out.WriteString(` shape-rendering="crispEdges"/>` + "\n")
}
