package editor

// ringSize is the most texts that a ring keeps.
const ringSize = 30

// A ring is the texts that were killed, the newest last.
type ring struct {
	texts    []fragment
	nth      int // index of the text that was yanked last
	from, to pos // what the yank replaced in the text before it
}

func (r *ring) add(text fragment) {
	r.texts = append(r.texts, text)
	if len(r.texts) > ringSize {
		r.texts = r.texts[1:]
	}
}

// drop removes the newest text and returns it.
func (r *ring) drop() fragment {
	last := len(r.texts) - 1
	text := r.texts[last]
	r.texts = r.texts[:last]
	return text
}

// Yank inserts the text that was killed last and reports whether it did.
func (e *Editor) Yank() bool {
	if len(e.ring.texts) == 0 {
		return false
	}
	e.begin(yanking)
	e.ring.nth = len(e.ring.texts) - 1
	e.ring.from, e.ring.to = e.selection()
	e.put(e.ring.texts[e.ring.nth])
	return true
}

// Yanked reports whether the last key yanked, so that another text of the ring may
// take the place of the one that it put.
func (e *Editor) Yanked() bool { return e.last == yanking }

// yankPop puts the text that was killed before in the place of the one just yanked.
func (e *Editor) yankPop() {
	if !e.Yanked() || len(e.undo) == 0 {
		return
	}
	r := &e.ring
	r.nth = (r.nth + len(r.texts) - 1) % len(r.texts)
	e.buffer = e.undo[len(e.undo)-1] // the text before the yank
	e.replace(r.from, r.to, r.texts[r.nth])
}

// copyRegion puts the selected text into the ring and leaves it where it is.
func (e *Editor) copyRegion() {
	if from, to := e.selection(); from != to {
		e.ring.add(e.between(from, to))
		e.Unselect()
	}
}
