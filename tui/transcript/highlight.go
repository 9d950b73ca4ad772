package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// drawCells returns a row whose cells from column from up to, but not including,
// column to are drawn by draw. The other cells are unchanged.
func drawCells(row string, from, to int, draw func(string) string) string {
	var out, run strings.Builder // run: text for draw
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

// highlight returns a row with its matches and its selected cells highlighted.
func (t *Transcript) highlight(item, row int, text string) string {
	if t.matches != nil {
		text = t.highlightMatches(item, row, text)
	}
	if t.hover.covers(item, row) {
		text = drawCells(text, t.hover.from, t.hover.to, t.styles.Hover.Render)
	}
	if s := t.selection; s.covers(item, row) {
		from, to := 0, ansi.StringWidth(text)
		if s.from.item == item && s.from.row == row {
			from = s.from.col
		}
		if s.to.item == item && s.to.row == row {
			to = min(s.to.col+1, to)
		}
		text = drawCells(text, from, to, t.styles.Selected.Render)
	}
	return text
}
