package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Click handles the n-th press of a button in quick succession on one cell: the
// second selects a word and the third a line. Letting go picks it.
func (t *Transcript) Click(msg tea.MouseClickMsg, n int) {
	t.click(msg)
	if _, _, label := t.labelAt(msg.Y); n < 2 || t.drag.kind != selecting || label {
		return
	}
	find := t.lineAt
	if n == 2 {
		find = t.wordAt
	}
	if from, to, source := find(t.drag.from); source != "" {
		t.drag.kind, t.drag.picked = picking, source
		t.selectCells(from, to)
	}
}

// A shownCell is a grapheme cluster of a row.
type shownCell struct {
	text string
	col  int
}

func (c shownCell) word() bool {
	r, _ := utf8.DecodeRuneInString(c.text)
	return r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// like reports whether a double click on one of the cells selects both.
func (c shownCell) like(other shownCell) bool { return c.word() && other.word() }

// wordAt returns the first and the last cell of the word, or of the mark, at a
// point, and its source; "" if only a blank is there.
func (t *Transcript) wordAt(at point) (from, to point, source string) {
	cells := t.shownCells(at)
	i := 0
	for i+1 < len(cells) && cells[i+1].col <= at.col {
		i++
	}
	if len(cells) == 0 || strings.TrimSpace(cells[i].text) == "" || at.col >= cells[i].col+ansi.StringWidth(cells[i].text) {
		return at, at, ""
	}
	first, last := i, i
	for first > 0 && cells[i].like(cells[first-1]) {
		first--
	}
	for last+1 < len(cells) && cells[i].like(cells[last+1]) {
		last++
	}
	from, to = at, at
	from.col, to.col = cells[first].col, cells[last].col+ansi.StringWidth(cells[last].text)-1
	start, end := t.byteAt(from), t.behindCluster(to, cells[last].text)
	if end <= start { // right to left
		return from, to, t.between(from, to)
	}
	source = t.bytes(at.item, start, end)
	if cells[i].word() { // the first cell of a row counts the marks before it
		source = strings.TrimLeftFunc(source, func(r rune) bool { return !shownCell{text: string(r)}.word() })
	}
	return from, to, source
}

func (t *Transcript) shownCells(at point) []shownCell {
	lines := t.rows(at.item)
	if at.row >= len(lines) {
		return nil
	}
	var cells []shownCell
	col := 0
	for rest := ansi.Strip(lines[at.row].Text); rest != ""; {
		cluster, width := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
		cells = append(cells, shownCell{cluster, col})
		rest, col = rest[len(cluster):], col+width
	}
	return cells
}

// behindCluster returns the byte behind a cell that shows its source unchanged,
// without marks that follow, or else byteBehind.
func (t *Transcript) behindCluster(p point, shown string) int {
	at := t.byteAt(p)
	text := t.bytes(p.item, -len(t.reasoning(p.item)), len(t.Source(p.item)))
	if i := at + len(text) - len(t.Source(p.item)); i >= 0 && at >= 0 && strings.HasPrefix(text[i:], shown) {
		return at + len(shown)
	}
	return t.byteBehind(p)
}

// lineAt returns the first and the last cell of the rows that show a line of the
// source, and the line; "" if the row shows none.
func (t *Transcript) lineAt(at point) (from, to point, source string) {
	lines := t.rows(at.item)
	if at.row >= len(lines) || lines[at.row].Start >= lines[at.row].End {
		return at, at, ""
	}
	text, base := t.Source(at.item), 0
	if lines[at.row].Start < 0 {
		text = t.reasoning(at.item)
		base = -len(text)
	}
	start := strings.LastIndexByte(text[:lines[at.row].Start-base], '\n') + 1
	end := max(lines[at.row].End-base-1, start)
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		end += i
	} else {
		end = len(text)
	}
	first, last := at.row, at.row
	within := func(row int) bool {
		return lines[row].Start < lines[row].End && lines[row].Start-base >= start && lines[row].Start-base < end
	}
	for first > 0 && within(first-1) {
		first--
	}
	for last+1 < len(lines) && within(last+1) {
		last++
	}
	from, to = point{at.item, first, 0}, point{at.item, last, max(ansi.StringWidth(lines[last].Text)-1, 0)}
	return from, to, strings.TrimRight(text[start:end], " \t\r\n")
}
