// Package wrap breaks a line of text into rows. The editor and the transcript use
// it, so that a question is wrapped in the same way before and after it is sent.
package wrap

import "iter"

// Rows yields the first cell of each row of a line of n cells, 0 first. A row
// ends after a blank if it can, otherwise anywhere. Blanks that do not fit hang
// over its end, and a cell that is wider than a row gets a row of its own.
//
// The end of a row depends only on its cells and on the word that did not fit, so
// that a caller may wrap a line again from the start of any row.
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
