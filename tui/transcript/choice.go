package transcript

import "banter/tui/markdown"

type codeBlock = markdown.CodeBlock

// A Choice is a message, or a block of code in it.
type Choice struct {
	Item  int
	Block int // index of the block; -1: the whole message
}

// Reading is a reader's place.
type Reading struct {
	top    place
	follow bool
}

// Item returns the first item on the screen.
func (r Reading) Item() int { return r.top.item }

// Offset returns the first byte of that item's source on the screen.
func (r Reading) Offset() int { return r.top.offset }

func (t *Transcript) Reading() Reading { return Reading{t.top, t.follow} }

func (t *Transcript) GoBack(r Reading) {
	t.changes++
	t.top, t.follow = r.top, r.follow
}

// LastShown returns the item of the last answer on the screen, or else of the
// last message, or -1.
func (t *Transcript) LastShown() int {
	item := -1
	for _, p := range t.drawn.places {
		if t.Source(p.item) != "" && (item < 0 || t.answers(p.item)) {
			item = p.item
		}
	}
	return item
}

// FirstBlock returns the block of code that is the first on the screen, of the
// last answer that has one there, or else the nearest one above.
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

// blocksSought is how many messages above the screen are looked at for code.
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
