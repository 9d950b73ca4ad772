package display

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// move is a run of rows that are already on the screen in another place. Rows
// [from, to) should show what is by rows below them, or above them if by < 0.
type move struct{ from, to, by int }

// region returns the rows [top, bottom) that the terminal must scroll for m.
func (m move) region() (top, bottom int) {
	return min(m.from, m.from+m.by), max(m.to, m.to+m.by)
}

// scrollCost is roughly the number of bytes that scrolling takes. A move must
// save more.
const scrollCost = 40

// scroll has the terminal move rows that have only changed places.
func (s *screen) scroll(out *strings.Builder, next []string) {
	changed := 0
	for y, text := range next {
		if !s.rows[y].known {
			return
		}
		if s.rows[y].text != text {
			changed++
		}
	}
	if changed < 3 {
		return
	}
	m, saved := s.bestMove(next)
	if saved <= scrollCost {
		return
	}
	top, bottom := m.region()
	out.WriteString(ansi.SetTopBottomMargins(top+1, bottom))
	if m.by > 0 { // a line feed at the bottom scrolls up
		out.WriteString(ansi.CursorPosition(1, bottom) + strings.Repeat("\n", m.by))
	} else { // a reverse index at the top scrolls down
		out.WriteString(ansi.CursorPosition(1, top+1) + strings.Repeat(ansi.ReverseIndex, -m.by))
	}
	out.WriteString(ansi.SetTopBottomMargins(0, 0))
	s.shift(m)
}

// shift moves the known rows as the terminal moves its own.
func (s *screen) shift(m move) {
	copy(s.rows[m.from:m.to], append([]row(nil), s.rows[m.from+m.by:m.to+m.by]...))
	top, bottom := m.region()
	for y := top; y < bottom; y++ {
		if y < m.from || y >= m.to {
			s.rows[y] = row{known: true}
		}
	}
}

// bestMove returns the move that saves the most bytes.
func (s *screen) bestMove(next []string) (best move, saved int) {
	for by := 1 - len(next); by < len(next); by++ {
		if by == 0 {
			continue
		}
		for y := max(0, -by); y < len(next) && y+by < len(next); y++ {
			m := move{y, y, by}
			for m.to < len(next) && m.to+by < len(next) && next[m.to] == s.rows[m.to+by].text {
				m.to++
			}
			if m.to == m.from {
				continue
			}
			if n := s.saves(m, next); n > saved {
				best, saved = m, n
			}
			y = m.to
		}
	}
	return best, saved
}

// saves returns the number of bytes of rows that need not be written after m,
// less those that must be written because of m.
func (s *screen) saves(m move, next []string) (n int) {
	top, bottom := m.region()
	for y := top; y < bottom; y++ {
		right := next[y] == s.rows[y].text
		switch moved := y >= m.from && y < m.to; {
		case moved && !right:
			n += len(next[y])
		case !moved && right:
			n -= len(next[y])
		}
	}
	return n
}
