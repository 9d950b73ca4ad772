package display

import (
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// region is the live part of an inline program: the last rows of the terminal's
// normal screen. What is above them, and the scrollback, is never touched. Where the
// region is on the screen is not known, so the cursor moves relative to its place.
type region struct {
	rows    []row // on the terminal, with the blank ones below the view
	x, y    int   // the cursor in the region
	redraws int   // frame.redraws of the frame that rows show
	rewraps bool  // the terminal wraps rows that are wider than its new size
}

// paint prints the rows that are for good, which scroll into the scrollback by
// themselves, and turns the region below them into the view of f.
func (r *region) paint(out *strings.Builder, w *styleWriter, f frame) {
	if len(r.rows) == 0 || r.redraws != f.redraws {
		r.erase(out, f.width)
		r.redraws = f.redraws
	}
	w.to = r.to
	r.print(out, w, f)
	next := strings.Split(f.view.Content, "\n")
	next = next[:min(len(next), f.height)]
	next = append(next, make([]string, max(len(r.rows)-len(next), 0))...)
	for y, text := range next {
		if y == len(r.rows) {
			out.WriteString(r.to(0, y)) // makes the row
		}
		if old := r.rows[y]; !old.known || old.text != text {
			r.rows[y] = row{known: true, text: text, cells: parse(text, f.width)}
			if widthOf(r.rows[y].cells) < widthOf(old.cells) {
				// tmux wraps what is erased from a middle column on as if it were blanks.
				old = row{}
			}
			w.row(out, y, f.width, old, r.rows[y])
		}
	}
	w.plain(out)
}

// print writes rows over the top of the region, which then begins below them. A row
// that was laid out for a wider terminal is wrapped by this one.
func (r *region) print(out *strings.Builder, w *styleWriter, f frame) {
	for _, text := range f.printed {
		cells := parse(text, math.MaxInt)
		w.wholeRow(out, 0, f.width, cells)
		w.plain(out)
		n := height(cells, f.width)
		if n > 1 {
			out.WriteString(ansi.EraseLineRight)
		}
		r.rows = append(r.rows, make([]row, max(n-len(r.rows), 0))...)
		r.y = n - 1
		out.WriteString(r.to(0, n))
		r.rows, r.y = r.rows[n:], 0
	}
}

// to returns the sequence that moves the cursor to a cell of the region. If the
// region has no such row yet, the sequence makes it; at the bottom of the terminal
// that scrolls.
func (r *region) to(x, y int) string {
	s := ""
	for len(r.rows) <= y {
		s += r.vertical(len(r.rows)-1) + "\r\n"
		r.rows, r.y = append(r.rows, row{known: true}), len(r.rows)
	}
	s += r.vertical(y) + ansi.CursorHorizontalAbsolute(x+1)
	r.x = x
	return s
}

// vertical returns the sequence that moves the cursor to a row of the region.
func (r *region) vertical(y int) string {
	by := y - r.y
	r.y = y
	switch {
	case by < 0:
		return ansi.CursorUp(-by)
	case by > 0:
		return ansi.CursorDown(by)
	}
	return ""
}

// cursor returns the sequence that moves the cursor to a position of the view. A
// hidden cursor goes to the top, where no new size of the terminal moves it.
func (r *region) cursor(at *tea.Position) string {
	if at == nil {
		return r.to(0, 0)
	}
	return r.to(at.X, at.Y)
}

// erase removes the region from the terminal, which may have another width by now. At
// first it clears what others have left below the cursor. The first cell is erased
// separately: some terminals put the whole screen into the scrollback if it is erased
// from its first cell on.
func (r *region) erase(out *strings.Builder, width int) {
	if above := r.above(width); above > 0 {
		out.WriteString(ansi.CursorUp(above))
	}
	out.WriteString("\r" + ansi.EraseLineRight + ansi.CursorForward(1) + ansi.EraseScreenBelow + "\r")
	r.rows, r.x, r.y = []row{{known: true}}, 0, 0
}

// above returns how many rows of a terminal with a width the region has above the
// cursor.
func (r *region) above(width int) int {
	if !r.rewraps || len(r.rows) == 0 {
		return r.y
	}
	n := 0
	for _, row := range r.rows[:r.y] {
		n += height(row.cells, width)
	}
	before, at := r.rows[r.y].cells, 0 // the cells up to the cursor
	for i := range before {
		if at += before[i].Width; at > r.x {
			before = before[:i+1]
			break
		}
	}
	return n + height(before, width) - 1
}

// clear prints what is still to be printed and removes the live part.
func (s *screen) clear(out *strings.Builder, f frame) {
	var body strings.Builder
	s.styles.profile, s.styles.to = f.profile, s.live.to
	s.live.print(&body, &s.styles, f)
	s.live.erase(&body, f.width)
	s.bracket(out, body.String(), f.sync, nil)
}
