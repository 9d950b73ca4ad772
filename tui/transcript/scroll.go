package transcript

// The reader's place. All distances are in rows.

// Following reports whether the end is on the screen and stays there.
func (t *Transcript) Following() bool { return t.follow }

func (t *Transcript) ToEnd() {
	t.follow, t.held = true, false
	t.changes++
}

// hold keeps an answer that is being written from moving what is on the screen,
// also at the end, until letGo: the mouse is on it.
func (t *Transcript) hold() {
	if t.live == nil || t.styles == nil {
		return
	}
	t.settle()
	t.changes++
	t.follow, t.held = false, true
}

func (t *Transcript) LetGo() { t.held = false }

func (t *Transcript) ToStart() { t.moveTo(place{}) }

// Page moves by a screen, less two rows to read on from.
func (t *Transcript) Page(direction int) { t.scroll(direction * max(t.height-2, 1)) }

// scroll moves by n rows, down when n > 0.
func (t *Transcript) scroll(n int) {
	if t.styles == nil { // not on the screen yet
		return
	}
	t.settle()
	if n < 0 {
		t.moveTo(t.up(t.top, -n))
		return
	}
	t.moveTo(t.down(t.top, n))
}

// ToQuestion moves to the next question in a direction.
func (t *Transcript) ToQuestion(direction int) {
	if t.styles == nil {
		return
	}
	t.settle()
	i := t.top.item + direction
	if direction < 0 && t.top.row > 0 {
		i = t.top.item
	}
	for ; i >= 0 && i < len(t.messages); i += direction {
		if !IsAnswer(t.messages[i]) {
			t.moveTo(place{item: i})
			return
		}
	}
	if direction > 0 {
		t.ToEnd()
	}
}

// moveTo makes p the first row on the screen.
func (t *Transcript) moveTo(p place) {
	t.changes++
	t.top, t.follow = p, false
	if t.styles != nil {
		t.settle()
	}
}

// settle makes top true: found again if its item has been laid out anew, and
// never so low that there are empty rows below the end.
func (t *Transcript) settle() {
	if t.Count() == 0 {
		t.top, t.follow = place{}, true
		return
	}
	lowest := t.lowest()
	if !t.follow {
		t.top = t.found(t.top)
		t.follow = !t.held && !t.top.above(lowest)
	}
	if t.follow || lowest.above(t.top) {
		t.top = lowest
	}
	t.top = t.noted(t.top)
}

// lowest returns the top at which the end is on the last row of the screen.
func (t *Transcript) lowest() place {
	last := t.Count() - 1
	return t.up(place{item: last, row: len(t.rows(last))}, t.height)
}

// noted remembers what the row shows. A row that was found again keeps what it
// was found by, so that a window that gets its old width back shows the old row.
func (t *Transcript) noted(p place) place {
	key := t.itemKey(p.item)
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

// found returns where what p showed is now.
func (t *Transcript) found(p place) place {
	p.item = min(p.item, t.Count()-1)
	if p.key == (rowKey{}) || p.key == t.itemKey(p.item) || p.row == 0 {
		return p
	}
	lines := t.rows(p.item)
	for i, line := range lines {
		if line.End > p.offset || i == len(lines)-1 {
			p.row = i
			break
		}
	}
	p.key = t.itemKey(p.item)
	return p
}

// tall returns the rows of an item with the blank one behind it.
func (t *Transcript) tall(item int) int {
	if n := len(t.rows(item)); n > 0 {
		return n + 1
	}
	return 0
}

func (t *Transcript) up(p place, n int) place {
	p = place{item: p.item, row: p.row - n}
	for p.row < 0 && p.item > 0 {
		p.item--
		p.row += t.tall(p.item)
	}
	p.row = max(p.row, 0)
	return p
}

func (t *Transcript) down(p place, n int) place {
	p = place{item: p.item, row: p.row + n}
	for p.item < t.Count()-1 && p.row >= t.tall(p.item) {
		p.row -= t.tall(p.item)
		p.item++
	}
	return p
}

func (p place) above(q place) bool {
	return p.item < q.item || p.item == q.item && p.row < q.row
}

// ManyRows is where counting what is below ends: the mark says "more" then.
const ManyRows = 999

// Below returns about how many rows are below the screen, at most manyRows.
// What was never on the screen is estimated from its length.
func (t *Transcript) Below() int {
	if t.follow || t.styles == nil {
		return 0
	}
	rows := -t.top.row - t.height
	for i := t.top.item; i < t.Count() && rows < ManyRows; i++ {
		rows += t.guess(i) + 1
	}
	return min(max(rows, 1), ManyRows)
}

// guess returns the rows of an item without laying it out.
func (t *Transcript) guess(item int) int {
	if item >= len(t.messages) {
		return len(t.rows(item))
	}
	m := &t.messages[item]
	if lines, ok := t.cache.get(t.itemKey(item)); ok {
		return len(lines)
	}
	return 1 + len(m.Text)*5/4/t.layout.Measure
}
