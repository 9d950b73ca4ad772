package style

import (
	"banter/internal/notice"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Gap parts facts and hints that share a row.
const Gap = "   "

const (
	GutterWidth = 2 // the accent bar and the blank after it
	ColumnGap   = 3
	LeastText   = 10 // a column narrower than this says nothing
)

// Spread puts left and right at the ends of a row, or left alone if there is
// no room for both.
func Spread(width int, left, right string) string {
	gap := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// Notice draws a sentence and its hint, wrapped, on at most height lines.
func Notice(st *Styles, n notice.Notice, width, height int) []string {
	lines := Wrap(st.Err.Render, n.Sentence, width)
	if n.Hint != "" {
		lines = append(lines, Wrap(st.Dim.Render, n.Hint, width)...)
	}
	return lines[:min(len(lines), max(0, height))]
}

// Wrap draws text in lines of at most width cells.
func Wrap(draw func(string) string, text string, width int) []string {
	lines := strings.Split(ansi.Wrap(text, max(1, width), ""), "\n")
	for i, line := range lines {
		lines[i] = draw(strings.TrimRight(line, " "))
	}
	return lines
}

// Indent puts margin before each line that is not empty.
func Indent(margin string, lines []string) []string {
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = margin + line
		}
	}
	return lines
}

// Mark cuts text to width and draws the bytes that are marked apart from the
// rest. It never divides a grapheme cluster.
func Mark(st *Styles, base, mark Style, text string, marked func(i int) bool, width int) string {
	shown := st.Cut(text, width)
	var b strings.Builder
	start, on := 0, false
	for i := 0; i < len(shown); {
		cluster, _ := CutFirstCluster(shown[i:])
		now := false
		for k := range len(cluster) {
			now = now || marked(i+k)
		}
		if now != on {
			b.WriteString(Either(on, mark, base).Render(shown[start:i]))
			start, on = i, now
		}
		i += len(cluster)
	}
	b.WriteString(Either(on, mark, base).Render(shown[start:]))
	return b.String()
}

func Either(on bool, yes, no Style) Style {
	if on {
		return yes
	}
	return no
}
