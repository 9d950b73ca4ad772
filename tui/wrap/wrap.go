// Package wrap breaks a line into rows.
package wrap

import "iter"

// Rows yields the first cell of each row of a line of n cells, 0 first. A row
// ends after a blank if it can, otherwise anywhere. Blanks that do not fit hang
// over its end, and a cell that is wider than a row has one of its own.
//
// Where a row ends depends on its own cells and on the word that did not fit,
// so a line may be wrapped from the start of any of its rows on.
func Rows(n, width int, cell func(i int) (width int, blank bool)) iter.Seq[int] {
	return func(yield func(int) bool) {
		if !yield(0) {
			return
		}
		start, word := 0, 0 // of the row, and of the word after the last blank
		x, wordX := 0, 0    // width of the row, and of what comes before that word
		for i := range n {
			w, blank := cell(i)
			for x+w > width && i > start && !blank {
				if word > start {
					start, x = word, x-wordX
				} else {
					start, x = i, 0
				}
				if !yield(start) {
					return
				}
			}
			if x += w; blank {
				word, wordX = i+1, x
			}
		}
	}
}
