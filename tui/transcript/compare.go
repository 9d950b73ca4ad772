package transcript

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/markdown"
	"banter/tui/style"
)

// CompareWidth is the width of a window, in cells, from which two versions fit beside
// each other.
const CompareWidth = 120

// A Comparison shows two versions of an answer in columns that scroll together.
type Comparison struct {
	question string
	versions []history.Message
	left     int // index of the version on the left
	right    int // index of the version on the right
	top      int // first row of the columns on the screen
	height   int // of the columns in the newest drawing
	rows     int // of the longer column
	columns  [2]column
}

// A column is a version, laid out.
type column struct {
	version, width int
	styles         *style.Styles
	lines          []markdown.Line
}

// columnGap separates the columns.
const columnGap = style.ColumnGap

// NewComparison compares a version, on the left, with the next one. There must be two
// versions. question is the text that they answer.
func NewComparison(question string, versions []history.Message, left int) *Comparison {
	c := &Comparison{question: question, versions: versions, left: left, right: left}
	if c.Next(1); c.right == left {
		c.Next(-1)
	}
	return c
}

// Next shows another version on the right: the next one if step is 1, the one before
// if it is -1. At the ends nothing changes.
func (c *Comparison) Next(step int) {
	at := c.right + step
	if at == c.left {
		at += step
	}
	if at >= 0 && at < len(c.versions) {
		c.right = at
	}
}

// Right returns the ID of the version on the right.
func (c *Comparison) Right() string { return c.versions[c.right].ID }

// Scroll moves both columns by n rows, down if n > 0.
func (c *Comparison) Scroll(n int) { c.top = max(min(c.top+n, c.rows-c.height), 0) }

// Page is how many rows a page scrolls.
func (c *Comparison) Page() int { return max(c.height-2, 1) }

// ViewComparison draws a comparison in height rows, as messages are drawn.
func (t *Transcript) ViewComparison(c *Comparison, st *style.Styles, l style.Layout, height int) []string {
	t.styles, t.layout, t.height = st, l, height
	margin := strings.Repeat(" ", style.GutterWidth)
	width := (l.Width - 2*style.GutterWidth - columnGap) / 2
	question, _, _ := strings.Cut(strings.TrimSpace(c.question), "\n")
	if len(question) > 8*l.Width {
		question = strings.ToValidUTF8(question[:8*l.Width], "")
	}
	rows := []string{
		st.Accent.Render(st.Bar) + " " + st.Cut(termsafe.Line(question), 2*width+columnGap), "",
		margin + beside(t.versionName(c, c.left), t.versionName(c, c.right), width), "",
	}
	left, right := t.column(c, 0, c.left, width), t.column(c, 1, c.right, width)
	c.rows, c.height = max(len(left), len(right)), max(height-len(rows), 1)
	c.Scroll(0)
	for i := c.top; i < c.top+c.height; i++ {
		rows = append(rows, margin+beside(textAt(left, i), textAt(right, i), width))
	}
	return rows[:min(len(rows), height)]
}

// versionName draws the place of a version, its model, its effort and how long it took.
func (t *Transcript) versionName(c *Comparison, at int) string {
	facts := append([]string{fmt.Sprintf("version %d/%d", at+1, len(c.versions))}, answerFacts(&c.versions[at])...)
	facts = facts[:min(len(facts), 4)]
	return t.styles.Dim.Render(strings.Join(facts, style.Gap))
}

// column returns the rows of a version, which are laid out once.
func (t *Transcript) column(c *Comparison, side, version, width int) []markdown.Line {
	col := &c.columns[side]
	if col.lines != nil && col.version == version && col.width == width && col.styles == t.styles {
		return col.lines
	}
	m := &c.versions[version]
	opts := t.options()
	opts.Width = width
	*col = column{version, width, t.styles, append(markdown.Render(m.Text, opts), t.endRows(m)...)}
	return col.lines
}

func textAt(lines []markdown.Line, i int) string {
	if i < len(lines) {
		return lines[i].Text
	}
	return ""
}

// beside returns a row with two texts, each cut to width cells.
func beside(left, right string, width int) string {
	left, right = ansi.Truncate(left, width, ""), ansi.Truncate(right, width, "")
	if right == "" {
		return left
	}
	return left + strings.Repeat(" ", width-ansi.StringWidth(left)+columnGap) + right
}
