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
// track. Its place is computed from the length of the messages in bytes, so that
// a long conversation costs no more than a short one.

// thumb is the rows of the screen that the scroll bar covers.
type thumb struct{ top, rows int }

// weighed is the number of messages between two sums.
const weighed = 32

// weigh fills sums with the weights of all messages before every weighed-th one,
// and of all messages. It is called when the bar is first drawn after the
// messages have changed.
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

// rowWeight is about how many bytes of text make a row.
const rowWeight = 60

// weight returns the height of a message in bytes of text.
func (t *Transcript) weight(m *history.Message) int {
	n := m.TextSize()
	if m.IsSummary() && !t.whole[m.ID] {
		n = 0
	}
	if n > foldedRows*rowWeight && m.Role == history.User && !t.whole[m.ID] {
		n = foldedRows * rowWeight
	}
	return n + 2*rowWeight
}

// weightBefore returns the weight of all items before one. The item may be Count,
// which returns the weight of all.
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
	if t.partial != nil {
		total += t.weight(&t.partial.message)
		n++
	}
	return total + (item-n)*4*rowWeight
}

// depth returns how far down the conversation a place is, from 0 to 1.
func (t *Transcript) depth(p place) float64 {
	before, after := t.weightBefore(p.item), t.weightBefore(p.item+1)
	within := float64(p.row) / float64(max(t.itemHeight(p.item), 1))
	total := max(t.weightBefore(t.Count()), 1)
	return (float64(before) + math.Min(within, 1)*float64(after-before)) / float64(total)
}

// at returns the place at a depth, from 0 to 1.
func (t *Transcript) at(depth float64) place {
	want := depth * float64(t.weightBefore(t.Count()))
	item := sort.Search(t.Count()-1, func(i int) bool { return float64(t.weightBefore(i+1)) > want })
	before, after := t.weightBefore(item), t.weightBefore(item+1)
	row := (want - float64(before)) / float64(max(after-before, 1)) * float64(t.itemHeight(item))
	return place{item: item, row: max(min(int(row), t.itemHeight(item)-1), 0)}
}

// minBarWidth is the narrowest window with a cell to spare for the bar.
const minBarWidth = 40

// hasBar reports whether the scroll bar is shown. It is not if everything is on
// the screen, if the terminal has the mouse or selects text, or beside an answer
// that is being followed, where it would move with every line.
func (t *Transcript) hasBar() bool {
	return t.mouse && !t.mode.Raw && t.layout.Width >= minBarWidth && len(t.drawn.places) > 0 &&
		!(t.follow && t.partial != nil && t.gripped == nil) && (place{}).above(t.lowest())
}

// SetMouse sets whether the program gets the mouse, and not the terminal.
func (t *Transcript) SetMouse(on bool) {
	t.changes++
	t.mouse = on
}

// SetWheel sets how many rows a notch of the mouse wheel scrolls.
func (t *Transcript) SetWheel(rows int) { t.wheelRows = rows }

// Wheel returns how many rows a notch of the mouse wheel scrolls.
func (t *Transcript) Wheel() int { return t.wheelRows }

// bar returns the rows of the thumb.
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

// gripBar moves the thumb's top to a row of the screen and scrolls to match.
func (t *Transcript) gripBar(top int) {
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
		t.move(func() { t.moveTo(t.at(float64(top) / float64(room) * (1 - shown))) })
	}
}

// releaseBar ends a drag of the thumb.
func (t *Transcript) releaseBar() {
	t.changes++
	t.gripped = nil
}
