package transcript

import (
	"slices"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/keymap"
	"banter/tui/markdown"
)

// A summary that the model is sent in place of earlier messages is a rule with
// words. A key shows its text below.

const (
	summaryWords  = "Earlier messages are summarized for the model"
	summaryNarrow = "summarized for the model" // in narrow windows
)

// summaryRows lays out a summary, folded unless whole is set.
func (t *Transcript) summaryRows(m *history.Message, whole bool) []markdown.Line {
	lines := []markdown.Line{t.extraRow(t.summaryRule(whole), 0)}
	switch {
	case !whole:
		return lines
	case t.mode.Raw:
		raw := t.rawText(m)
		raw.grow(m.Text)
		return slices.Concat(lines, raw.rows)
	}
	return slices.Concat(lines, []markdown.Line{t.extraRow("", 0)}, markdown.Render(m.Text, t.options()))
}

// summaryRule draws the rule of a summary, with the key that shows or hides its text
// if there is room.
func (t *Transcript) summaryRule(whole bool) string {
	does := "shows it"
	if whole {
		does = "hides it"
	}
	key := t.keys("  ", keymap.Unfold.KeyTo(does))
	words := t.styles.Dim.Render(summaryWords)
	for _, shorter := range []string{words + key, words, t.styles.Dim.Render(summaryNarrow)} {
		if words = shorter; ansi.StringWidth(words)+8 <= t.layout.Measure {
			break
		}
	}
	row := t.styles.Line(2) + " " + words + " "
	row += t.styles.Line(t.layout.Measure - ansi.StringWidth(row))
	return t.styles.Cut(row, t.textWidth())
}
