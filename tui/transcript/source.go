package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/markdown"
	"banter/tui/style"
)

// The way from cells back to what was written: what is copied is the source,
// never what is on the screen.

// A point is a cell of an item's rows. Column 0 is the first cell of text.
type point struct{ item, row, col int }

func (p point) before(q point) bool {
	if p.item != q.item || p.row != q.row {
		return place{item: p.item, row: p.row}.above(place{item: q.item, row: q.row})
	}
	return p.col < q.col
}

// Source returns what an item shows, as it was written.
func (t *Transcript) Source(item int) string {
	switch {
	case item < len(t.messages):
		return t.messages[item].Text
	case item == len(t.messages) && t.live != nil:
		return t.live.message.Text
	}
	return ""
}

// document returns an answer as a document, for what its rows do not tell.
func (t *Transcript) document(item int) *markdown.Document {
	if item == len(t.messages) && t.live != nil && t.live.doc != nil && !t.Mode.Raw {
		return t.live.doc
	}
	whole := func() *markdown.Document {
		opts := t.options()
		opts.PlainCode = true // its rows are not what is shown
		d := markdown.New(opts)
		d.Append(t.Source(item))
		d.Finish()
		return d
	}
	if item >= len(t.messages) {
		return whole()
	}
	t.rows(item) // in the cache, with which the document will go
	return t.cache.document(t.itemKey(item), whole)
}

// byteAt returns where in its item's source a cell is from; behind the end of
// a row, where the row ends.
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
	case t.Mode.Raw:
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
	start, _ := t.document(p.item).Select(row, p.col, row, p.col)
	return start
}

// byteBehind returns where the source goes on behind a cell, which need not be
// in the next one: text may run from right to left.
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

// between returns the source from one cell to another, both included. Blanks
// at its end, which nobody sees, are left out.
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
		if from.item == to.item { // the first cell may be the later byte
			start, end = min(start, t.byteAt(to)), max(end, t.byteBehind(from))
		}
		if start < end {
			parts = append(parts, strings.Trim(t.bytes(item, start, end), "\n"))
		}
	}
	return strings.TrimRight(strings.Join(parts, "\n\n"), " \t\n")
}

// cells returns the columns of a row that show bytes of the source: the first,
// and the one behind the last. They are the same where a row does not show
// them, as the address of a link, or does not tell where, as text from right to
// left.
func (t *Transcript) cells(item, row int, s style.Span) (from, to int) {
	line := t.rows(item)[row]
	width := ansi.StringWidth(line.Text)
	first := func(at int) int { // the first column from there on
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

// answers reports whether an item is an answer, written or being written.
func (t *Transcript) answers(item int) bool {
	if item < len(t.messages) {
		return IsAnswer(t.messages[item])
	}
	return item == len(t.messages) && t.live != nil
}

// Blocks returns the blocks of code of an answer, in the order of the numbers
// that they show.
func (t *Transcript) Blocks(item int) []markdown.CodeBlock {
	if !t.answers(item) || t.Source(item) == "" {
		return nil
	}
	return t.document(item).CodeBlocks()
}
