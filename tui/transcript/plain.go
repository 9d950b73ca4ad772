package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/tui/markdown"
	"banter/tui/wrap"
)

// plainText lays out text without markdown: a question, or any message in the raw
// view. When the text grows, only its last rows are laid out again.
type plainText struct {
	width int
	show  func(string) string // makes a cluster safe: termsafe.Text or termsafe.Visible
	turns bool                // reorder right-to-left text for the screen
	fixed int                 // rows before the text that show nothing of it
	rows  []markdown.Line
}

// A plainCell is a grapheme cluster, ready to show.
type plainCell struct {
	text  string
	width int
	size  int  // bytes of the source
	blank bool // a row may end after it
}

// grow lays out src. The text of the previous call must be a prefix of src.
func (p *plainText) grow(src string) {
	at := p.reopen()
	for {
		line, _, more := strings.Cut(src[at:], "\n")
		p.line(line, at)
		if !more {
			return
		}
		at += len(line) + 1
	}
}

// reopen removes the rows that more text may change and returns the byte at which
// they begin. These are the last row, and the one before if it shows the same
// line: the last cluster may be incomplete, and may fit there when it is whole.
func (p *plainText) reopen() int {
	last := len(p.rows) - 1
	if last < p.fixed {
		return 0
	}
	if last > p.fixed && p.rows[last-1].End == p.rows[last].Start {
		last--
	}
	at := p.rows[last].Start
	p.rows = p.rows[:last]
	return at
}

// line lays out a line of the source, which begins at byte at.
func (p *plainText) line(line string, at int) {
	cells := plainCells(line, p.show)
	rtl := p.turns && markdown.RightToLeft(line)
	from := 0
	for start := range wrap.Rows(len(cells), p.width, func(i int) (int, bool) { return cells[i].width, cells[i].blank }) {
		if start > 0 {
			at = p.row(cells[from:start], at, rtl)
		}
		from = start
	}
	p.row(cells[from:], at, rtl)
}

// row appends a row, which begins at byte at, and returns the byte after it.
func (p *plainText) row(cells []plainCell, at int, rtl bool) int {
	start := at
	for _, c := range cells {
		at += c.size
	}
	shown := strings.TrimRight(strings.Join(texts(cells), ""), " ")
	if p.turns {
		turned, _ := turn(cells, rtl)
		shown = strings.Join(turned, "")
	}
	if ansi.StringWidth(shown) > p.width { // a single cell wider than the row
		shown = ansi.Truncate(shown, p.width, "")
	}
	p.rows = append(p.rows, markdown.Line{Text: shown, Start: start, End: at})
	return at
}

// plainCells cuts a line, or a part of one, into cells.
func plainCells(line string, show func(string) string) []plainCell {
	cells := make([]plainCell, 0, len(line))
	for line != "" {
		c := plainCell{text: line[:1], width: 1, size: 1, blank: line[0] == ' '}
		if line[0] < ' ' || line[0] > '~' || len(line) > 1 && line[1] > '~' {
			c = plainCluster(line, show)
		}
		cells = append(cells, c)
		line = line[c.size:]
	}
	return cells
}

// plainCluster returns the first cluster of line. A CR at the end of a line, as in
// files from Windows, shows nothing.
func plainCluster(line string, show func(string) string) plainCell {
	cluster, width := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
	c := plainCell{text: cluster, width: width, size: len(cluster)}
	switch shown := show(cluster); {
	case cluster == "\r" && len(line) == 1:
		c.text, c.width = "", 0
	case cluster == "\t":
		c.text, c.width, c.blank = "    ", 4, true
	case shown != cluster:
		c.text = strings.ReplaceAll(shown, "\n", " ")
		c.width = ansi.StringWidth(c.text)
	}
	return c
}

// turn returns what cells show in the order of the screen, without blanks at the
// end, and the index of the cell that each text is from.
func turn(cells []plainCell, rtl bool) (shown []string, from []int) {
	for len(cells) > 0 && strings.Trim(cells[len(cells)-1].text, " ") == "" {
		cells = cells[:len(cells)-1]
	}
	return markdown.VisualOrder(texts(cells), rtl)
}

// texts returns what each cell shows.
func texts(cells []plainCell) []string {
	all := make([]string, len(cells))
	for i, c := range cells {
		all[i] = c.text
	}
	return all
}

// column returns the index of the byte in text that column col of its row shows.
// text is the source of the row.
func (p *plainText) column(text string, col int, rtl bool) int {
	cells := plainCells(text, p.show)
	starts := make([]int, len(cells)+1)
	for i, c := range cells {
		starts[i+1] = starts[i] + c.size
	}
	var from []int
	if p.turns {
		_, from = turn(cells, rtl)
	}
	for i, c := range cells {
		logical := i
		if i < len(from) {
			logical = from[i]
			c = cells[logical]
		}
		if col < c.width || col <= 0 {
			return starts[logical]
		}
		col -= c.width
	}
	return starts[len(cells)]
}
