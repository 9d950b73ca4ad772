package display

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// row is a row of the screen. The zero value is one of which nothing is known.
type row struct {
	known bool
	text  string // what it was made from
	cells []uv.Cell
}

// parse makes cells of text, a cluster each, without blanks at the end and
// without what is beyond width. It understands styles and links; other
// sequences are dropped. A cluster is as wide as the layout has it, whatever
// the terminal makes of it: see [pen.paintWhole].
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

// controls reports whether a terminal would do something at s other than show
// it. No text that comes here should hold such a thing; this is the last look.
func controls(s string) bool {
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
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

// pen writes cells. It holds the style that the terminal has at present.
type pen struct {
	profile colorprofile.Profile
	style   uv.Style
	link    uv.Link
}

// paintRow makes row y, which shows old, show next.
func (p *pen) paintRow(out *strings.Builder, y, width int, old, next row) {
	if !old.known || anyDoubtful(old.cells) || anyDoubtful(next.cells) {
		p.paintWhole(out, y, width, next.cells)
		return
	}
	from, before := 0, 0
	for from < len(old.cells) && from < len(next.cells) && old.cells[from].Equal(&next.cells[from]) {
		before += next.cells[from].Width
		from++
	}
	was, is := old.cells[from:], next.cells[from:]
	wasWidth, isWidth := widthOf(was), widthOf(is)
	if wasWidth == isWidth {
		for len(was) > 0 && len(is) > 0 && was[len(was)-1].Equal(&is[len(is)-1]) {
			was, is = was[:len(was)-1], is[:len(is)-1]
		}
	}
	if len(is) == 0 && wasWidth == isWidth {
		return
	}
	out.WriteString(ansi.CursorPosition(before+1, y+1))
	p.put(out, is)
	// At the last column the cursor stands on what was just written.
	if isWidth < wasWidth && before+isWidth < width {
		p.rest(out)
		out.WriteString(ansi.EraseLineRight)
	}
}

// paintWhole writes a row of which nothing is known or whose width is in doubt:
// there each cluster in doubt is followed by a move to where the next one
// belongs, and what the terminal has drawn beyond that place is erased. So a
// family may lose its children on a terminal that draws them one beside the
// other, but no column moves and no text is pushed out of the row.
func (p *pen) paintWhole(out *strings.Builder, y, width int, cells []uv.Cell) {
	out.WriteString(ansi.CursorPosition(1, y+1))
	p.rest(out)
	out.WriteString(ansi.EraseLineRight)
	if !anyDoubtful(cells) {
		p.put(out, cells)
		return
	}
	out.WriteString(ansi.ResetModeAutoWrap)
	at := 0
	for i := range cells {
		p.put(out, cells[i:i+1])
		if at += cells[i].Width; at < width && doubtful(&cells[i]) {
			p.rest(out)
			out.WriteString(ansi.CursorHorizontalAbsolute(at+1) + ansi.EraseLineRight)
		}
	}
	out.WriteString(ansi.SetModeAutoWrap)
}

func (p *pen) put(out *strings.Builder, cells []uv.Cell) {
	for i := range cells {
		p.take(out, cells[i].Style, cells[i].Link)
		out.WriteString(cells[i].Content)
	}
}

// rest takes off all styles: what is erased or scrolled in would show them.
func (p *pen) rest(out *strings.Builder) { p.take(out, uv.Style{}, uv.Link{}) }

func (p *pen) take(out *strings.Builder, style uv.Style, link uv.Link) {
	if !style.Equal(&p.style) {
		was, is := uv.ConvertStyle(p.style, p.profile), uv.ConvertStyle(style, p.profile)
		if !is.Equal(&was) {
			out.WriteString(is.Diff(&was))
		}
		p.style = style
	}
	if link != p.link {
		was, is := uv.ConvertLink(p.link, p.profile), uv.ConvertLink(link, p.profile)
		if is != was {
			out.WriteString(ansi.SetHyperlink(is.URL, is.Params))
		}
		p.link = link
	}
}
