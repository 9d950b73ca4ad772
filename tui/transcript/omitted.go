package transcript

import (
	"slices"

	"banter/tui/markdown"
)

// In a long conversation the texts of messages far from the screen are not in memory.
// A move that comes to such a message waits: the screen stays unchanged until the chat
// has read what [Transcript.Needs] names, and then the move is made. So no page skips
// rows whose number is not known yet.

// lacks is the range of items whose texts were missing in a move; zero: none.
type lacks struct{ from, to int }

func (l *lacks) add(item int) {
	if *l == (lacks{}) {
		*l = lacks{item, item + 1}
	}
	l.from, l.to = min(l.from, item), max(l.to, item+1)
}

// omittedRows returns the row of a message whose text is not in memory.
func (t *Transcript) omittedRows(item int) []markdown.Line {
	t.lacks.add(item)
	return []markdown.Line{t.extraRow(t.styles.Dim.Render(t.styles.Ellipsis), 0)}
}

// move calls do, which scrolls. If that needs a text that is not in memory, the place
// stays until [Transcript.Set] brings the text.
func (t *Transcript) move(do func()) {
	top, follow, held := t.top, t.follow, t.held
	t.lacks, t.waits = lacks{}, nil
	do()
	if t.styles != nil {
		t.settle()
		t.down(t.top, t.height)
	}
	if t.lacks != (lacks{}) {
		t.top, t.follow, t.held, t.waits = top, follow, held, do
	}
}

// moveAgain makes the move that waits, if there is one.
func (t *Transcript) moveAgain() {
	if again := t.waits; again != nil {
		t.move(again)
	}
}

// Ready reports whether no move waits.
func (t *Transcript) Ready() bool { return t.waits == nil }

// GiveUp forgets the move that waits: the texts cannot be read.
func (t *Transcript) GiveUp() { t.waits, t.lacks = nil, lacks{} }

// Needs returns the messages, as their items, whose texts are to be in memory: those
// on the screen and so many above and below it, what is selected, and where a move
// goes.
func (t *Transcript) Needs(margin int) []int {
	var items []int
	add := func(from, to int) {
		for i := max(from, 0); i < min(to, len(t.messages)); i++ {
			items = append(items, i)
		}
	}
	from, to := t.top.item, t.top.item+t.height
	if t.follow {
		from, to = t.Count()-t.height, t.Count()
	}
	if s := t.selection; s.on {
		from, to = min(from, s.from.item), max(to, s.to.item+1)
	}
	if t.drag.kind != notDragging && t.drag.kind != scrolling {
		from, to = min(from, t.drag.from.item), max(to, t.drag.from.item+1)
	}
	add(from-margin, to+margin)
	if t.lacks != (lacks{}) {
		add(t.lacks.from-margin, t.lacks.to+margin)
	}
	slices.Sort(items)
	return slices.Compact(items)
}
