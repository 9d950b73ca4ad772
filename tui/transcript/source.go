package transcript

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/markdown"
	"banter/tui/style"
)

// This file maps cells of the screen to bytes of the source, because copying takes
// the source text.

// A point is a cell of an item's rows. Column 0 is the first cell of text.
type point struct{ item, row, col int }

func (p point) before(q point) bool {
	if p.item != q.item || p.row != q.row {
		return place{item: p.item, row: p.row}.above(place{item: q.item, row: q.row})
	}
	return p.col < q.col
}

// Source returns the source text of an item, empty for a problem.
func (t *Transcript) Source(item int) string {
	switch {
	case item < len(t.messages):
		return t.messages[item].Text
	case item == len(t.messages) && t.partial != nil:
		return t.partial.message.Text
	}
	return ""
}

// HasText reports whether an item has a source text, also if it is not in memory.
func (t *Transcript) HasText(item int) bool {
	m := t.message(item)
	return m != nil && m.TextSize() > 0
}

// documentOf returns the document of an answer, which knows the blocks of code and
// the source of each cell.
func (t *Transcript) documentOf(item int) *markdown.Document {
	if item == len(t.messages) && t.partial != nil && t.partial.doc != nil && !t.mode.Raw {
		return t.partial.doc
	}
	whole := func() *markdown.Document {
		opts := t.options()
		opts.PlainCode = true // its rows are not shown
		d := markdown.New(opts)
		d.Append(t.numbered(item).Text)
		d.Finish()
		return d
	}
	if item >= len(t.messages) {
		return whole()
	}
	t.rows(item) // fills the cache, which keeps the document with the rows
	return t.cache.document(t.itemKey(item), whole)
}

// byteAt returns the byte of the source that a cell shows; after the end of a row,
// the end of the row.
func (t *Transcript) byteAt(p point) int {
	lines := t.rows(p.item)
	if p.row >= len(lines) {
		return len(t.Source(p.item))
	}
	line := lines[p.row]
	switch {
	case line.Start == line.End:
		return line.Start
	case line.Start < 0:
		return t.reasoningByte(p.item, line, p.col)
	case t.mode.Raw:
		raw := plainText{show: termsafe.Visible}
		return line.Start + raw.column(t.Source(p.item)[line.Start:line.End], p.col, false)
	case !t.answers(p.item):
		src := t.Source(p.item)
		whole := src[strings.LastIndexByte(src[:line.Start], '\n')+1:]
		return line.Start + t.question().column(src[line.Start:line.End], p.col, markdown.RightToLeft(whole))
	}
	if p.col <= 0 { // with the marks before the first cell
		return line.Start
	}
	row := p.row - t.headRows(p.item)
	start, _ := t.documentOf(p.item).Select(row, p.col, row, p.col)
	return t.numbered(p.item).Source(start)
}

// byteBehind returns the byte of the source that follows what a cell shows. It need
// not be in the next cell: text may run from right to left.
func (t *Transcript) byteBehind(p point) int {
	lines, at := t.rows(p.item), t.byteAt(p)
	if p.row >= len(lines) {
		return at
	}
	behind := max(at, lines[p.row].End)
	for p.col = ansi.StringWidth(lines[p.row].Text); p.col >= 0; p.col-- {
		if next := t.byteAt(p); next > at {
			behind = min(behind, next)
		}
	}
	return behind
}

// between returns the source from one cell to another, both included, without
// blanks at its end.
func (t *Transcript) between(from, to point) string {
	var parts []string
	for item := from.item; item <= to.item; item++ {
		start, end := -len(t.reasoning(item)), len(t.Source(item))
		if item == from.item {
			start = t.byteAt(from)
		}
		if item == to.item {
			end = t.byteBehind(to)
		}
		if from.item == to.item { // in right-to-left text the first cell may show the later byte
			start, end = min(start, t.byteAt(to)), max(end, t.byteBehind(from))
		}
		if start < end {
			parts = append(parts, strings.Trim(t.bytes(item, start, end), "\n"))
		}
	}
	return strings.TrimRight(strings.Join(parts, "\n\n"), " \t\n")
}

// cells returns the columns of a row that show bytes of the source, from the first
// up to, but not including, to. They are equal if the row does not show the bytes,
// as the address of a link, or if the columns are unknown, as in right-to-left
// text.
func (t *Transcript) cells(item, row int, s style.Span) (from, to int) {
	line := t.rows(item)[row]
	width := ansi.StringWidth(line.Text)
	first := func(at int) int { // the first column that shows byte at or a later one
		low, high := 0, width
		for low < high {
			mid := (low + high) / 2
			if t.byteAt(point{item, row, mid}) >= at {
				high = mid
			} else {
				low = mid + 1
			}
		}
		return low
	}
	if s.From > line.Start {
		from = first(s.From)
	}
	to = width
	if s.To < line.End {
		to = first(s.To)
	}
	return from, max(from, to)
}

// answers reports whether an item is an answer, finished or not.
func (t *Transcript) answers(item int) bool {
	if item < len(t.messages) {
		return IsAnswer(t.messages[item])
	}
	return item == len(t.messages) && t.partial != nil
}

// Blocks returns the blocks of code of an answer, in the order of their numbers on
// the screen; nil for other items.
func (t *Transcript) Blocks(item int) []markdown.CodeBlock {
	if !t.answers(item) || t.Source(item) == "" {
		return nil
	}
	if long, whole := t.folds(item); long && !whole {
		return nil
	}
	blocks := t.documentOf(item).CodeBlocks()
	if n := t.numbered(item); n.Has() {
		blocks = slices.Clone(blocks)
		for i := range blocks {
			blocks[i].Start, blocks[i].End = n.Source(blocks[i].Start), n.Source(blocks[i].End)
		}
	}
	return blocks
}
