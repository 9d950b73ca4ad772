package markdown

import "slices"

// Select returns the bytes of the source that a selection on the rows of Lines
// covers: from the cell in column fromCol of row fromRow up to, and without,
// the one in column toCol of row toRow. Cells that are not in the source,
// such as margins, count as the text next to them. The first call after a
// change costs as much as a render of the whole text.
func (d *Document) Select(fromRow, fromCol, toRow, toCol int) (start, end int) {
	rows := d.Lines()
	if len(rows) == 0 || toRow < 0 || fromRow >= len(rows) {
		return 0, 0
	}
	if fromRow < 0 {
		fromRow, fromCol = 0, 0
	}
	cols := d.record()
	end = rows[len(rows)-1].End
	start = sourceAt(rows[fromRow], cols[fromRow], fromCol)
	if toRow < len(rows) {
		end = sourceAt(rows[toRow], cols[toRow], toCol)
	}
	return start, max(start, end)
}

// sourceAt returns the place in the source of column col of a row: the
// beginning of the row's text for its first column, the end behind its last.
func sourceAt(l Line, cols []int32, col int) int {
	if col <= 0 {
		return l.Start
	}
	if at, ok := first(cols, col); ok {
		return min(max(at, l.Start), l.End)
	}
	return l.End
}

// record returns the places in the source of each cell of the rows.
func (d *Document) record() [][]int32 {
	opts := d.opts
	opts.PlainCode = true // these rows are not shown
	if s := d.selected; s == nil || s.src.Len() != d.src.Len() || s.done != d.done || s.opts != opts {
		d.selected = &Document{parser: &blockParser{record: true}}
		d.selected.Resize(opts)
		d.selected.Append(d.Source())
		d.selected.done = d.done
	}
	d.selected.Lines()
	return d.selected.cols
}

// first returns the place in the source of the cell in column col. It reports false
// behind the end of a row. In a row that was put into visual order the place
// is that of the whole row.
func first(cols []int32, col int) (int, bool) {
	if col >= len(cols) {
		return 0, false
	}
	if !slices.IsSorted(cols) {
		return int(slices.Min(cols)), true
	}
	return int(cols[col]), true
}

// columns returns the place in the source of each column of a row.
func columns(margin, row cells) []int32 {
	cols := make([]int32, 0, margin.width()+row.width())
	at := int32(-1)
	if len(row) > 0 {
		at = int32(row[0].pos)
	}
	for _, c := range margin {
		for range c.width {
			cols = append(cols, min(int32(c.pos), at))
		}
	}
	for _, c := range row {
		if c.pos != ours {
			at = int32(c.pos)
		}
		for range c.width {
			cols = append(cols, at)
		}
	}
	return cols
}
