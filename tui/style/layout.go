package style

// Layout says where things are in a window. Everything stands in one column:
// the margin, the accent bar, the text.
type Layout struct {
	Width, Height int
	Pad           int // cells left of the bar
	Measure       int // cells that a line of text may have
}

const (
	BarWidth   = 2   // the accent bar and a blank
	MaxMeasure = 100 // longer lines are hard to read
)

// NewLayout gives a wide window margins and a narrow one every cell.
func NewLayout(width, height int) Layout {
	l := Layout{Width: width, Height: height}
	right := 0
	if width >= 40 {
		right = BarWidth
	}
	l.Measure = max(min(width-BarWidth-right, MaxMeasure), 1)
	l.Pad = min(max(width-l.Measure-2*BarWidth, 0)/4, 4)
	return l
}

// Left returns the column in which text starts.
func (l Layout) Left() int { return l.Pad + BarWidth }

// WheelRows is how far one notch of the wheel goes.
const WheelRows = 3
