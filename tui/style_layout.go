package tui

// layout says where things are in a window. Everything stands in one column:
// the margin, the accent bar, the text.
type layout struct {
	width, height int
	pad           int // cells left of the bar
	measure       int // cells that a line of text may have
}

const (
	barWidth   = 2   // the accent bar and a blank
	maxMeasure = 100 // longer lines are hard to read
)

// newLayout gives a wide window margins and a narrow one every cell.
func newLayout(width, height int) layout {
	l := layout{width: width, height: height}
	right := 0
	if width >= 40 {
		right = barWidth
	}
	l.measure = max(min(width-barWidth-right, maxMeasure), 1)
	l.pad = min(max(width-l.measure-2*barWidth, 0)/4, 4)
	return l
}

// left returns the column in which text starts.
func (l layout) left() int { return l.pad + barWidth }
