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

// A row is a line of a list. Its texts must be safe to show.
type row struct {
	key   string     // identifies the row when the list is loaded again
	name  string     // at the left
	about string     // dim, after the name; left out without room
	lit   style.Span // bytes of about that are not dim, such as the chosen effort
	facts string     // dim, at the right edge

	group   string       // the heading above the first row of the group; empty: none
	sign    sign         // before the name
	columns []string     // dim, before the facts; the first ones are left out without room
	passage bool         // a search has found about: it gets most of the room, and the place of the name if there is little
	found   []style.Span // bytes of the passage that match
}

// A sign is what a row shows before its name.
type sign int

const (
	noSign sign = iota
	marked
	answering
	fresh
	pinned
)

// A hit is a row that matches the filter, with the bytes that match.
type hit struct {
	row   int   // index into rows
	name  []int // indexes of bytes of the name, ascending
	about style.Span
}

// A rowList is a list with a filter and a chosen row. It may have thousands of rows:
// only filtering takes time for each of them.
type rowList struct {
	rows      []row
	extra     int // the last rows, which every filter but the empty one lets through
	filtered  bool
	signed    bool // some row has a sign
	hits      []hit
	chosen    int   // index into hits
	nameWidth int   // of the widest name, in cells
	factWidth int   // of the widest facts, in cells
	columns   []int // of the widest of each column, in cells
}

// pageRows is how many rows PgUp and PgDn move.
const pageRows = 10

// setRows replaces and filters the rows. The chosen row stays chosen if it is among
// the new ones.
func (l *rowList) setRows(rows []row, filter string) {
	key := l.chosenRow().key
	l.rows, l.nameWidth, l.factWidth, l.columns, l.signed = rows, 0, 0, nil, false
	for _, r := range rows {
		l.measure(r)
	}
	l.filter(filter)
	l.choose(key)
}

// measure widens the columns for a row.
func (l *rowList) measure(r row) {
	l.signed = l.signed || r.sign != noSign
	l.nameWidth = max(l.nameWidth, cells(r.name))
	l.factWidth = max(l.factWidth, cells(r.facts))
	for i, text := range r.columns {
		if i == len(l.columns) {
			l.columns = append(l.columns, 0)
		}
		l.columns[i] = max(l.columns[i], cells(text))
	}
}

// cells returns the width of a text. A long list has many short texts of ASCII.
func cells(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return ansi.StringWidth(text)
		}
	}
	return len(text)
}

// filter shows the rows that match a pattern: first the rows whose name contains
// it, then those whose about contains it, then the names that contain its letters
// scattered, best first. An empty pattern shows all rows.
func (l *rowList) filter(pattern string) {
	l.hits, l.chosen = make([]hit, 0, len(l.rows)), 0
	pattern = strings.TrimSpace(pattern)
	rows := l.rows[:len(l.rows)-l.extra]
	l.filtered = pattern != ""
	if !l.filtered {
		for i := range rows {
			l.hits = append(l.hits, hit{row: i})
		}
		return
	}
	var inAbout []hit
	matched := make([]bool, len(rows))
	for i, r := range rows {
		if at, ok := indexFold(r.name, pattern); ok {
			matched[i] = true
			l.hits = append(l.hits, hit{row: i, name: at.Indexes()})
		} else if at, ok := indexFold(r.about, pattern); ok {
			matched[i] = true
			inAbout = append(inAbout, hit{row: i, about: at})
		}
	}
	l.hits = append(l.hits, inAbout...)
	for _, m := range fuzzy.FindFrom(pattern, names(rows)) {
		if !matched[m.Index] {
			l.hits = append(l.hits, hit{row: m.Index, name: m.MatchedIndexes})
		}
	}
	for i := range l.extra {
		l.hits = append(l.hits, hit{row: len(rows) + i})
	}
}

// names implements fuzzy.Source without copying the rows.
type names []row

func (n names) String(i int) string { return n[i].name }
func (n names) Len() int            { return len(n) }

// indexFold finds the first occurrence of pattern in text, ignoring case. It finds
// nothing in a text whose lower case has another length.
func indexFold(text, pattern string) (style.Span, bool) {
	lower, pattern := strings.ToLower(text), strings.ToLower(pattern)
	at := strings.Index(lower, pattern)
	return style.Span{From: at, To: at + len(pattern)}, at >= 0 && len(lower) == len(text)
}

// chosenRow returns the chosen row, or the zero row if none is shown.
func (l *rowList) chosenRow() row {
	if len(l.hits) == 0 {
		return row{}
	}
	return l.rows[l.hits[l.chosen].row]
}

// choose chooses the row with a key, if it is shown.
func (l *rowList) choose(key string) {
	if i := slices.IndexFunc(l.hits, func(h hit) bool { return l.rows[h.row].key == key }); i >= 0 {
		l.chosen = i
	}
}

// update moves the choice if msg is a key or a turn of the wheel that does so, and
// reports whether it is.
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

// A listLine is a line of the list: a hit, or the heading of its group.
type listLine struct {
	hit     int
	heading bool
}

// window returns the lines to draw on height lines. The chosen hit is in the middle
// if possible, and the first line names the group of the rows below it.
func (l *rowList) window(height int) []listLine {
	lines, chosen := make([]listLine, 0, 2*height), 0
	// Each hit has at most one heading, so that hits this far away are not drawn.
	for i := max(0, l.chosen-2*height); i < min(len(l.hits), l.chosen+2*height); i++ {
		if group := l.group(i); group != "" && (i == 0 || l.group(i-1) != group) {
			lines = append(lines, listLine{i, true})
		}
		if i == l.chosen {
			chosen = len(lines)
		}
		lines = append(lines, listLine{i, false})
	}
	from := min(max(0, chosen-height/2), max(0, len(lines)-height))
	lines = lines[from:min(len(lines), from+height)]
	if len(lines) > 2 && !lines[0].heading && lines[0].hit != l.chosen && l.group(lines[0].hit) != "" && !lines[1].heading {
		lines[0].heading = true
	}
	return lines
}

// group returns the heading of the group of a hit.
func (l *rowList) group(hit int) string {
	at := l.hits[hit].row
	if l.filtered && at < len(l.rows)-l.extra {
		return "" // the best match comes first, and not the newest row
	}
	return l.rows[at].group
}
