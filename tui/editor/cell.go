package editor

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A cell is a grapheme cluster, or a paste that is folded to its label. The caret
// steps over it at once.
type cell struct {
	text  string
	width int
	fold  *fold // nil: a cluster
}

// A fragment is a piece of text as lines, at least one.
type fragment [][]cell

// tabWidth is the width of a tab, which keeps its byte in the text.
const tabWidth = 4

// cut cuts safe text into lines of cells.
func cut(text string) fragment {
	parts := strings.Split(text, "\n")
	frag := make(fragment, len(parts))
	for i, part := range parts {
		frag[i] = cells(part)
	}
	return frag
}

// cells cuts one line into clusters.
func cells(text string) []cell {
	made := make([]cell, 0, len(text))
	for text != "" {
		cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		if cluster == "\t" {
			width = tabWidth
		}
		made = append(made, cell{text: cluster, width: width})
		text = text[len(cluster):]
	}
	return made
}

// join returns a new slice of a and b. The two cells where they meet may become
// one: a letter and the accent that follows it.
func join(a, b []cell) []cell {
	joined := make([]cell, 0, len(a)+len(b))
	if len(a) == 0 || len(b) == 0 || a[len(a)-1].fold != nil || b[0].fold != nil {
		return append(append(joined, a...), b...)
	}
	last := len(a) - 1
	joined = append(joined, a[:last]...)
	joined = append(joined, cells(a[last].text+b[0].text)...)
	return append(joined, b[1:]...)
}

// between returns the cells between two positions.
func (e *Editor) between(from, to pos) fragment {
	frag := fragment{}
	for i := from.line; i <= to.line; i++ {
		l := e.lines[i]
		start, end := 0, l.len()
		if i == from.line {
			start = from.col
		}
		if i == to.line {
			end = to.col
		}
		frag = append(frag, l.part(start, end))
	}
	return frag
}

// before returns the cell before the caret, and false at the start of a line.
func (e *Editor) before() (cell, bool) {
	if e.caret.col == 0 {
		return cell{}, false
	}
	return e.lines[e.caret.line].at(e.caret.col - 1), true
}

// afterBlank reports whether the caret follows a blank or starts a line.
func (e *Editor) afterBlank() bool {
	c, ok := e.before()
	return !ok || blank(c)
}

// atLineEnd reports whether no text follows the caret on its line.
func (e *Editor) atLineEnd() bool { return e.caret == e.lineEnd() }

// end returns the position after the last cell.
func (e *Editor) end() pos {
	if len(e.lines) == 0 {
		return pos{}
	}
	last := len(e.lines) - 1
	return pos{last, e.lines[last].len()}
}
