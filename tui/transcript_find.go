package tui

import (
	"sort"

	"banter/tui/style"

	"github.com/charmbracelet/x/ansi"
)

// shownMatches is what a search lights on the screen.
type shownMatches struct {
	matcher matcher
	upTo    int // items that were searched
	item    int // the match that the reader is at
	at      style.Span

	known map[string][]style.Span // matches of messages that were drawn, by id
}

// showMatches lights the matches of a search; nil ends it.
func (t *transcript) showMatches(m *shownMatches) {
	t.changes++
	if m != nil {
		m.known = make(map[string][]style.Span)
		if old := t.find; old != nil && old.matcher.text == m.matcher.text {
			m.known = old.known
		}
	}
	t.find = m
}

// in returns the matches in an item.
func (m *shownMatches) in(t *transcript, item int) []style.Span {
	if item >= m.upTo || item >= len(t.messages) {
		return nil
	}
	id := t.messages[item].ID
	found, ok := m.known[id]
	if !ok {
		found = m.matcher.all(t.messages[item].Text)
		m.known[id] = found
	}
	return found
}

// lightMatches lights the matches in a row.
func (t *transcript) lightMatches(item, row int, text string) string {
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
		if item == t.find.item && s == t.find.at {
			draw = t.styles.Current.Render
			if from == to { // it is somewhere in the row
				from, to = 0, ansi.StringWidth(text)
			}
		}
		text = lit(text, from, to, draw)
	}
	return text
}

// bringBytes scrolls, if it must, so that bytes of an item's source are on the
// screen, a third of the way down.
func (t *transcript) bringBytes(item int, bytes style.Span) {
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
