package markdown

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// visual returns a row with right-to-left text put into the order in which
// terminals draw cells. It returns a row without such text unchanged.
func (p *blockParser) visual(row cells, rtl bool) cells {
	if p.opts.LogicalOrder {
		return row
	}
	return inVisualOrder(row, rtl)
}

// VisualOrder puts the grapheme clusters of a row into the order in which
// terminals draw them, brackets mirrored. from[i] is the index of the cluster
// that shown[i] was, nil if the row already has its order. rtl is the result
// of [RightToLeft] for the whole paragraph.
func VisualOrder(clusters []string, rtl bool) (shown []string, from []int) {
	if !slices.ContainsFunc(clusters, isRTL) {
		return clusters, nil
	}
	row := make(cells, len(clusters))
	for i, text := range clusters {
		row[i] = cell{text: text, pos: i}
	}
	for _, c := range inVisualOrder(row, rtl) {
		shown, from = append(shown, c.text), append(from, c.pos)
	}
	return shown, from
}

// RightToLeft reports whether the first letter of text belongs to a script
// that is written from right to left.
func RightToLeft(text string) bool {
	for len(text) > 0 {
		props, size := bidi.LookupString(text)
		switch props.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
		text = text[max(size, 1):]
	}
	return false
}

// direct sets the embedding levels of a run of cells before it is wrapped: the
// level of a full stop depends on the text on both of its sides, which may end
// up on two rows.
func (p *blockParser) direct(cs cells, rtl bool) {
	if p.opts.LogicalOrder || !rtl && !slices.ContainsFunc(cs, func(c cell) bool { return isRTL(c.text) }) {
		return
	}
	for from := 0; from < len(cs); {
		to := from
		for to < len(cs) && !cs[to].newline() {
			to++
		}
		line := cs[from:to]
		for i, level := range levels(line, baseLevel(rtl)) {
			line[i].level = uint8(level) + 1
		}
		from = to + 1
	}
}

func baseLevel(rtl bool) int {
	if rtl {
		return 1
	}
	return 0
}
