package transcript

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/markdown"
	"banter/tui/style"
)

// An inline transcript is printed into the terminal's own scrollback: each row once,
// when it is final. Only the open rows below are drawn again.

// printed is what an inline transcript has printed.
type printed struct {
	begun  bool     // the messages that were there at first are printed, or left out
	ids    []string // of the messages that are printed, on the branch of that time
	turned bool     // the branch has parted from them, and no row has said so
	half   half
}

// half is an answer that is printed in part.
type half struct {
	id        string
	rewritten int
	to        int       // bytes of its text
	added     int       // rows after them that show nothing of it
	rows      int       // of its text, in the layout
	layout    rowLayout // that rows belong to; zero: none
}

// rowLayout is what the rows of a text depend on.
type rowLayout struct {
	opts markdown.Options
	raw  bool
}

// SetInline makes the transcript one that is printed.
func (t *Transcript) SetInline() { t.inline = true }

// Print returns the rows that have become final since the last call. last makes all
// rows final, because the program ends.
func (t *Transcript) Print(st *style.Styles, l style.Layout, last bool) []string {
	t.layout, t.styles = l, st
	var rows []string
	i := t.unprinted()
	for ; i < len(t.messages) && t.printable(i); i++ {
		rows = append(append(rows, t.turning(&t.messages[i])...), t.printWhole(i)...)
		t.printed.ids = append(t.printed.ids, t.messages[i].ID)
	}
	switch answer := t.partial; {
	case i < len(t.messages):
	case answer != nil && answer.message.Text != "" && !answer.message.IsSummary():
		rows = append(rows, t.printPart(last)...)
	case answer == nil && t.printed.turned:
		t.printed.turned = false
		rows = append(rows, t.Ruled("Messages above were removed")...)
	}
	return rows
}

// printable reports whether a message is complete and in memory.
func (t *Transcript) printable(item int) bool {
	m := &t.messages[item]
	return m.Whole() && m.Status != history.Streaming
}

// unprinted returns the first item that is not printed as a whole. If the branch has
// changed, that is where it parts from what is printed.
func (t *Transcript) unprinted() int {
	p := &t.printed
	if !p.begun && len(t.messages) > 0 {
		p.begun = true
		p.ids = t.leftOut()
	}
	for n := len(p.ids); n > 0; n-- {
		for i := len(t.messages) - 1; i >= 0; i-- {
			if t.messages[i].ID == p.ids[n-1] {
				p.turned = p.turned || n < len(p.ids)
				p.ids = p.ids[:n]
				return i + 1
			}
		}
	}
	p.turned = p.turned || len(p.ids) > 0
	p.ids = t.leftOut()
	return slices.IndexFunc(t.messages, func(m history.Message) bool { return slices.Contains(p.ids, m.ID) }) + 1
}

// leftOut returns the last of the messages that are not printed at first: those that
// come after it fill a window.
func (t *Transcript) leftOut() []string {
	rows := 0
	for i := len(t.messages) - 1; i >= 0; i-- {
		if !t.messages[i].Whole() {
			return []string{t.messages[i].ID}
		}
		if rows += t.itemHeight(i); rows > t.layout.Height && i < len(t.messages)-2 {
			return []string{t.messages[i].ID}
		}
	}
	return nil
}

// turning returns the row that says that a message takes the place of printed ones.
func (t *Transcript) turning(m *history.Message) []string {
	if !t.printed.turned {
		return nil
	}
	t.printed.turned = false
	what := "Question"
	if IsAnswer(*m) {
		what = "Answer"
	}
	if v := t.versionOf(m); v.count > 0 {
		return t.Ruled(fmt.Sprintf("%s %d of %d", what, v.place, v.count))
	}
	return t.Ruled("Instead of what is above")
}

// Ruled returns a rule with words in it, and a blank row.
func (t *Transcript) Ruled(words string) []string {
	row := t.styles.Line(2) + " " + t.styles.Dim.Render(t.styles.Cut(words, t.layout.Measure-6)) + " "
	row += t.styles.Line(t.layout.Measure - ansi.StringWidth(row))
	return []string{strings.Repeat(" ", t.layout.Left()) + row, ""}
}

// printWhole returns the rows of a finished message, without those that are printed.
func (t *Transcript) printWhole(item int) []string {
	m := &t.messages[item]
	lines := t.rows(item)
	if h := t.printed.half; h.id == m.ID && h.to <= len(m.Text) {
		rest, _ := t.fromHalf(item, t.textRows(m))
		lines = append(rest[:len(rest):len(rest)], t.rowsBelow(m, true)...)
	}
	t.printed.half = half{}
	if IsAnswer(*m) && m.Status != history.Done && m.Text != "" { // it may be continued
		t.printed.half = half{id: m.ID, to: len(m.Text)}
	}
	return t.drawRows(item, lines)
}

