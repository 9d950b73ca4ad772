package tui

import (
	"banter/internal/notice"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// gap parts facts and hints that share a row.
const gap = "   "

const (
	gutterWidth = 2 // the accent bar and the blank after it
	columnGap   = 3
	leastText   = 10 // a column narrower than this says nothing
)

// spread puts left and right at the ends of a row, or left alone if there is
// no room for both.
func spread(width int, left, right string) string {
	gap := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// drawNotice draws a sentence and its hint, wrapped, on at most height lines.
func drawNotice(st *styles, n notice.Notice, width, height int) []string {
	lines := wrapped(st.err.Render, n.Sentence, width)
	if n.Hint != "" {
		lines = append(lines, wrapped(st.dim.Render, n.Hint, width)...)
	}
	return lines[:min(len(lines), max(0, height))]
}

// wrapped draws text in lines of at most width cells.
func wrapped(draw func(string) string, text string, width int) []string {
	lines := strings.Split(ansi.Wrap(text, max(1, width), ""), "\n")
	for i, line := range lines {
		lines[i] = draw(strings.TrimRight(line, " "))
	}
	return lines
}

// indent puts margin before each line that is not empty.
func indent(margin string, lines []string) []string {
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = margin + line
		}
	}
	return lines
}

// spot cuts text to width and draws the bytes that are marked apart from the
// rest. It never divides a grapheme cluster.
func spot(st *styles, base, mark ink, text string, marked func(i int) bool, width int) string {
	shown := st.cut(text, width)
	var b strings.Builder
	start, on := 0, false
	for i := 0; i < len(shown); {
		cluster, _ := cutFirstCluster(shown[i:])
		now := false
		for k := range len(cluster) {
			now = now || marked(i+k)
		}
		if now != on {
			b.WriteString(either(on, mark, base).Render(shown[start:i]))
			start, on = i, now
		}
		i += len(cluster)
	}
	b.WriteString(either(on, mark, base).Render(shown[start:]))
	return b.String()
}

func either(on bool, yes, no ink) ink {
	if on {
		return yes
	}
	return no
}
