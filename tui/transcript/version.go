package transcript

import (
	"fmt"

	"banter/history"
	"banter/session"
	"banter/tui/markdown"
)

// A version is the place of a message among its siblings, counted from 1. It is zero
// if the message has none.
type version struct{ place, count int }

// versionOf returns the version of a message.
func (t *Transcript) versionOf(m *history.Message) version {
	if t.siblings == nil {
		return version{}
	}
	place, count := t.siblings(*m)
	if count < 2 {
		return version{}
	}
	return version{place, count}
}

// versionRows returns the row that names the version of a message, if it has siblings.
func (t *Transcript) versionRows(m *history.Message) []markdown.Line {
	v := t.versionOf(m)
	if v.count == 0 {
		return nil
	}
	row := t.styles.Dim.Render(t.styles.Cut(fmt.Sprintf("version %d/%d", v.place, v.count), t.textWidth()))
	return []markdown.Line{t.extraRow(row, len(m.Text))}
}

// LastWithVersions returns the item of the last message on the screen that has
// siblings, or -1.
func (t *Transcript) LastWithVersions() int {
	item := -1
	for _, p := range t.drawn.places {
		if p.item < len(t.messages) && t.versionOf(&t.messages[p.item]).count > 0 {
			item = p.item
		}
	}
	return item
}

// Shows reports whether a row of an item is on the screen.
func (t *Transcript) Shows(item int) bool {
	places := t.drawn.places
	return len(places) > 0 && places[0].item <= item && item <= places[len(places)-1].item
}

// StayAt keeps what is above an item in place while the item and all that follows
// are replaced by another branch. If the item begins above the screen, its beginning
// is scrolled to the top.
func (t *Transcript) StayAt(item int) {
	if t.styles == nil {
		return
	}
	t.settle()
	if top := (place{item: item}); top.above(t.top) {
		t.top = top
	}
	t.changes++
	t.follow, t.held = false, true
}

// makeRoom moves the reader's place if state has messages before those that were
// read so far.
func (t *Transcript) makeRoom(state session.State) {
	n := 0
	if t.earlier && len(t.messages) > 0 {
		n = Before(t.messages[0].ID, state.Messages)
	}
	t.earlier = state.Earlier
	if n == 0 {
		return
	}
	t.top.item += n
	if t.choice != nil {
		t.choice.item += n
	}
	t.Unselect()
	t.drag = drag{}
}

// Before returns how many of messages come before the one with an ID; 0 if it is not
// among them.
func Before(id string, messages []history.Message) int {
	for i := range messages {
		if messages[i].ID == id {
			return i
		}
	}
	return 0
}
