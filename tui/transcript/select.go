package transcript

import "slices"

// A selection is what the mouse has been drawn over: the cells from one point to
// another, both included. It holds for one layout.
type selection struct {
	from, to point
	on       bool
	key      rowKey // of the layout
}

func (s selection) covers(item, row int) bool {
	p := place{item: item, row: row}
	return s.on && !p.above(place{item: s.from.item, row: s.from.row}) && !place{item: s.to.item, row: s.to.row}.above(p)
}

// selectCells lights the cells between two points, in whatever order.
func (t *Transcript) selectCells(a, b point) {
	if b.before(a) {
		a, b = b, a
	}
	t.changes++
	t.selection = selection{from: a, to: b, on: true, key: t.itemKey(t.Count())}
}

// Unselect takes the light away and reports whether there was one.
func (t *Transcript) Unselect() bool {
	on := t.selection.on
	if on {
		t.changes++
		t.selection = selection{}
	}
	return on
}

// checkSelection drops a selection of rows that are no more.
func (t *Transcript) checkSelection() {
	if s := t.selection; s.on && (s.key != t.itemKey(t.Count()) || s.to.item >= t.Count()) {
		t.selection = selection{}
	}
}

// pointAt returns the point that is drawn at a cell of the window, or the
// nearest one. It reports false when there is none.
func (t *Transcript) pointAt(x, y int) (point, bool) {
	places := t.drawn.places
	if len(places) == 0 {
		return point{}, false
	}
	col := max(x-t.left(), 0)
	if y >= len(places) {
		y, col = len(places)-1, t.layout.Width
	}
	if y < 0 {
		y, col = 0, 0
	}
	return point{places[y].item, places[y].row, col}, true
}

// labelAt returns the block of code whose label is drawn in a row of the
// window.
func (t *Transcript) labelAt(y int) (item, block int, ok bool) {
	if y < 0 || y >= len(t.drawn.places) || t.Mode.Raw {
		return 0, 0, false
	}
	p := t.drawn.places[y]
	head := t.headRows(p.item)
	block = slices.IndexFunc(t.Blocks(p.item), func(b codeBlock) bool { return b.First == p.row-head })
	return p.item, block, block >= 0
}
