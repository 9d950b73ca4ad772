package style

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/notice"
	"banter/internal/termsafe"
)

// Gap separates facts and hints that share a row.
const Gap = "   "

// Spread returns a row of width cells with left and right at its ends, or left
// alone if both do not fit.
func Spread(width int, left, right string) string {
	gap := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// Notice draws a sentence and its hint in at most height lines of at most width
// cells.
func Notice(st *Styles, n notice.Notice, width, height int) []string {
	lines := Wrap(st.Err.Render, n.Sentence, width)
	if n.Hint != "" {
		lines = append(lines, Wrap(st.Dim.Render, n.Hint, width)...)
	}
	return lines[:min(len(lines), max(0, height))]
}

// Wrap breaks text into lines of at most width cells and draws each.
func Wrap(draw func(string) string, text string, width int) []string {
	lines := strings.Split(ansi.Wrap(text, max(1, width), ""), "\n")
	for i, line := range lines {
		lines[i] = draw(strings.TrimRight(line, " "))
	}
	return lines
}

// Indent puts margin before each line that is not blank. It changes lines and
// returns it.
func Indent(margin string, lines []string) []string {
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = margin + line
		}
	}
	return lines
}

// Mark cuts text to width cells and draws it in base, except the bytes that
// marked reports, which it draws in mark. It never divides a grapheme cluster.
func Mark(st *Styles, base, mark Style, text string, marked func(i int) bool, width int) string {
	shown := st.Cut(text, width)
	kept := 0 // bytes of text: the sign that some is left out is not marked
	for kept < len(shown) && kept < len(text) && shown[kept] == text[kept] {
		kept++
	}
	var b strings.Builder
	start, on, draw := 0, false, base
	for i := 0; i < len(shown); {
		cluster, _ := CutFirstCluster(shown[i:])
		now := false
		for k := range len(cluster) {
			now = now || i+k < kept && marked(i+k)
		}
		if now != on {
			b.WriteString(draw.Render(shown[start:i]))
			if start, on, draw = i, now, base; on {
				draw = mark
			}
		}
		i += len(cluster)
	}
	b.WriteString(draw.Render(shown[start:]))
	return b.String()
}

// File returns the name of a file and what describes it, safe to show.
func (s *Styles) File(name, detail string) string {
	if s.ASCII {
		detail = strings.ReplaceAll(detail, "×", "x")
	}
	return termsafe.Line(name) + "  " + detail
}
