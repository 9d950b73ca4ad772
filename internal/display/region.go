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
	if len(f.printed) > 0 || r.atTop() {
		r.downward(out, w, f)
		return
	}
	w.to = r.to
	for y, text := range r.next(f) {
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

// atTop reports whether the cursor is on the first cell of the region. It stays there
// when a terminal wraps the rows of the region at a new width.
func (r *region) atTop() bool { return r.x == 0 && r.y == 0 }

// next returns the rows of the view of f, and blank ones for those that the region has
// below it.
func (r *region) next(f frame) []string {
	rows := strings.Split(f.view.Content, "\n")
	rows = rows[:min(len(rows), f.height)]
	return append(rows, make([]string, max(len(r.rows)-len(rows), 0))...)
}

// downward prints and draws everything from the top of the region to its end, and goes
// back to its top. The rows of the view do not wrap meanwhile. So if the terminal has
// got another width that the program does not know yet, and has wrapped the rows of the
// region, nothing of them remains, and the cursor is at the top again.
func (r *region) downward(out *strings.Builder, w *styleWriter, f frame) {
	out.WriteString(r.to(0, 0))
	w.to = func(int, int) string { return "" }
	for _, text := range f.printed {
		cells := parse(text, math.MaxInt)
		w.wholeRow(out, 0, f.width, cells)
		w.plain(out)
		if widthOf(cells)%f.width > 0 { // after the last column, the cursor is on the last character
			out.WriteString(ansi.EraseLineRight) // the terminal may have wrapped the row
		}
		out.WriteString("\r\n")
		r.rows = r.rows[min(height(cells, f.width), len(r.rows)):]
	}
	out.WriteString(ansi.ResetModeAutoWrap)
	w.clips = true
	next := r.next(f)
	for y, text := range next {
		if y > 0 {
			w.plain(out)
			out.WriteString("\r\n")
		}
		if y == len(next)-1 {
			out.WriteString(belowCursor)
		}
		r.rewrite(out, w, y, row{known: true, text: text, cells: parse(text, f.width)})
	}
	w.plain(out)
	w.clips = false
	out.WriteString(ansi.SetModeAutoWrap)
	r.rows, r.x, r.y = r.rows[:len(next)], 0, len(next)-1
	out.WriteString("\r" + r.vertical(0))
}

// rewrite writes row y at the cursor, which is at its start.
func (r *region) rewrite(out *strings.Builder, w *styleWriter, y int, next row) {
	if y == len(r.rows) {
		r.rows = append(r.rows, row{})
	}
	old := r.rows[y]
	r.rows[y] = next
	if old.known && old.text == next.text && !anyDoubtful(next.cells) {
		w.cells(out, next.cells) // nothing to erase, which some terminals show
		return
	}
	w.wholeRow(out, y, math.MaxInt, next.cells)
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

// belowCursor erases the row of the cursor, which is in its first column, and what is
// below. The first cell is erased separately: some terminals put the whole screen into
// the scrollback if it is erased from its first cell on.
const belowCursor = ansi.EraseLineRight + "\x1b[C" + ansi.EraseScreenBelow + "\r"

// erase removes the region from the terminal, which may have another width by now. At
// first it clears what others have left below the cursor.
func (r *region) erase(out *strings.Builder, width int) {
	if above := r.above(width); above > 0 {
		out.WriteString(ansi.CursorUp(above))
	}
	out.WriteString("\r" + belowCursor)
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
	s.styles.profile = f.profile
	if len(f.printed) > 0 {
		s.live.downward(&body, &s.styles, f)
	}
	s.live.erase(&body, f.width)
	s.bracket(out, body.String(), f.sync, nil)
}

// lift removes the live part from a terminal that has got another width. Then more
// widths cannot move rows of it.
func (s *screen) lift(out *strings.Builder, width int, sync bool) {
	var body strings.Builder
	s.live.erase(&body, width)
	s.bracket(out, body.String(), sync, nil)
	s.cursor = nil
}
