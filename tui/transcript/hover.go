package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/tui/markdown"
)

// A Target is what a click at the pointer would act on.
type Target int

const (
	NoTarget    Target = iota
	OnLink             // shows where the link leads
	OnCode             // copies the block
	OnFold             // shows the rest of a question, its files or a summary
	OnScrollBar        // scrolls
	OnEnd              // goes to the newest line
)

// hover is what the pointer is on.
type hover struct {
	target   Target
	at       point
	from, to int // the cells of the row that are marked
}

// Hover marks what can be clicked at a cell of the window, and returns what that is
// and, of a link, its address. It looks at one row, and changes a drawing only if the
// pointer has come to something else.
func (t *Transcript) Hover(x, y int) (Target, string) {
	h, address := t.hoverAt(x, y)
	t.setHover(h)
	return h.target, address
}

// Unhover removes the mark: the pointer is elsewhere.
func (t *Transcript) Unhover() { t.setHover(hover{}) }

func (t *Transcript) setHover(h hover) {
	if t.hover != h {
		t.hover = h
		t.changes++
	}
}

func (t *Transcript) hoverAt(x, y int) (hover, string) {
	if !t.mouse || t.drag.kind != notDragging || y < 0 || len(t.drawn.places) == 0 {
		return hover{}, ""
	}
	if y >= t.height {
		if !t.Following() && y <= t.height+1 {
			return hover{target: OnEnd}, ""
		}
		return hover{}, ""
	}
	if x >= t.layout.Width-1 && t.hasBar() {
		return hover{target: OnScrollBar}, ""
	}
	if l, at, ok := t.linkAt(x, y); ok {
		at.col = 0
		return hover{OnLink, at, l.from, l.to}, l.URL
	}
	at, ok := t.pointAt(0, y)
	if !ok || y >= len(t.drawn.places) || x < t.left() {
		return hover{}, ""
	}
	lines := t.rows(at.item)
	if at.row >= len(lines) {
		return hover{}, ""
	}
	at.col = 0
	width := ansi.StringWidth(lines[at.row].Text)
	if x >= t.left()+width {
		return hover{}, ""
	}
	if t.opensFence(at.item, lines[at.row]) {
		return hover{OnCode, at, 0, width}, ""
	}
	if long, whole := t.folds(at.item); long && !whole && width > 0 && t.showsNoSource(at) {
		return hover{OnFold, at, 0, width}, ""
	}
	return hover{}, ""
}

// covers reports whether the cells of a row are marked.
func (h hover) covers(item, row int) bool {
	return h.to > h.from && h.at.item == item && h.at.row == row
}

// opensFence reports whether a row shows the first line of a block of code. Unlike
// labelAt, it never lays anything out.
func (t *Transcript) opensFence(item int, line markdown.Line) bool {
	source := t.Source(item)
	if t.mode.Raw || !t.answers(item) || line.Start < 0 || line.Start >= line.End || line.End > len(source) {
		return false
	}
	first, _, _ := strings.Cut(source[line.Start:line.End], "\n")
	return strings.Contains(first, "```") || strings.Contains(first, "~~~")
}
