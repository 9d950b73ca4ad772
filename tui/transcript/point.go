package transcript

import (
	"banter/tui/markdown"
	"banter/tui/style"
)

// pointed is what stands behind the accent bar while something is chosen.
type pointed struct {
	item  int
	bytes style.Span // of the source; the whole message if it is empty
}

// Point puts the accent bar beside a message or a block of code; nil takes it
// away.
func (t *Transcript) Point(k *Choice) {
	t.changes++
	t.pointed = nil
	if k == nil {
		return
	}
	t.pointed = &pointed{item: k.Item}
	if blocks := t.Blocks(k.Item); k.Block >= 0 && k.Block < len(blocks) {
		t.pointed.bytes = blockBytes(blocks[k.Block])
	}
}

// blockBytes is the source of a block of code. Even an empty one has its fence.
func blockBytes(b codeBlock) style.Span { return style.Span{From: b.Start, To: max(b.End, b.Start+1)} }

// has reports whether a row of an item is part of what is pointed at.
func (p *pointed) has(item int, line markdown.Line) bool {
	if p == nil || p.item != item {
		return false
	}
	return p.bytes == style.Span{} || p.bytes.Has(line.Start)
}

// shows reports whether a row of a block of code is on the screen.
func (t *Transcript) shows(item int, b codeBlock) bool {
	lines, bytes := t.rows(item), blockBytes(b)
	for _, p := range t.drawn.places {
		if p.item == item && p.row < len(lines) && bytes.Has(lines[p.row].Start) {
			return true
		}
	}
	return false
}

// Bring scrolls, if it must, so that the beginning of a choice is on the
// screen, and its end where there is room.
func (t *Transcript) Bring(k Choice) {
	lines := t.rows(k.Item)
	first, last := 0, len(lines)-1
	if blocks := t.Blocks(k.Item); k.Block >= 0 && k.Block < len(blocks) {
		bytes := blockBytes(blocks[k.Block])
		first, last = -1, 0
		for i, line := range lines {
			if bytes.Has(line.Start) {
				last = i
				if first < 0 {
					first = i
				}
			}
		}
	}
	t.bringRows(k.Item, max(first, 0), last)
}

// bringRows scrolls, if it must, so that rows of an item are on the screen, the
// first of them in any case.
func (t *Transcript) bringRows(item, first, last int) {
	t.settle()
	from, to := place{item: item, row: first}, place{item: item, row: last}
	bottom := t.down(t.top, t.height-1)
	switch {
	case from.above(t.top) || t.height <= last-first:
		t.moveTo(from)
	case bottom.above(to):
		t.moveTo(t.up(to, t.height-1))
	}
}
