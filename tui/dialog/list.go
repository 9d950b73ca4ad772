package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"banter/tui/keymap"
	"banter/tui/style"
)

// A row is one line of a list. Its texts are safe to write already.
type row struct {
	key   string     // tells rows apart when the list is loaded anew
	name  string     // left
	about string     // dim, after the name; left out where there is no room
	lit   style.Span // bytes of about that stand out, such as the chosen effort
	facts string     // dim, at the right edge
}

// A hit is a row that the filter lets through, with the bytes that matched:
// single ones in the name, one run of them in what is said about it.
type hit struct {
	row   int
	name  []int // ascending
	about style.Span
}

// A rowList is rows, the filter over them, and which of them is chosen. It may
// hold thousands: only filtering looks at every row.
type rowList struct {
	rows      []row
	hits      []hit
	chosen    int // index into hits
	nameWidth int // of the widest name
	factWidth int // of the widest facts
}

// pageRows is how far PgUp and PgDn go.
const pageRows = 10

// setRows replaces the rows and keeps the chosen one, if it is still there.
func (l *rowList) setRows(rows []row, filter string) {
	key := l.chosenRow().key
	l.rows, l.nameWidth, l.factWidth = rows, 0, 0
	for _, r := range rows {
		l.nameWidth = max(l.nameWidth, ansi.StringWidth(r.name))
		l.factWidth = max(l.factWidth, ansi.StringWidth(r.facts))
	}
	l.filter(filter)
	l.choose(key)
}

// filter shows the rows that match. Those that hold the pattern as it is go
// first, in their own order, by name before by what is said about them; then
// the names that hold its letters scattered, best first. An empty pattern
// shows all rows.
func (l *rowList) filter(pattern string) {
	l.hits, l.chosen = make([]hit, 0, len(l.rows)), 0
	pattern = strings.TrimSpace(pattern)
	if pattern == "" {
		for i := range l.rows {
			l.hits = append(l.hits, hit{row: i})
		}
		return
	}
	var told []hit
	held := make([]bool, len(l.rows))
	for i, r := range l.rows {
		if at, ok := indexFold(r.name, pattern); ok {
			held[i] = true
			l.hits = append(l.hits, hit{row: i, name: at.Indexes()})
		} else if at, ok := indexFold(r.about, pattern); ok {
			held[i] = true
			told = append(told, hit{row: i, about: at})
		}
	}
	l.hits = append(l.hits, told...)
	for _, m := range fuzzy.FindFrom(pattern, names(l.rows)) {
		if !held[m.Index] {
			l.hits = append(l.hits, hit{row: m.Index, name: m.MatchedIndexes})
		}
	}
}

// names lets the fuzzy search read the rows without a copy.
type names []row

func (n names) String(i int) string { return n[i].name }
func (n names) Len() int            { return len(n) }

// indexFold finds the first place where text holds pattern, ignoring case
// where that keeps the length in bytes.
func indexFold(text, pattern string) (style.Span, bool) {
	lower, pattern := strings.ToLower(text), strings.ToLower(pattern)
	at := strings.Index(lower, pattern)
	return style.Span{From: at, To: at + len(pattern)}, at >= 0 && len(lower) == len(text)
}

// chosenRow returns the chosen row, or the zero row when nothing is shown.
func (l *rowList) chosenRow() row {
	if len(l.hits) == 0 {
		return row{}
	}
	return l.rows[l.hits[l.chosen].row]
}

// choose chooses the row with that key; where there is none, nothing changes.
func (l *rowList) choose(key string) {
	if i := slices.IndexFunc(l.hits, func(h hit) bool { return l.rows[h.row].key == key }); i >= 0 {
		l.chosen = i
	}
}

// update moves the choice and reports whether msg was about that.
func (l *rowList) update(msg tea.Msg) bool {
	last := max(0, len(l.hits)-1)
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch stroke := msg.Keystroke(); {
		case keymap.RowUp.Is(stroke):
			l.chosen--
		case keymap.RowDown.Is(stroke):
			l.chosen++
		case keymap.ListPageUp.Is(stroke):
			l.chosen -= pageRows
		case keymap.ListPageDown.Is(stroke):
			l.chosen += pageRows
		case keymap.FirstRow.Is(stroke):
			l.chosen = 0
		case keymap.LastRow.Is(stroke):
			l.chosen = last
		default:
			return false
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			l.chosen--
		case tea.MouseWheelDown:
			l.chosen++
		}
	default:
		return false
	}
	l.chosen = min(max(0, l.chosen), last)
	return true
}

// window returns which hits are drawn on height lines: the chosen one is kept
// in the middle, so that what comes is seen on both sides.
func (l *rowList) window(height int) (from, to int) {
	from = min(max(0, l.chosen-height/2), max(0, len(l.hits)-height))
	return from, min(len(l.hits), from+height)
}
