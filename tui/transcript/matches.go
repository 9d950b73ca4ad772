package transcript

import (
	"sort"

	"github.com/charmbracelet/x/ansi"

	"banter/tui/style"
)

// ShownMatches is what a search highlights on the screen.
type ShownMatches struct {
	Matcher Matcher
	UpTo    int        // the items below it were searched
	Item    int        // item of the current match
	At      style.Span // the current match

	known map[string][]style.Span // by message ID: matches of messages that were drawn
}

// ShowMatches highlights the matches of a search; nil ends it.
func (t *Transcript) ShowMatches(m *ShownMatches) {
	t.changes++
	if m != nil {
		m.known = make(map[string][]style.Span)
		if old := t.matches; old != nil && old.Matcher.Text == m.Matcher.Text {
			m.known = old.known
		}
	}
	t.matches = m
}

// in returns the matches in an item.
func (m *ShownMatches) in(t *Transcript, item int) []style.Span {
	if item >= m.UpTo || item >= len(t.messages) || !t.messages[item].Whole() {
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

// highlightMatches highlights the matches in a row.
func (t *Transcript) highlightMatches(item, row int, text string) string {
	line := t.rows(item)[row]
	if line.Start == line.End {
		return text
	}
	found := t.matches.in(t, item)
	first := sort.Search(len(found), func(i int) bool { return found[i].To > line.Start })
	for _, s := range found[first:] {
		if s.From >= line.End {
			break
		}
		from, to := t.cells(item, row, s)
		draw := t.styles.Match.Render
		if item == t.matches.Item && s == t.matches.At {
			draw = t.styles.Current.Render
			if from == to { // the row does not show the match: mark all of it
				from, to = 0, ansi.StringWidth(text)
			}
		}
		text = drawCells(text, from, to, draw)
	}
	return text
}

// ScrollToBytes scrolls, if necessary, so that bytes of an item's source are on the
// screen, a third of the way down. It unfolds a question that hides them.
func (t *Transcript) ScrollToBytes(item int, bytes style.Span) {
	if t.styles != nil {
		t.move(func() { t.scrollToBytes(item, bytes) })
	}
}

func (t *Transcript) scrollToBytes(item int, bytes style.Span) {
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
