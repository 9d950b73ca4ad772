package editor_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"banter/tui/editor"
)

// TestRowsOfAnEditedLine checks that after any edits a line has the rows that the
// same text has in a new editor.
func TestRowsOfAnEditedLine(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	pieces := []string{"a", "word", " ", "  ", "漢", "e", "\u0301", "👨‍👩‍👧", strings.Repeat("long", 40), strings.Repeat("some words ", 60)}
	moves := []string{"<left>", "<right>", "<home>", "<end>", "<alt+b>", "<alt+f>", "<backspace>", "<delete>", "<ctrl+w>", "<alt+d>", "<ctrl+z>", "<ctrl+t>", "<yank>", "<nl>", "<alt+<>"}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 2))
		width := 1 + r.IntN(30)
		e := editor.New()
		e.View(width, 5, nil)
		for step := range 150 {
			switch r.IntN(3) {
			case 0:
				e.Insert(pieces[r.IntN(len(pieces))])
			default:
				play(e, moves[r.IntN(len(moves))])
			}
			same := editor.New()
			same.Insert(e.Text())
			if height := same.Height(width, 9999); e.Height(width, 9999) != height {
				t.Fatalf("seed %d, step %d: %d rows, want %d", seed, step, e.Height(width, 9999), height)
			}
			got, want := e.View(width, 9999, nil), same.View(width, 9999, nil)
			if !slices.Equal(got.Rows, want.Rows) {
				t.Fatalf("seed %d, step %d: rows\n%q, want\n%q", seed, step, got.Rows, want.Rows)
			}
			if got.Y >= len(got.Rows) || got.X > width {
				t.Fatalf("seed %d, step %d: the caret is at %d,%d", seed, step, got.X, got.Y)
			}
		}
	}
}

// BenchmarkTyping types one line, character by character, with the view that
// follows each: at its end, at its start and in the middle.
func BenchmarkTyping(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		for _, where := range []string{"end", "start", "middle"} {
			b.Run(fmt.Sprintf("%s/%d", where, n), func(b *testing.B) {
				for b.Loop() {
					e := editor.New()
					e.View(80, 10, nil)
					for i := range n {
						switch {
						case where == "start":
							press(e, "home")
						case where == "middle" && i%2 == 1:
							press(e, "left")
						}
						play(e, string("word "[i%5]))
						e.Height(80, 10)
						e.View(80, 10, nil)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/char")
			})
		}
	}
}
