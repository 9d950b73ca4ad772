package transcript

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// A question of more than foldedFrom rows shows only its beginning: the rest is
// usually a paste, which the reader knows. A key shows all of it.
const (
	foldedFrom  = 40       // rows
	foldedRows  = 12       // rows that a folded question shows
	foldedBytes = 16 << 10 // most bytes that are laid out for them
)

// question returns an empty layout for a question.
func (t *Transcript) question() *plainText {
	return &plainText{width: t.textWidth(), show: termsafe.Text, turns: !t.styles.LogicalOrder}
}

// questionRows lays out a question, folded unless whole is set.
func (t *Transcript) questionRows(m *history.Message, whole bool) []markdown.Line {
	p := t.question()
	if t.mode.Raw {
		p = t.rawText(m)
	}
	head := m.Text
	if !whole && len(head) > foldedBytes {
		head = head[:foldedBytes]
		for head != "" && !utf8.RuneStart(m.Text[len(head)]) {
			head = head[:len(head)-1]
		}
	}
	p.grow(head)
	// A paste often ends in a line feed, which needs no blank row.
	for n := len(p.rows); !t.mode.Raw && n > 1 && strings.TrimSpace(m.Text[p.rows[n-1].Start:]) == ""; n-- {
		p.rows = p.rows[:n-1]
	}
	t.standOut(p.rows)
	if whole || len(p.rows) <= foldedFrom && len(head) == len(m.Text) {
		return p.rows
	}
	lines := p.rows[:min(foldedRows, len(p.rows))]
	rest := strings.TrimRight(m.Text[lines[len(lines)-1].End:], "\n")
	more := fmt.Sprintf("%s more lines", style.Count(strings.Count(rest, "\n")))
	if !strings.Contains(rest, "\n") {
		more = fmt.Sprintf("%s more characters", style.Count(utf8.RuneCountInString(rest)))
	}
	row := t.styles.Dim.Render(t.styles.Ellipsis+" "+more+", sent whole") + t.keys(style.Gap, keymap.Unfold.Key())
	return append(lines, t.extraRow(t.styles.Cut(row, t.textWidth()), len(m.Text)))
}

// standOut draws the rows of a question so that it is found on a long page.
func (t *Transcript) standOut(rows []markdown.Line) {
	if t.mode.Raw {
		return
	}
	for i := range rows {
		rows[i].Text = t.styles.Strong.Render(rows[i].Text)
	}
}

// folds reports whether an item is a long question, one with a text file or a summary,
// and whether it is shown whole.
func (t *Transcript) folds(item int) (long, whole bool) {
	if item >= len(t.messages) || IsAnswer(t.messages[item]) && !t.messages[item].IsSummary() {
		return false, false
	}
	m := &t.messages[item]
	if m.IsSummary() || t.whole[m.ID] || hasFileText(m) {
		return true, t.whole[m.ID]
	}
	return t.shownBytes(item) < len(strings.TrimRight(m.Text, "\n")), false
}

// shownBytes returns how many bytes of an item's source its rows show.
func (t *Transcript) shownBytes(item int) int {
	shown := 0
	for _, line := range t.rows(item) {
		if line.Start < line.End {
			shown = line.End
		}
	}
	return shown
}

// Unfold shows the rest of the first folded question or summary on the screen, and the
// texts of its files. If none is folded, it folds the first one. It reports whether
// there is one.
func (t *Transcript) Unfold() bool {
	first := -1
	for _, p := range t.drawn.places {
		long, whole := t.folds(p.item)
		if long && !whole {
			t.setWhole(p.item, true)
			return true
		}
		if long && first < 0 {
			first = p.item
		}
	}
	if first >= 0 {
		t.setWhole(first, false)
	}
	return first >= 0
}

// setWhole shows a long question or a summary whole or folded.
func (t *Transcript) setWhole(item int, whole bool) {
	t.changes++
	t.whole[t.messages[item].ID] = whole
	if whole {
		t.wantFiles(&t.messages[item])
	}
	t.sums = t.sums[:0]
}
