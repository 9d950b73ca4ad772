package login

import "slices"

// A block is lines that are shown together or, without room for all of them, not at
// all.
type block struct {
	rank  int // blocks with a lower rank are more important
	lines []string
}

// The ranks of blocks, the most important first.
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

// fit returns the lines of as many blocks as fit into height, in their order. Blocks
// of a lower rank go first; those of rankNeeded are cut only if they alone do not
// fit.
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

// lineCount returns the number of lines of all blocks.
func lineCount(blocks []block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.lines)
	}
	return n
}
