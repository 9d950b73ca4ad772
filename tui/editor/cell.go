package editor

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A cell is what the caret steps over at once: a grapheme cluster, or a paste
// that is folded to its label.
type cell struct {
	text  string
	width int
	fold  *fold // nil: a cluster
}

// A fragment is a piece of text, line by line; it has at least one line.
type fragment [][]cell

// tabWidth is how a tab is drawn: it keeps its byte, and takes fixed cells.
const tabWidth = 4

// fragment cuts safe text into cells.
func (e *Editor) fragment(text string) fragment {
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

// join returns a new slice of a and b. Where they meet two cells may become
// one: a letter and the accent that follows it.
func (e *Editor) join(a, b []cell) []cell {
	joined := make([]cell, 0, len(a)+len(b))
	if len(a) == 0 || len(b) == 0 || a[len(a)-1].fold != nil || b[0].fold != nil {
		return append(append(joined, a...), b...)
	}
	last := len(a) - 1
	joined = append(joined, a[:last]...)
	joined = append(joined, cells(a[last].text+b[0].text)...)
	return append(joined, b[1:]...)
}

// between returns a copy of what lies between two places.
func (e *Editor) between(from, to pos) fragment {
	frag := fragment{}
	for i := from.line; i <= to.line; i++ {
		part := e.lines[i].cells
		if i == to.line {
			part = part[:to.col]
		}
		if i == from.line {
			part = part[from.col:]
		}
		frag = append(frag, part)
	}
	return frag
}

// before returns the cells of the caret's line that are before it.
func (e *Editor) before() []cell {
	if len(e.lines) == 0 {
		return nil
	}
	return e.lines[e.caret.line].cells[:e.caret.col]
}

// after returns the cells of the caret's line that are behind it.
func (e *Editor) after() []cell {
	if len(e.lines) == 0 {
		return nil
	}
	return e.lines[e.caret.line].cells[e.caret.col:]
}

// blankBefore reports whether the caret follows a blank or starts a line.
func (e *Editor) blankBefore() bool {
	before := e.before()
	return len(before) == 0 || blank(before[len(before)-1])
}

// end returns the place behind the last cell.
func (e *Editor) end() pos {
	if len(e.lines) == 0 {
		return pos{}
	}
	last := len(e.lines) - 1
	return pos{last, len(e.lines[last].cells)}
}
