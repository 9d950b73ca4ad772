package dialog

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/tui/style"
)

// view draws at most height rows of width cells.
func (l *rowList) view(st *style.Styles, width, height int) []string {
	from, to := l.window(height)
	lines := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		gutter := strings.Repeat(" ", style.GutterWidth)
		if i == l.chosen {
			gutter = st.Accent.Render(st.Bar) + " "
		}
		lines = append(lines, gutter+l.line(st, l.hits[i], width-style.GutterWidth, i == l.chosen))
	}
	return lines
}

// line draws a row: its name, its about, and its facts at the right edge.
func (l *rowList) line(st *style.Styles, h hit, width int, chosen bool) string {
	r := l.rows[h.row]
	name, about := l.columns(width)
	base := st.Text
	if chosen {
		base = st.Strong
	}
	var b strings.Builder
	b.WriteString(style.Mark(st, base, st.Match, r.name, func(i int) bool {
		_, ok := slices.BinarySearch(h.name, i)
		return ok
	}, name))
	used := min(ansi.StringWidth(r.name), name)
	if about >= style.LeastText && r.about != "" {
		b.WriteString(strings.Repeat(" ", name-used+style.ColumnGap))
		marked, mark := h.about, st.Match
		if marked == (style.Span{}) {
			if marked, mark = r.lit, st.Text; chosen {
				mark = st.Accent
			}
		}
		b.WriteString(style.Mark(st, st.Dim, mark, r.about, marked.Has, about))
		used = name + style.ColumnGap + min(ansi.StringWidth(r.about), about)
	}
	if facts := ansi.StringWidth(r.facts); facts > 0 && used+facts < width {
		b.WriteString(strings.Repeat(" ", width-used-facts) + st.Dim.Render(r.facts))
	}
	return b.String()
}

// columns returns the widths of name and about. Facts get what they need, names what
// they need up to half of the rest, and about gets what remains.
func (l *rowList) columns(width int) (name, about int) {
	rest := width
	if l.factWidth > 0 && rest > l.factWidth+style.ColumnGap+style.LeastText {
		rest -= l.factWidth + style.ColumnGap
	}
	name = min(l.nameWidth, max(style.LeastText, rest/2))
	about = rest - name - style.ColumnGap
	if about < 2*style.LeastText && l.nameWidth > name {
		// One readable column is better than two that are too narrow.
		name, about = min(l.nameWidth, rest), 0
	}
	return max(0, name), about
}
