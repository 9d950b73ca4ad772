package transcript

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
)

// The scroll bar is a thin thumb at the right edge of the window, without a
// track. Where it stands is told from the length of the messages, so that a
// long conversation costs no more than a short one.

// thumb is which rows of the screen the bar takes.
type thumb struct{ top, rows int }

// weighed is how many messages share a sum.
const weighed = 32

// weigh sums up how long the messages are. It is called when the bar is drawn
// for the first time after they have changed.
func (t *Transcript) weigh() {
	t.sums = slices.Grow(t.sums, len(t.messages)/weighed+2)
	total := 0
	for i := range t.messages {
		if i%weighed == 0 {
			t.sums = append(t.sums, total)
		}
		total += t.weight(&t.messages[i])
	}
	t.sums = append(t.sums, total)
}

// rowWeight is how many bytes of text make a row, about.
const rowWeight = 60

func (t *Transcript) weight(m *history.Message) int {
	n := len(m.Text)
	if n > foldedRows*rowWeight && m.Role == history.User && !t.whole[m.ID] {
		n = foldedRows * rowWeight
	}
	return n + 2*rowWeight
}

// weightBefore returns the weight of all items before one, which may be the one
// behind the last.
func (t *Transcript) weightBefore(item int) int {
	if len(t.sums) == 0 {
		t.weigh()
	}
	n := len(t.messages)
	if item < n {
		total := t.sums[item/weighed]
		for i := item - item%weighed; i < item; i++ {
			total += t.weight(&t.messages[i])
		}
		return total
	}
	total := t.sums[len(t.sums)-1]
	if t.live != nil {
		total += t.weight(&t.live.message)
		n++
	}
	return total + (item-n)*4*rowWeight
}

// depth returns how far down the conversation a place is, from 0 to 1.
func (t *Transcript) depth(p place) float64 {
	before, after := t.weightBefore(p.item), t.weightBefore(p.item+1)
	within := float64(p.row) / float64(max(t.tall(p.item), 1))
	total := max(t.weightBefore(t.Count()), 1)
	return (float64(before) + math.Min(within, 1)*float64(after-before)) / float64(total)
}

// at returns the place that is that far down.
func (t *Transcript) at(depth float64) place {
	want := depth * float64(t.weightBefore(t.Count()))
	item := sort.Search(t.Count()-1, func(i int) bool { return float64(t.weightBefore(i+1)) > want })
	before, after := t.weightBefore(item), t.weightBefore(item+1)
	row := (want - float64(before)) / float64(max(after-before, 1)) * float64(t.tall(item))
	return place{item: item, row: max(min(int(row), t.tall(item)-1), 0)}
}

// minBarWidth is the narrowest window with a cell to spare for the bar.
const minBarWidth = 40

// barred reports whether there is a bar: not where all is on the screen, nor
// where the terminal has the mouse or selects text, and not beside an answer
// that is being followed, where it would move with every line.
func (t *Transcript) barred() bool {
	return t.Mouse && !t.Mode.Raw && t.layout.Width >= minBarWidth && len(t.drawn.places) > 0 &&
		!(t.follow && t.live != nil && t.gripped == nil) && (place{}).above(t.lowest())
}

// SetMouse says whether the mouse is ours.
func (t *Transcript) SetMouse(ours bool) {
	t.changes++
	t.Mouse = ours
}

// bar returns where the thumb stands.
func (t *Transcript) bar() thumb {
	height := t.height
	start, end := t.depth(t.top), 1.0
	if !t.follow {
		end = t.depth(t.down(t.top, height))
	}
	b := thumb{rows: max(min(int(math.Round((end-start)*float64(height))), height-1), 1)}
	room := height - b.rows
	switch {
	case t.follow:
		b.top = room
	case t.gripped != nil:
		b.top = *t.gripped
	default: // only the start is at the top, and only the end at the bottom
		b.top = int(math.Round(start / math.Max(1-(end-start), start) * float64(room)))
		if (place{}).above(t.top) {
			b.top = max(b.top, 1)
		}
		b.top = min(b.top, room-1)
	}
	b.top = max(min(b.top, room), 0)
	return b
}

// drawBar draws the thumb beside the rows.
func (t *Transcript) drawBar(rows []string) {
	b := t.bar()
	draw := t.styles.Dim.Render
	if t.gripped != nil {
		draw = t.styles.Accent.Render
	}
	for y := b.top; y < b.top+b.rows && y < len(rows); y++ {
		pad := t.layout.Width - 1 - ansi.StringWidth(rows[y])
		rows[y] += strings.Repeat(" ", max(pad, 0)) + draw(t.styles.Thumb)
	}
}

// grip puts the thumb's top on a row of the screen and shows what belongs there.
func (t *Transcript) grip(top int) {
	b := t.bar()
	room := max(t.height-b.rows, 1)
	top = max(min(top, room), 0)
	t.gripped = &top
	switch top {
	case 0:
		t.ToStart()
	case room:
		t.ToEnd()
	default:
		shown := float64(b.rows) / float64(t.height)
		t.moveTo(t.at(float64(top) / float64(room) * (1 - shown)))
	}
}

// release lets go of the thumb.
func (t *Transcript) release() {
	t.changes++
	t.gripped = nil
}
