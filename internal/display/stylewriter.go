package display

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// styleWriter writes cells, and between them the sequences by which the styles
// of two neighbors differ.
type styleWriter struct {
	profile colorprofile.Profile
	style   uv.Style // that the terminal writes in now
	link    uv.Link
	to      func(x, y int) string // returns what moves the cursor to a cell
	clips   bool                  // the terminal does not wrap what is written
}

// row writes what turns row y from old into next.
func (w *styleWriter) row(out *strings.Builder, y, width int, old, next row) {
	if !old.known || old.strip != nil || next.strip != nil || anyDoubtful(old.cells) || anyDoubtful(next.cells) {
		w.wholeRow(out, y, width, next.cells)
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
	out.WriteString(w.to(before, y))
	w.cells(out, is)
	// After the last column the cursor is still on the cell just written.
	if isWidth < wasWidth && before+isWidth < width {
		w.plain(out)
		out.WriteString(ansi.EraseLineRight)
	}
}

// wholeRow writes all of row y: nothing is known about it, or terminals draw one
// of its clusters in different widths. After such a cluster it moves the cursor
// to the place of the next one and erases what the terminal has drawn beyond. On
// a terminal that draws the members of a family side by side, the family may
// lose its children, but no column moves and no text leaves the row.
func (w *styleWriter) wholeRow(out *strings.Builder, y, width int, cells []uv.Cell) {
	out.WriteString(w.to(0, y))
	w.plain(out)
	out.WriteString(ansi.EraseLineRight)
	if !anyDoubtful(cells) {
		w.cells(out, cells)
		return
	}
	out.WriteString(ansi.ResetModeAutoWrap)
	at := 0
	for i := range cells {
		w.cells(out, cells[i:i+1])
		if at += cells[i].Width; at < width && doubtful(&cells[i]) {
			w.plain(out)
			out.WriteString(ansi.CursorHorizontalAbsolute(at+1) + ansi.EraseLineRight)
		}
	}
	if !w.clips {
		out.WriteString(ansi.SetModeAutoWrap)
	}
}

// cells writes cells at the cursor.
func (w *styleWriter) cells(out *strings.Builder, cells []uv.Cell) {
	for i := range cells {
		w.set(out, cells[i].Style, cells[i].Link)
		out.WriteString(cells[i].Content)
	}
}

// plain ends all styles. Otherwise erased cells, and rows that scroll in, would
// have them.
func (w *styleWriter) plain(out *strings.Builder) { w.set(out, uv.Style{}, uv.Link{}) }

// set makes style and link those of the cells that follow.
func (w *styleWriter) set(out *strings.Builder, style uv.Style, link uv.Link) {
	if !style.Equal(&w.style) {
		was, is := uv.ConvertStyle(w.style, w.profile), uv.ConvertStyle(style, w.profile)
		if !is.Equal(&was) {
			out.WriteString(is.Diff(&was))
		}
		w.style = style
	}
	if link != w.link {
		was, is := uv.ConvertLink(w.link, w.profile), uv.ConvertLink(link, w.profile)
		if is != was {
			out.WriteString(ansi.SetHyperlink(is.URL, is.Params))
		}
		w.link = link
	}
}
