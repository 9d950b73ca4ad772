package login

import (
	"slices"
)

// A block is lines that are shown together or, where there is no room for
// them, not at all.
type block struct {
	rank  int
	lines []string
}

// Ranks, from what the screen is for to what is only air.
const (
	rankNeeded = iota
	rankKeys
	rankCaution
	rankHint
	rankHeading
	rankSteps
	rankAdmin
	rankStory
	rankAbout
	rankAir
)

var blank = block{rankAir, []string{""}}

// fit returns the lines of as many blocks as height has room for: those of the
// lowest rank are taken first, and each stays in its place. What is needed is
// cut only when there is nothing else left to leave out.
func fit(blocks []block, height int) []string {
	taken, used := make([]bool, len(blocks)), 0
	for rank := rankNeeded; rank <= rankAir; rank++ {
		for i, b := range blocks {
			if b.rank == rank && (rank == rankNeeded || used+len(b.lines) <= height) {
				taken[i] = true
				used += len(b.lines)
			}
		}
	}
	var lines []string
	for i, b := range blocks {
		if taken[i] {
			lines = append(lines, b.lines...)
		}
	}
	lines = slices.CompactFunc(lines, func(a, b string) bool { return a == "" && b == "" })
	return lines[:min(len(lines), max(0, height))]
}

func lineCount(blocks []block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.lines)
	}
	return n
}
