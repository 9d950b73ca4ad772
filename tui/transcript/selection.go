package transcript

import (
	"slices"

	"banter/tui/markdown"
)

// A selection is the cells from one point to another, both included, that the
// mouse has selected. It is valid for one layout.
type selection struct {
	from, to point
	on       bool
	key      rowKey // of the layout
}

// covers reports whether cells of a row are selected.
func (s selection) covers(item, row int) bool {
	p := place{item: item, row: row}
	return s.on && !p.above(place{item: s.from.item, row: s.from.row}) && !place{item: s.to.item, row: s.to.row}.above(p)
}

// selectCells selects the cells from a to b, or from b to a.
func (t *Transcript) selectCells(a, b point) {
	if b.before(a) {
		a, b = b, a
	}
	t.changes++
	t.selection = selection{from: a, to: b, on: true, key: t.itemKey(t.Count())}
}

// Unselect removes the selection, if there is one.
func (t *Transcript) Unselect() {
	if t.selection.on {
		t.changes++
		t.selection = selection{}
	}
}

// checkSelection removes a selection whose layout is no longer current.
func (t *Transcript) checkSelection() {
	if s := t.selection; s.on && (s.key != t.itemKey(t.Count()) || s.to.item >= t.Count()) {
		t.selection = selection{}
	}
}

// pointAt returns the point that is drawn at a cell of the window, or the nearest
// one. It reports false if nothing is drawn.
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
	if y < 0 || y >= len(t.drawn.places) || t.mode.Raw {
		return 0, 0, false
	}
	p := t.drawn.places[y]
	head := t.headRows(p.item)
	block = slices.IndexFunc(t.Blocks(p.item), func(b markdown.CodeBlock) bool { return b.First == p.row-head })
	return p.item, block, block >= 0
}
