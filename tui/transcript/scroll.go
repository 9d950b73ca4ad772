package transcript

// A Position is the reader's place in a transcript.
type Position struct {
	top    place
	follow bool
}

// Item returns the first item on the screen.
func (p Position) Item() int { return p.top.item }

// Offset returns the first byte of that item's source on the screen.
func (p Position) Offset() int { return p.top.offset }

// Shifted returns the position after n messages were put before the others.
func (p Position) Shifted(n int) Position {
	p.top.item += n
	return p
}

// Position returns the reader's place, for [Transcript.GoTo].
func (t *Transcript) Position() Position { return Position{t.top, t.follow} }

// GoTo returns to a place.
func (t *Transcript) GoTo(p Position) {
	t.changes++
	t.waits = nil
	t.top, t.follow = p.top, p.follow
}

// Width returns the width of the window in the newest drawing, in cells.
func (t *Transcript) Width() int { return t.layout.Width }

// Following reports whether the end is on the screen and the view scrolls with
// new text.
func (t *Transcript) Following() bool { return t.follow }

// ToEnd scrolls to the end and follows new text.
func (t *Transcript) ToEnd() {
	t.waits = nil
	t.follow, t.held = true, false
	t.changes++
}

// hold stops following an answer that is being written until [Transcript.LetGo],
// so that the text under the pressed mouse button does not move.
func (t *Transcript) hold() {
	if t.partial == nil || t.styles == nil {
		return
	}
	t.settle()
	t.changes++
	t.follow, t.held = false, true
}

// LetGo lets the view follow new text again once the reader is at the end.
func (t *Transcript) LetGo() { t.held = false }

// ToStart scrolls to the first row.
func (t *Transcript) ToStart() { t.move(func() { t.moveTo(place{}) }) }

// Page scrolls by a screen less two rows, up if direction is -1, down if it is 1.
func (t *Transcript) Page(direction int) { t.scroll(direction * max(t.height-2, 1)) }

// scroll moves by n rows, down if n > 0.
func (t *Transcript) scroll(n int) {
	if t.styles == nil { // not on the screen yet
		return
	}
	t.move(func() {
		t.settle()
		if n < 0 {
			t.moveTo(t.up(t.top, -n))
			return
		}
		t.moveTo(t.down(t.top, n))
	})
}

// ToQuestion scrolls to the next question if direction is 1, to the previous one
// if it is -1.
func (t *Transcript) ToQuestion(direction int) (moves bool) {
	if t.styles == nil {
		return false
	}
	t.settle()
	i := t.top.item + direction
	if direction < 0 && t.top.row > 0 {
		i = t.top.item
	}
	for ; i >= 0 && i < len(t.messages); i += direction {
		if !IsAnswer(t.messages[i]) {
			t.move(func() { t.moveTo(place{item: i}) })
			return true
		}
	}
	if direction > 0 && !t.follow {
		t.ToEnd()
		return true
	}
	return false
}

// moveTo makes p the first row on the screen.
func (t *Transcript) moveTo(p place) {
	t.changes++
	t.top, t.follow = p, false
	if t.styles != nil {
		t.settle()
	}
}

// settle restores top after a re-layout and clamps it, so that no empty rows are
// below the end.
func (t *Transcript) settle() {
	if t.Count() == 0 {
		t.top, t.follow = place{}, true
		return
	}
	lowest := t.lowest()
	if !t.follow {
		t.top = t.restored(t.top)
		t.follow = !t.held && !t.top.above(lowest)
	}
	if t.follow || lowest.above(t.top) {
		t.top = lowest
	}
	t.top = t.anchored(t.top)
}

// lowest returns the top at which the end is on the last row of the screen.
func (t *Transcript) lowest() place {
	last := t.Count() - 1
	return t.up(place{item: last, row: len(t.rows(last))}, t.height)
}

// placeKey is itemKey for a place. A picture that comes moves no rows.
func (t *Transcript) placeKey(item int) rowKey {
	key := t.itemKey(item)
	key.pictures = 0
	return key
}

// anchored returns p with what its row shows. A restored row keeps the offset it
// was restored from, so that a window that gets its old width back shows the old
// row.
func (t *Transcript) anchored(p place) place {
	key := t.placeKey(p.item)
	if p.key == key {
		return p
	}
	p.key, p.offset = key, 0
	lines := t.rows(p.item)
	if p.row < len(lines) {
		p.offset = lines[p.row].Start
	} else if len(lines) > 0 {
		p.offset = lines[len(lines)-1].End
	}
	return p
}

// restored returns the place that now shows what p showed.
func (t *Transcript) restored(p place) place {
	p.item = min(p.item, t.Count()-1)
	if p.key == (rowKey{}) || p.key == t.placeKey(p.item) || p.row == 0 {
		return p
	}
	lines := t.rows(p.item)
	for i, line := range lines {
		if line.End > p.offset || i == len(lines)-1 {
			p.row = i
			break
		}
	}
	p.key = t.placeKey(p.item)
	return p
}

// itemHeight returns the number of rows of an item, with the blank row after it.
func (t *Transcript) itemHeight(item int) int {
	if n := len(t.rows(item)); n > 0 {
		return n + 1
	}
	return 0
}

// up returns the place n rows above p, or the first one.
func (t *Transcript) up(p place, n int) place {
	p = place{item: p.item, row: p.row - n}
	for p.row < 0 && p.item > 0 {
		p.item--
		p.row += t.itemHeight(p.item)
	}
	p.row = max(p.row, 0)
	return p
}

// down returns the place n rows below p.
func (t *Transcript) down(p place, n int) place {
	p = place{item: p.item, row: p.row + n}
	for p.item < t.Count()-1 && p.row >= t.itemHeight(p.item) {
		p.row -= t.itemHeight(p.item)
		p.item++
	}
	return p
}

func (p place) above(q place) bool {
	return p.item < q.item || p.item == q.item && p.row < q.row
}

// MaxBelow is the largest number that [Transcript.Below] returns.
const MaxBelow = 999

// Below returns the number of rows below the screen, at most MaxBelow. It
// estimates the height of messages that have not been on the screen.
func (t *Transcript) Below() int {
	if t.follow || t.styles == nil {
		return 0
	}
	rows := -t.top.row - t.height
	for i := t.top.item; i < t.Count() && rows < MaxBelow; i++ {
		rows += t.estimateHeight(i) + 1
	}
	return min(max(rows, 1), MaxBelow)
}

// estimateHeight returns the height of an item in rows, without laying it out.
func (t *Transcript) estimateHeight(item int) int {
	if item >= len(t.messages) {
		return len(t.rows(item))
	}
	m := &t.messages[item]
	if lines, ok := t.cache.get(t.itemKey(item)); ok {
		return len(lines)
	}
	return 1 + m.TextSize()*5/4/t.layout.Measure
}
