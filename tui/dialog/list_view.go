package dialog

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/tui/style"
)

// view draws at most height rows of width cells.
func (l *rowList) view(st *style.Styles, width, height int) []string {
	var lines []string
	for _, line := range l.window(height) {
		if line.heading {
			lines = append(lines, strings.Repeat(" ", style.GutterWidth)+st.Accent.Render(st.Cut(l.group(line.hit), width-style.GutterWidth)))
			continue
		}
		gutter := strings.Repeat(" ", style.GutterWidth)
		if line.hit == l.chosen {
			gutter = st.Accent.Render(st.Bar) + " "
		}
		h, room := l.hits[line.hit], width-style.GutterWidth
		if l.signed {
			gutter += l.rows[h.row].sign.draw(st) + " "
			room -= 2
		}
		lines = append(lines, gutter+l.line(st, h, room, line.hit == l.chosen))
	}
	return lines
}

// draw draws the sign in one cell.
func (s sign) draw(st *style.Styles) string {
	glyphs := [...]string{noSign: " ", marked: "✓", answering: "●", fresh: "•", pinned: "↑"}
	if st.ASCII {
		glyphs = [...]string{noSign: " ", marked: "x", answering: "*", fresh: "+", pinned: "^"}
	}
	if s == noSign {
		return " "
	}
	return st.Accent.Render(glyphs[s])
}

// line draws a row: its name, its about, and its facts at the right edge.
func (l *rowList) line(st *style.Styles, h hit, width int, chosen bool) string {
	r := l.rows[h.row]
	right := l.right(r, width)
	name, about := l.widths(width)
	if r.passage {
		if name, about = l.passageWidths(width); about == 0 {
			passage := style.Mark(st, st.Text, st.Match, r.about, has(r.found), max(0, width-ansi.StringWidth(right)-style.ColumnGap))
			return style.Spread(width, passage, st.Dim.Render(right))
		}
	}
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
		lit := marked.Has
		if len(r.found) > 0 {
			lit, mark = has(r.found), st.Match
		}
		b.WriteString(style.Mark(st, st.Dim, mark, r.about, lit, about))
		used = name + style.ColumnGap + min(ansi.StringWidth(r.about), about)
	}
	if facts := ansi.StringWidth(right); facts > 0 && used+facts < width {
		b.WriteString(strings.Repeat(" ", width-used-facts) + st.Dim.Render(right))
	}
	return b.String()
}

// has returns a function that reports whether a byte is in one of spans.
func has(spans []style.Span) func(int) bool {
	return func(i int) bool {
		return slices.ContainsFunc(spans, func(s style.Span) bool { return s.Has(i) })
	}
}

// leastBeside is the least room that the columns leave for name and about.
const leastBeside = 56

// shownColumns returns the index of the first column that has room.
func (l *rowList) shownColumns(width int) int {
	room := width - l.factWidth - style.ColumnGap - leastBeside
	first := len(l.columns)
	for first > 0 && room >= l.columns[first-1]+style.ColumnGap {
		first--
		room -= l.columns[first] + style.ColumnGap
	}
	return first
}

// right returns the columns of a row that have room, and its facts.
func (l *rowList) right(r row, width int) string {
	var b strings.Builder
	for i := l.shownColumns(width); i < len(r.columns); i++ {
		b.WriteString(strings.Repeat(" ", l.columns[i]-ansi.StringWidth(r.columns[i])) + r.columns[i] + strings.Repeat(" ", style.ColumnGap))
	}
	if b.Len() > 0 {
		b.WriteString(strings.Repeat(" ", l.factWidth-ansi.StringWidth(r.facts)))
	}
	return b.String() + r.facts
}

// passageWidths returns the widths of the name and the passage of a row that a search
// has found; the passage gets most of the room, and the whole row if there is little.
func (l *rowList) passageWidths(width int) (name, passage int) {
	rest := width - l.factWidth - 2*style.ColumnGap
	name = min(l.nameWidth, max(style.LeastText, rest/3))
	if passage = rest - name; passage < 2*style.LeastText {
		return 0, 0
	}
	return name, passage
}

// widths returns the widths of name and about. Facts get what they need, names what
// they need up to half of the rest, and about gets what remains.
func (l *rowList) widths(width int) (name, about int) {
	rest := width
	for _, column := range l.columns[l.shownColumns(width):] {
		rest -= column + style.ColumnGap
	}
	if l.factWidth > 0 && rest > l.factWidth+style.ColumnGap+style.LeastText {
		rest -= l.factWidth + style.ColumnGap
	}
	share := rest / 2
	if len(l.columns) > 0 {
		share = rest * 3 / 5 // the columns say what an about would
	}
	name = min(l.nameWidth, max(style.LeastText, share))
	about = rest - name - style.ColumnGap
	if about < 2*style.LeastText && l.nameWidth > name {
		// One readable column is better than two that are too narrow.
		name, about = min(l.nameWidth, rest), 0
	}
	return max(0, name), about
}
