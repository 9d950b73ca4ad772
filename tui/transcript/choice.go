package transcript

import (
	"banter/tui/markdown"
	"banter/tui/style"
)

// A Choice is a message, or a block of code in it.
type Choice struct {
	Item  int
	Block int // index of the block; -1: the whole message
}

// LastShown returns the item of the last answer on the screen, else of the last
// message, else -1.
func (t *Transcript) LastShown() int {
	item := -1
	for _, p := range t.drawn.places {
		if t.HasText(p.item) && (item < 0 || t.answers(p.item)) {
			item = p.item
		}
	}
	return item
}

// FirstBlock returns the first block of code on the screen, of the last answer
// that has one there; else the nearest block above; else nil.
func (t *Transcript) FirstBlock() *Choice {
	var found *Choice
	last := -1
	for _, p := range t.drawn.places {
		if p.item == last {
			continue
		}
		last = p.item
		for i, b := range t.Blocks(p.item) {
			if t.shows(p.item, b) {
				found = &Choice{p.item, i}
				break
			}
		}
	}
	if found == nil {
		return t.blockAbove()
	}
	return found
}

// LastBlock returns the last block of code of the conversation, or nil. It looks at the
// last messages alone.
func (t *Transcript) LastBlock() *Choice {
	last := t.Count() - 1
	for item := last; item >= 0 && item > last-blocksSought; item-- {
		if n := len(t.Blocks(item)); n > 0 {
			return &Choice{item, n - 1}
		}
	}
	return nil
}

// blocksSought is how many messages above the screen are searched for code.
const blocksSought = 20

// blockAbove returns the last block of code above the screen, or nil.
func (t *Transcript) blockAbove() *Choice {
	for item := t.top.item; item >= 0 && item > t.top.item-blocksSought; item-- {
		blocks := t.Blocks(item)
		for i := len(blocks) - 1; i >= 0; i-- {
			if item < t.top.item || t.headRows(item)+blocks[i].First < t.top.row {
				return &Choice{item, i}
			}
		}
	}
	return nil
}

// choiceMark is what the accent bar marks while something is chosen.
type choiceMark struct {
	item  int
	bytes style.Span // of the source; empty: the whole message
}

// SetChoice marks a message or a block of code with the accent bar; nil removes
// the mark.
func (t *Transcript) SetChoice(k *Choice) {
	t.changes++
	t.choice = nil
	if k == nil {
		return
	}
	t.choice = &choiceMark{item: k.Item}
	if blocks := t.blocksFor(*k); k.Block >= 0 && k.Block < len(blocks) {
		t.choice.bytes = blockBytes(blocks[k.Block])
	}
}

// blocksFor returns the blocks of code of a message if a choice is one of them.
func (t *Transcript) blocksFor(k Choice) []markdown.CodeBlock {
	if k.Block < 0 {
		return nil
	}
	return t.Blocks(k.Item)
}

// blockBytes returns the source of a block of code. The source of an empty block
// is its fence.
func blockBytes(b markdown.CodeBlock) style.Span {
	return style.Span{From: b.Start, To: max(b.End, b.Start+1)}
}

// has reports whether a row of an item is part of what is marked.
func (p *choiceMark) has(item int, line markdown.Line) bool {
	if p == nil || p.item != item {
		return false
	}
	return p.bytes == style.Span{} || p.bytes.Has(line.Start)
}

// shows reports whether a row of a block of code is on the screen.
func (t *Transcript) shows(item int, b markdown.CodeBlock) bool {
	lines, bytes := t.rows(item), blockBytes(b)
	for _, p := range t.drawn.places {
		if p.item == item && p.row < len(lines) && bytes.Has(lines[p.row].Start) {
			return true
		}
	}
	return false
}

// ScrollTo scrolls, if necessary, so that the beginning of a choice is on the
// screen, and its end if it fits.
func (t *Transcript) ScrollTo(k Choice) { t.move(func() { t.scrollTo(k) }) }

func (t *Transcript) scrollTo(k Choice) {
	lines := t.rows(k.Item)
	first, last := 0, len(lines)-1
	if blocks := t.blocksFor(k); k.Block >= 0 && k.Block < len(blocks) {
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
	t.scrollToRows(k.Item, max(first, 0), last)
}

// ShowItem scrolls, if necessary, so that the beginning of an item is on the screen.
func (t *Transcript) ShowItem(item int) {
	if t.styles == nil {
		return
	}
	t.move(func() { t.scrollToRows(item, 0, 0) })
}

// scrollToRows scrolls, if necessary, so that rows of an item are on the screen, or
// as many of the first ones as fit.
func (t *Transcript) scrollToRows(item, first, last int) {
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
