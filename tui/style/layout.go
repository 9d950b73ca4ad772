package style

// Layout is where things are in a window. Everything is in one column: the
// margin, the accent bar, the text.
type Layout struct {
	Width, Height int
	Pad           int // cells left of the accent bar
	Measure       int // most cells of a line of text
}

// Widths in cells.
const (
	GutterWidth = 2   // the accent bar and the blank after it
	ColumnGap   = 3   // blanks between two columns
	LeastText   = 10  // the narrowest column that is worth drawing
	MaxMeasure  = 100 // longer lines are hard to read
)

// NewLayout returns the layout of a window: a wide one gets margins, a narrow
// one gives every cell to the text.
func NewLayout(width, height int) Layout {
	l := Layout{Width: width, Height: height}
	right := 0
	if width >= 40 {
		right = GutterWidth
	}
	l.Measure = max(min(width-GutterWidth-right, MaxMeasure), 1)
	l.Pad = min(max(width-l.Measure-2*GutterWidth, 0)/4, 4)
	return l
}

// Left returns the column where text starts.
func (l Layout) Left() int { return l.Pad + GutterWidth }

// WheelRows is how many rows one notch of the mouse wheel scrolls.
const WheelRows = 3
