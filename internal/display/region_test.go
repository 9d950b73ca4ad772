package display

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// everything returns the text of the scrollback and of the screen, and in which of
// its rows the cursor is.
func (r *rig) everything() (rows []string, cursor int) {
	for _, line := range r.em.Scrollback().Lines() {
		rows = append(rows, strings.TrimRight(line.String(), " "))
	}
	cursor = len(rows) + r.em.CursorPosition().Y
	for _, row := range strings.Split(ansi.Strip(r.em.Render()), "\n") {
		rows = append(rows, strings.TrimRight(row, " \r"))
	}
	return rows, cursor
}

// checkInline compares what the terminal has with what was printed and the view.
func (r *rig) checkInline(t *testing.T, printed []string) {
	t.Helper()
	want := append(append([]string{"earlier", "text"}, printed...), strings.Split(r.frame.view.Content, "\n")...)
	for i, row := range want {
		want[i] = strings.TrimRight(ansi.Strip(row), " ")
	}
	got, cursor := r.everything()
	if strings.TrimRight(strings.Join(got, "\n"), "\n") != strings.TrimRight(strings.Join(want, "\n"), "\n") {
		t.Fatalf("the terminal has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if at := r.frame.view.Cursor; at != nil && (cursor != 2+len(printed)+at.Y || r.em.CursorPosition().X != at.X) {
		t.Fatalf("the cursor is in row %d and column %d, want %d and %d", cursor, r.em.CursorPosition().X, 2+len(printed)+at.Y, at.X)
	}
}

// TestPrintingAndDrawing draws views of all heights, prints rows above them, and makes
// the window larger: the terminal has its earlier text, each printed row once, and the
// view. At the end, nothing of the view is left.
func TestPrintingAndDrawing(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		r := newRig(20+random.IntN(40), 3+random.IntN(15))
		r.screen = screen{inline: true, entered: true}
		_, _ = r.em.WriteString("earlier\r\ntext\r\n")
		row := func() string {
			s := ""
			for n := random.IntN(4); n > 0; n-- {
				s += scraps[random.IntN(len(scraps))]
			}
			return ansi.Truncate(s, r.frame.width, "")
		}
		var printed []string
		for range 60 {
			r.frame.printed = nil
			for n := random.IntN(8) * random.IntN(2); n > 0; n-- {
				r.frame.printed = append(r.frame.printed, row())
			}
			printed = append(printed, r.frame.printed...)
			if random.IntN(10) == 0 {
				r.resize(r.frame.width+random.IntN(9), r.frame.height+random.IntN(2))
			}
			rows := make([]string, 1+random.IntN(r.frame.height))
			for i := range rows {
				rows[i] = row()
			}
			r.frame.view.Cursor = nil
			if random.IntN(4) > 0 {
				r.frame.view.Cursor = tea.NewCursor(random.IntN(r.frame.width), random.IntN(len(rows)))
			}
			r.show(rows...)
			r.checkInline(t, printed)
		}
		var out strings.Builder
		r.frame.printed, r.frame.view = []string{"the last row"}, tea.View{}
		r.screen.clear(&out, r.frame)
		_, _ = r.em.WriteString(out.String())
		r.checkInline(t, append(printed, "the last row"))
	}
}

// TestRowsAboveTheCursor checks how far a region is moved up to by a terminal that
// wraps its rows again.
func TestRowsAboveTheCursor(t *testing.T) {
	r := region{rows: []row{{cells: parse("0123456789", 40)}, {}, {cells: parse("日本日本", 40)}, {cells: parse("0123456789", 40)}}, x: 6, y: 3}
	for _, test := range []struct{ width, want int }{{40, 3}, {10, 3}, {8, 4}, {7, 5}, {5, 6}, {3, 11}} {
		r.rewraps = true
		if got := r.above(test.width); got != test.want {
			t.Errorf("%d cells: %d rows, want %d", test.width, got, test.want)
		}
		r.rewraps = false
		if got := r.above(test.width); got != 3 {
			t.Errorf("%d cells, not wrapped: %d rows", test.width, got)
		}
	}
}

// TestWhichTerminalsWrapAgain checks what is known of terminals by their environment.
func TestWhichTerminalsWrapAgain(t *testing.T) {
	for environ, want := range map[string]bool{
		"TERM=xterm-256color": true, "TERM=xterm-256color XTERM_VERSION=XTerm(390)": false, "TERM=linux": false,
		"TERM=screen-256color": false, "TERM=screen-256color TMUX=/tmp/tmux,1,0": true, "TERM=xterm-kitty": true,
	} {
		if got := rewraps(strings.Fields(environ)); got != want {
			t.Errorf("%s: %t", environ, got)
		}
	}
}

// rewrap gives the terminal another width as those do that wrap their rows again: the
// cursor stays on its character. What is below it may leave the screen.
func (r *rig) rewrap(width int) {
	rows, at := r.everything()
	height, x := r.em.Height(), r.em.CursorPosition().X
	var wrapped []string
	cursor := 0
	for y, row := range rows {
		if y == at {
			cursor = len(wrapped) + x/width
		}
		wrapped = append(wrapped, strings.Split(ansi.Hardwrap(row, width, true), "\n")...)
	}
	for len(wrapped) > cursor+1 && wrapped[len(wrapped)-1] == "" {
		wrapped = wrapped[:len(wrapped)-1]
	}
	wrapped = wrapped[:min(len(wrapped), cursor+height)]
	r.em = vt.NewEmulator(width, height)
	_, _ = r.em.WriteString(strings.Join(wrapped, "\r\n"))
	_, _ = r.em.WriteString(position(x%width, cursor-max(len(wrapped)-height, 0)))
}

// TestFramesOnTheWayToAnotherWidth draws an inline view, and prints above it, on a
// terminal that gets another width, and wraps its rows, before it reads the frame: each
// printed row is there once, in order, and of the views only the last.
func TestFramesOnTheWayToAnotherWidth(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 2))
		r := newRig(60, 24)
		r.screen = screen{inline: true, entered: true, live: region{rewraps: true}}
		_, _ = r.em.WriteString("earlier\r\ntext\r\n")
		words, n := "earlier text ", 0
		row := func(kind string) string {
			n++
			return fmt.Sprintf("%s %d %s.", kind, n, strings.Repeat("-", random.IntN(r.frame.width-12)))
		}
		for range 30 {
			if random.IntN(3) == 0 {
				r.frame.width, r.frame.redraws = r.em.Width(), r.frame.redraws+1 // the program knows the width
			}
			r.frame.printed = nil
			for range random.IntN(3) {
				r.frame.printed = append(r.frame.printed, row("printed"))
			}
			words += strings.Join(append(r.frame.printed, ""), " ")
			rows := []string{row("view"), "", row("view")}[:1+random.IntN(3)]
			width := r.em.Width()
			if random.IntN(2) == 0 {
				width = 30 + random.IntN(40)
			}
			for slices.ContainsFunc(r.frame.printed, func(row string) bool { return len(row)%width == 0 }) {
				width++ // a row that fills it unexpectedly would lose its last character
			}
			if width != r.em.Width() {
				r.rewrap(width)
			}
			r.show(rows...)
		}
		r.frame.width, r.frame.redraws, r.frame.printed = r.em.Width(), r.frame.redraws+1, nil
		r.show("the last view")
		rows, _ := r.everything()
		if got, want := squeezed(strings.Join(rows, "")), squeezed(words+"the last view"); got != want {
			t.Fatalf("seed %d: the terminal has\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// squeezed returns text without blanks, so that it does not matter where it wraps.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
