package transcript

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banter/tui/markdown"
)

// A Link is a link of an answer: its target, and its text on the screen.
type Link struct{ URL, Label string }

// linkedCells are the cells of a row that belong to a link, from a column up to, but
// not including, another one.
type linkedCells struct {
	Link
	from, to int
}

// linksIn returns the links of a drawn row, from left to right.
func linksIn(row string) []linkedCells {
	if !strings.Contains(row, "\x1b]8;") {
		return nil
	}
	var all []linkedCells
	var open *linkedCells
	var state byte
	col := 0
	end := func() {
		if open != nil && open.to > open.from {
			all = append(all, *open)
		}
		open = nil
	}
	for row != "" {
		seq, width, n, next := ansi.DecodeSequence(row, state, nil)
		row, state = row[n:], next
		if params, ok := strings.CutPrefix(seq, "\x1b]8;"); ok {
			end()
			_, url, _ := strings.Cut(params, ";")
			if url = strings.TrimRight(url, "\x1b\\\a"); url != "" {
				open = &linkedCells{Link: Link{URL: url}, from: col, to: col}
			}
			continue
		}
		if col += width; width > 0 && open != nil {
			open.Label += seq
			open.to = col
		}
	}
	end()
	return all
}

// linkAt returns the link at a cell of the window, with the cells of that row.
func (t *Transcript) linkAt(x, y int) (linkedCells, point, bool) {
	if y < 0 || y >= len(t.drawn.places) || x < t.left() {
		return linkedCells{}, point{}, false
	}
	at, _ := t.pointAt(x, y)
	lines := t.rows(at.item)
	if at.row >= len(lines) {
		return linkedCells{}, point{}, false
	}
	for _, l := range linksIn(lines[at.row].Text) {
		if at.col >= l.from && at.col < l.to {
			return l, at, true
		}
	}
	return linkedCells{}, point{}, false
}

// wholeLink returns a link with its text in the rows above and below.
func (t *Transcript) wholeLink(l linkedCells, at point) Link {
	const most = 20 // rows
	lines, link := t.rows(at.item), l.Link
	for row, from := at.row-1, l.from; row >= 0 && row > at.row-most && from == 0; row-- {
		above := linksIn(lines[row].Text)
		if n := len(above); n == 0 || above[n-1].URL != link.URL {
			break
		} else {
			link.Label, from = above[n-1].Label+link.Label, above[n-1].from
		}
	}
	for row := at.row + 1; row < len(lines) && row < at.row+most; row++ {
		below := linksIn(lines[row].Text)
		if len(below) == 0 || below[0].URL != link.URL || below[0].from > 0 {
			break
		}
		link.Label += below[0].Label
	}
	link.Label = label(link.Label)
	return link
}

// label returns the text of a link without the host in brackets that is drawn after
// it.
func label(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.LastIndex(text, " ("); i > 0 && strings.HasSuffix(text, ")") {
		text = text[:i]
	}
	return text
}

// Links returns the links of an item, each address once.
func (t *Transcript) Links(item int) []Link {
	var all []Link
	seen := map[string]int{}
	last := ""
	for _, line := range t.linkedRows(item) {
		for _, l := range linksIn(line.Text) {
			i, known := seen[l.URL]
			switch {
			case !known:
				seen[l.URL] = len(all)
				all = append(all, l.Link)
			case last == l.URL && l.from == 0: // the rest of a wrapped one
				all[i].Label += l.Label
			}
			last = l.URL
		}
	}
	for i := range all {
		all[i].Label = label(all[i].Label)
	}
	return all
}

// linkedRows returns the rows of an item with its links, also if those on the screen
// have none.
func (t *Transcript) linkedRows(item int) []markdown.Line {
	if !t.answers(item) || !t.mode.Raw && !t.styles.PlainLinks {
		return t.rows(item)
	}
	opts := t.options()
	opts.PlainLinks, opts.PlainCode = false, true
	return markdown.Render(t.numbered(item).Text, opts)
}
