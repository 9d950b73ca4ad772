package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// lit returns a row with the cells from one column to the one before another
// drawn by draw, and all others as they were.
func lit(row string, from, to int, draw func(string) string) string {
	var out, run strings.Builder // run: text to be drawn
	var state byte
	colors, col := "", 0
	flush := func() {
		if run.Len() == 0 {
			return
		}
		if colors != "" {
			out.WriteString(ansi.ResetStyle)
		}
		out.WriteString(draw(run.String()))
		out.WriteString(colors)
		run.Reset()
	}
	for row != "" {
		seq, width, n, next := ansi.DecodeSequence(row, state, nil)
		row, state = row[n:], next
		if width > 0 && col >= from && col < to {
			run.WriteString(seq)
			col += width
			continue
		}
		flush()
		out.WriteString(seq)
		col += width
		if strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m") {
			if colors += seq; seq == ansi.ResetStyle || seq == "\x1b[0m" {
				colors = ""
			}
		}
	}
	flush()
	return out.String()
}

// lights draws over a row what stands out of it: what was found, what the
// mouse has selected.
func (t *Transcript) lights(item, row int, text string) string {
	if t.find != nil {
		text = t.lightMatches(item, row, text)
	}
	if s := t.selection; s.covers(item, row) {
		from, to := 0, ansi.StringWidth(text)
		if s.from.item == item && s.from.row == row {
			from = s.from.col
		}
		if s.to.item == item && s.to.row == row {
			to = min(s.to.col+1, to)
		}
		text = lit(text, from, to, t.styles.Selected.Render)
	}
	return text
}
