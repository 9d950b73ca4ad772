package display

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/picture"
)

// A gallery is the pictures that the terminal has got.
type gallery struct {
	program uint8 // tells the images of this program from those of others
	sent    map[uint8]*picture.Picture
	uploads strings.Builder // to be written before the cells that need it
}

func newGallery() gallery {
	return gallery{program: uint8(1 + rand.IntN(255)), sent: make(map[uint8]*picture.Picture)}
}

func (g *gallery) id(number uint8) picture.ID { return picture.ID{Program: g.program, Number: number} }

// upload sends a picture of a shelf unless the terminal has it.
func (g *gallery) upload(number int, p *picture.Picture) {
	n := uint8(number)
	if g.sent[n] != p {
		g.sent[n] = p
		g.uploads.WriteString(p.Send(g.id(n)))
	}
}

// tidy writes what deletes the pictures that are not on the shelf any more.
func (g *gallery) tidy(out *strings.Builder, shelf *picture.Shelf) {
	for _, n := range slices.Sorted(maps.Keys(g.sent)) {
		if shelf == nil || shelf.Get(int(n)) != g.sent[n] {
			out.WriteString(picture.Delete(g.id(n)))
			delete(g.sent, n)
		}
	}
}

// A strip is a row of a picture within a row of the screen.
type strip struct {
	number, row   int
	column, width int    // the cells that it takes
	sixel         string // draws it at its first cell
}

// takeStrip returns the strip in cells, which become blank, or nil.
func takeStrip(cells []uv.Cell) (s *strip) {
	at := 0
	for i := range cells {
		c := &cells[i]
		if number, row, ok := picture.ParseRow(c.Link.URL); ok {
			if s == nil {
				s = &strip{number: number, row: row, column: at}
			}
			s.width++
			*c = uv.Cell{Content: " ", Width: 1}
		}
		at += c.Width
	}
	return s
}

// newRow returns the row that shows text. Where text has a part of a picture, its
// cells show that part, or get a sixel to be drawn over them.
func (s *screen) newRow(text string, f frame) row {
	r := row{known: true, text: text, cells: parse(text, f.width)}
	if !picture.HasRow(text) {
		return r
	}
	part := takeStrip(r.cells)
	if part == nil || f.pictures.Shelf == nil {
		return r
	}
	p := f.pictures.Shelf.Get(part.number)
	if p == nil || part.row >= p.Cells.Y {
		return r
	}
	switch f.pictures.Protocol {
	case picture.Kitty:
		s.gallery.upload(part.number, p)
		part.place(r.cells, s.gallery.id(uint8(part.number)))
	case picture.Sixel:
		if part.sixel = p.Sixel(part.row); part.width == p.Cells.X { // otherwise it would cover its neighbors
			r.strip = part
		}
	}
	return r
}

// place turns the cells of a strip into those in which kitty's protocol shows it.
func (s *strip) place(cells []uv.Cell, id picture.ID) {
	at := 0
	for i := range cells {
		if at >= s.column && at < s.column+s.width {
			cells[i].Content = picture.Part(id, s.row, at-s.column)
			cells[i].Style = uv.Style{Fg: ansi.IndexedColor(id.Number)}
		}
		at += cells[i].Width
	}
}

// scrollable reports whether the terminal may move rows. Not all terminals move the
// sixels in them.
func (s *screen) scrollable(next []string, f frame) bool {
	if f.pictures.Protocol != picture.Sixel {
		return true
	}
	return !slices.ContainsFunc(s.rows, func(r row) bool { return r.strip != nil }) && !slices.ContainsFunc(next, picture.HasRow)
}

// drawStrips writes the sixels of rows. A sixel in the last row might scroll the
// screen.
func (s *screen) drawStrips(out *strings.Builder, rows []int) {
	for _, y := range rows {
		if part := s.rows[y].strip; part != nil && y+1 < len(s.rows) {
			out.WriteString(ansi.CursorPosition(part.column+1, y+1) + part.sixel)
		}
	}
}
