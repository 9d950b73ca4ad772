package tui

import "banter/tui/markdown"

type codeBlock = markdown.CodeBlock

// A choice is a message, or a block of code in it.
type choice struct {
	item  int
	block int // index of the block; -1: the whole message
}

// reading is a reader's place.
type reading struct {
	top    place
	follow bool
}

// item returns the first item on the screen.
func (r reading) item() int { return r.top.item }

// offset returns the first byte of that item's source on the screen.
func (r reading) offset() int { return r.top.offset }

func (t *transcript) reading() reading { return reading{t.top, t.follow} }

func (t *transcript) goBack(r reading) {
	t.changes++
	t.top, t.follow = r.top, r.follow
}

// lastShown returns the item of the last answer on the screen, or else of the
// last message, or -1.
func (t *transcript) lastShown() int {
	item := -1
	for _, p := range t.drawn.places {
		if t.source(p.item) != "" && (item < 0 || t.answers(p.item)) {
			item = p.item
		}
	}
	return item
}

// firstBlock returns the block of code that is the first on the screen, of the
// last answer that has one there, or else the nearest one above.
func (t *transcript) firstBlock() *choice {
	var found *choice
	last := -1
	for _, p := range t.drawn.places {
		if p.item == last {
			continue
		}
		last = p.item
		for i, b := range t.blocks(p.item) {
			if t.shows(p.item, b) {
				found = &choice{p.item, i}
				break
			}
		}
	}
	if found == nil {
		return t.blockAbove()
	}
	return found
}

// blocksSought is how many messages above the screen are looked at for code.
const blocksSought = 20

// blockAbove returns the last block of code above the screen, or nil.
func (t *transcript) blockAbove() *choice {
	for item := t.top.item; item >= 0 && item > t.top.item-blocksSought; item-- {
		blocks := t.blocks(item)
		for i := len(blocks) - 1; i >= 0; i-- {
			if item < t.top.item || blocks[i].First < t.top.row {
				return &choice{item, i}
			}
		}
	}
	return nil
}