// drawRows draws rows of an item, and the blank row after it.
func (t *Transcript) drawRows(item int, lines []markdown.Line) []string {
	rows := make([]string, 0, len(lines)+1)
	for _, line := range lines {
		rows = append(rows, t.unchosen(item, line.Text))
	}
	return append(rows, "")
}

// textRows lays out the text of an answer.
func (t *Transcript) textRows(m *history.Message) []markdown.Line {
	if t.mode.Raw {
		raw := t.rawText(m)
		raw.grow(m.Text)
		return raw.rows
	}
	return markdown.Render(m.Text, t.options())
}

// printPart returns the final rows of the answer that is being written.
func (t *Transcript) printPart(last bool) []string {
	item, m := len(t.messages), &t.partial.message
	lines, final := t.partialText()
	if last {
		final = len(lines)
	}
	h := &t.printed.half
	var rows []string
	if !t.begun() {
		if final == 0 {
			return nil
		}
		if h.id == m.ID {
			rows = t.Ruled("The answer begins again")
		}
		rows = append(rows, t.turning(m)...)
		for _, line := range t.partialHead() {
			rows = append(rows, t.unchosen(item, line.Text))
		}
		*h = half{id: m.ID, rewritten: t.partial.rewritten}
	}
	t.printed.turned = false
	open, before := t.fromHalf(item, lines)
	for i, line := range open[:max(final-before, 0)] {
		rows = append(rows, t.unchosen(item, line.Text))
		h.rows, h.layout = before+i+1, t.rowLayout()
		if h.added++; line.End > line.Start {
			h.to, h.added = line.End, 0
		}
	}
	if last {
		rows = append(append(rows, t.unchosen(item, t.styles.Dim.Render("stopped"))), "")
	}
	return rows
}

// partialText returns the rows of the text that has arrived, and how many are final.
func (t *Transcript) partialText() (lines []markdown.Line, final int) {
	t.partialRows() // lays them out
	if !t.mode.Raw {
		return t.partial.doc.Lines(), t.partial.doc.Frozen()
	}
	lines = t.partial.raw.rows
	end := strings.LastIndexByte(t.partial.message.Text, '\n') + 1 // the last line goes on
	for final = len(lines); final > 0 && lines[final-1].End > end; final-- {
	}
	return lines, final
}

func (t *Transcript) rowLayout() rowLayout { return rowLayout{t.options(), t.mode.Raw} }

// fromHalf returns the rows of an item's text that are not printed, and how many come
// before them. In a new layout, the first of them may have shown some of its words
// already.
func (t *Transcript) fromHalf(item int, lines []markdown.Line) (open []markdown.Line, before int) {
	h := &t.printed.half
	if h.layout == t.rowLayout() {
		before = min(h.rows, len(lines))
		return lines[before:], before
	}
	for i, line := range lines {
		if line.Start < line.End && line.Start < h.to {
			before = i + 1
		}
	}
	if last := before - 1; last >= 0 && lines[last].End > h.to {
		open = slices.Clone(lines[last:])
		open[0].Text = t.without(item, last, open[0], h.to)
		return open, last
	}
	for n := h.added; n > 0 && before < len(lines) && lines[before].Start == lines[before].End; n-- {
		before++
	}
	return lines[before:], before
}

// without blanks the cells of a row of an item's text that show bytes before to.
func (t *Transcript) without(item, row int, line markdown.Line, to int) string {
	if t.numbered(item).Has() { // the rows of the item are others
		return line.Text
	}
	cut, _ := t.cells(item, t.headRows(item)+row, style.Span{From: to, To: line.End})
	return strings.Repeat(" ", cut) + ansi.TruncateLeft(line.Text, cut, "")
}

// Open returns the last of the rows that are not printed, at most height.
func (t *Transcript) Open(st *style.Styles, l style.Layout, height int) []string {
	t.layout, t.styles = l, st
	var rows []string
	for item := t.unprinted(); item < t.Count(); item++ {
		lines := t.rows(item)
		if item == len(t.messages) && t.begun() {
			lines, _ = t.fromHalf(item, lines[t.headRows(item):])
		}
		if len(lines) > 0 {
			rows = append(rows, t.drawRows(item, lines)...)
		}
	}
	return rows[max(len(rows)-height, 0):]
}

// begun reports whether rows of the answer that is being written are printed.
func (t *Transcript) begun() bool {
	h := t.printed.half
	return t.partial != nil && h.id != "" && h.id == t.partial.message.ID && h.rewritten == t.partial.rewritten
}

// keys names, after a gap, a key that changes rows that are on the screen. Printed rows
// stay.
func (t *Transcript) keys(gap string, k key.Binding) string {
	if t.inline {
		return ""
	}
	return gap + t.styles.Hints(t.textWidth(), k)
}
