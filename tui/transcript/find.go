package transcript

import (
	"sort"

	"banter/tui/style"

	"github.com/charmbracelet/x/ansi"
)

// ShownMatches is what a search lights on the screen.
type ShownMatches struct {
	Matcher Matcher
	UpTo    int // items that were searched
	Item    int // the match that the reader is at
	At      style.Span

	known map[string][]style.Span // matches of messages that were drawn, by id
}

// ShowMatches lights the matches of a search; nil ends it.
func (t *Transcript) ShowMatches(m *ShownMatches) {
	t.changes++
	if m != nil {
		m.known = make(map[string][]style.Span)
		if old := t.find; old != nil && old.Matcher.Text == m.Matcher.Text {
			m.known = old.known
		}
	}
	t.find = m
}

// in returns the matches in an item.
func (m *ShownMatches) in(t *Transcript, item int) []style.Span {
	if item >= m.UpTo || item >= len(t.messages) {
		return nil
	}
	id := t.messages[item].ID
	found, ok := m.known[id]
	if !ok {
		found = m.Matcher.All(t.messages[item].Text)
		m.known[id] = found
	}
	return found
}

// lightMatches lights the matches in a row.
func (t *Transcript) lightMatches(item, row int, text string) string {
	line := t.rows(item)[row]
	if line.Start == line.End {
		return text
	}
	found := t.find.in(t, item)
	first := sort.Search(len(found), func(i int) bool { return found[i].To > line.Start })
	for _, s := range found[first:] {
		if s.From >= line.End {
			break
		}
		from, to := t.cells(item, row, s)
		draw := t.styles.Match.Render
		if item == t.find.Item && s == t.find.At {
			draw = t.styles.Current.Render
			if from == to { // it is somewhere in the row
				from, to = 0, ansi.StringWidth(text)
			}
		}
		text = lit(text, from, to, draw)
	}
	return text
}

// BringBytes scrolls, if it must, so that bytes of an item's source are on the
// screen, a third of the way down.
func (t *Transcript) BringBytes(item int, bytes style.Span) {
	if t.styles == nil {
		return
	}
	if long, whole := t.folds(item); long && !whole && bytes.From >= t.shownBytes(item) {
		t.setWhole(item, true)
	}
	t.settle()
	row := 0
	for i, line := range t.rows(item) {
		if line.Start < line.End && line.Start <= bytes.From {
			row = i
		}
	}
	at := place{item: item, row: row}
	if !at.above(t.top) && !t.down(t.top, t.height-1).above(at) {
		return
	}
	t.moveTo(t.up(at, t.height/3))
}
