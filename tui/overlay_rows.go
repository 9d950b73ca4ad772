package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// view draws at most height lines of width cells.
func (l *rowList) view(st *styles, width, height int) []string {
	from, to := l.window(height)
	lines := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		gutter := strings.Repeat(" ", gutterWidth)
		if i == l.chosen {
			gutter = st.accent.Render(st.bar) + " "
		}
		lines = append(lines, gutter+l.line(st, l.hits[i], width-gutterWidth, i == l.chosen))
	}
	return lines
}

// line draws one row: name, what is said about it, facts at the right edge.
func (l *rowList) line(st *styles, h hit, width int, chosen bool) string {
	r := l.rows[h.row]
	name, about := l.columns(width)
	base := st.text
	if chosen {
		base = st.strong
	}
	var b strings.Builder
	b.WriteString(spot(st, base, st.match, r.name, func(i int) bool {
		_, ok := slices.BinarySearch(h.name, i)
		return ok
	}, name))
	used := min(ansi.StringWidth(r.name), name)
	if about >= leastText && r.about != "" {
		b.WriteString(strings.Repeat(" ", name-used+columnGap))
		marked, mark := h.about, st.match
		if marked == (span{}) {
			marked, mark = r.lit, either(chosen, st.accent, st.text)
		}
		b.WriteString(spot(st, st.dim, mark, r.about, marked.has, about))
		used = name + columnGap + min(ansi.StringWidth(r.about), about)
	}
	if facts := ansi.StringWidth(r.facts); facts > 0 && used+facts < width {
		b.WriteString(strings.Repeat(" ", width-used-facts) + st.dim.Render(r.facts))
	}
	return b.String()
}

// columns shares the width out: facts take what they need, names what they
// need up to half, the rest is for what is said about them.
func (l *rowList) columns(width int) (name, about int) {
	rest := width
	if l.factWidth > 0 && rest > l.factWidth+columnGap+leastText {
		rest -= l.factWidth + columnGap
	}
	name = min(l.nameWidth, max(leastText, rest/2))
	about = rest - name - columnGap
	if about < 2*leastText && l.nameWidth > name {
		// Better one column that can be read than two that cannot.
		name, about = min(l.nameWidth, rest), 0
	}
	return max(0, name), about
}
