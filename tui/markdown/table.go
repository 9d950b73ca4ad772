package markdown

import (
	"slices"
	"strings"
)

const (
	sampleRows  = 32   // rows that decide the widths of the columns
	sampleBytes = 4096 // bytes of rows that do
	readable    = 8    // cells that a column should have
	maxRow      = 16 << 10
)

// A table is an open table. Its first rows decide the widths of the columns
// and are drawn again while they arrive; once the widths are settled each row
// is drawn once. Whether it is drawn as columns or as one record a row is
// decided by the head and the first row, and does not change under the
// reader's eyes after that.
type table struct {
	start     int
	aligns    []align
	head      tableRow
	delimiter seg
	sample    []tableRow
	size      int
	begun     seg  // a row of which more is to come
	drawn     bool // a row is on the screen
	frame     *frame
	widths    []int // of the columns, or of key and value; nil while the sample grows
	records   bool
	bare      bool // there is only a head
}

func newTable(p *blockParser, start int, header, delimiter seg, aligns []align) leaf {
	t := &table{start: start, aligns: aligns, delimiter: delimiter}
	t.head = p.parseRow(header, len(aligns), p.sheet.strong.on(p.base()))
	return t
}

func (t *table) take(*blockParser, *cursor) bool { return false }

func (t *table) clone() leaf {
	c := *t
	c.sample = t.sample[:len(t.sample):len(t.sample)]
	if t.frame != nil {
		f := *t.frame
		c.frame = &f
	}
	return &c
}

func (t *table) text(p *blockParser, c *cursor) {
	t.begun = seg{c.next, c.end, 0}
	t.row(p)
}

// rest takes more of a long row. A row without end becomes a paragraph.
func (t *table) rest(p *blockParser, s seg) {
	if t.begun.end == 0 || s.end-t.begun.start > maxRow {
		p.leave(len(p.open))
		p.leaf = p.newParagraph(s)
		return
	}
	t.begun.end = s.end
	t.row(p)
}

// row takes the row that has arrived, unless there is more of it to come.
func (t *table) row(p *blockParser) {
	if p.more || t.begun.end == 0 {
		return
	}
	s := t.begun
	t.begun = seg{}
	row := p.parseRow(s, len(t.aligns), p.base())
	if t.widths != nil {
		t.draw(p, row)
		return
	}
	t.sample = append(t.sample, row)
	if t.size += s.end - s.start; len(t.sample) >= sampleRows || t.size >= sampleBytes {
		t.settle(p)
	}
}

func (t *table) close(p *blockParser) {
	more := p.more
	p.more = false
	t.row(p)
	p.more = more
	if t.widths == nil {
		t.settle(p)
	}
}

// settle decides the widths and draws the rows so far.
func (t *table) settle(p *blockParser) {
	t.frame = p.frame()
	t.widths, t.records = t.layout(p)
	t.bare = len(t.sample) == 0
	if !t.records {
		t.columns(p, t.head, t.start, t.head.end)
		t.ruler(p)
	}
	for _, row := range t.sample {
		t.draw(p, row)
	}
	if t.records && t.bare {
		t.record(p, tableRow{start: t.start, end: t.delimiter.end, cells: make([]cells, len(t.aligns))})
	}
	t.sample = nil
}

// layout returns the widths of the columns, or of key and value.
func (t *table) layout(p *blockParser) (widths []int, records bool) {
	n := len(t.aligns)
	natural := make([]int, n)
	for i, cs := range t.head.cells {
		natural[i] = max(cellWidth(cs), 1)
	}
	space := t.frame.width - cellsOf(p.sheet.column)*(n-1)
	if t.cramped(natural, space) {
		key := slices.Max(natural)
		if key > t.frame.width/2 || t.frame.width < readable {
			return []int{0, t.frame.width}, true
		}
		return []int{key, t.frame.width - key - 2}, true
	}
	for _, row := range t.sample {
		for i, cs := range row.cells {
			natural[i] = max(natural[i], cellWidth(cs))
		}
	}
	return share(natural, space), false
}

// cramped reports whether columns would not be readable in the given space,
// going by the widths of the head and the first row.
func (t *table) cramped(head []int, space int) bool {
	sum, need := 0, 0
	for i, w := range head {
		if len(t.sample) > 0 {
			w = max(w, cellWidth(t.sample[0].cells[i]))
		}
		sum += w
		need += min(w, readable)
	}
	return need > space || space/len(head) < readable && sum > space*2/3
}

// share cuts widths so that they sum up to at most total: columns that need
// less than an equal part get what they need, the others share the rest.
func share(natural []int, total int) []int {
	widths := make([]int, len(natural))
	left := len(natural)
	for left > 0 {
		part, fixed := total/left, false
		for i, w := range natural {
			if widths[i] == 0 && w <= part {
				widths[i], fixed = w, true
				total -= w
				left--
			}
		}
		if fixed {
			continue
		}
		for i := range natural {
			if widths[i] == 0 {
				widths[i] = max(total/left, 1)
				total -= widths[i]
				left--
			}
		}
	}
	return widths
}

func cellsOf(s string) int {
	var cs cells
	cs.draw(s, 0, style{})
	return cs.width()
}

func (t *table) draw(p *blockParser, row tableRow) {
	if t.records {
		t.record(p, row)
		return
	}
	t.columns(p, row, row.start, row.end)
}

// ruler draws the line between head and body.
func (t *table) ruler(p *blockParser) {
	var row cells
	look := p.sheet.table.on(style{})
	for i, w := range t.widths {
		if i > 0 {
			row.draw(p.sheet.cross, t.delimiter.start, look)
		}
		row.draw(strings.Repeat(p.sheet.rowCell, w), t.delimiter.start, look)
	}
	p.emit(t.frame, row, t.delimiter.start, t.delimiter.end)
}

// columns draws a row as columns.
func (t *table) columns(p *blockParser, row tableRow, start, end int) {
	p.writer.links = row.links
	p.sideBySide(t.frame, row.cells, t.widths, t.aligns, p.sheet.column, start, end)
}

// record draws a row as lines of key and value.
func (t *table) record(p *blockParser, row tableRow) {
	if t.drawn {
		p.emit(t.frame, p.hairline(t.frame.width, row.start), row.start, row.start)
	} else {
		row.start = t.start
	}
	t.drawn = true
	start := row.start
	for i, value := range row.cells {
		if len(value) == 0 && !t.bare {
			continue
		}
		line := tableRow{start: start, end: row.end}
		if !t.bare { // a head alone has no values to look for
			line.end = valueStart(p.src, row, i+1)
			start = line.end
		}
		links := append(t.head.links[:len(t.head.links):len(t.head.links)], row.links...)
		value = append(cells(nil), value...)
		for j := range value {
			if value[j].link > 0 {
				value[j].link += len(t.head.links)
			}
		}
		p.writer.links = links
		if t.widths[0] == 0 {
			p.stacked(t.frame, []cells{t.head.cells[i], value}, line)
			continue
		}
		p.sideBySide(t.frame, []cells{t.head.cells[i], value}, t.widths, nil, "  ", line.start, line.end)
	}
}

// valueStart returns where the first value from column i on that a record shows
// begins in the source, or where the row ends.
func valueStart(src string, row tableRow, i int) int {
	for ; i < len(row.cells); i++ {
		for _, c := range row.cells[i] {
			if c.pos != ours {
				bar := strings.LastIndexByte(src[row.start:c.pos], '|') + 1
				field := src[row.start+bar : c.pos]
				return c.pos - len(strings.TrimLeft(field, " \t"))
			}
		}
	}
	return row.end
}

// stacked draws parts below each other.
func (p *blockParser) stacked(f *frame, parts []cells, row tableRow) {
	for _, cs := range parts {
		cs.fit(f.width)
		for _, s := range wrap(cs, f.width, nil) {
			p.emit(f, cs[s.from:s.to], row.start, row.end)
		}
	}
}

// sideBySide wraps cells into columns of the given widths and draws the rows
// that this makes.
func (p *blockParser) sideBySide(f *frame, row []cells, widths []int, aligns []align, between string, start, end int) {
	wrapped := make([][]span, len(row))
	height := 1
	for i := range row {
		row[i].fit(widths[i])
		wrapped[i] = wrap(row[i], widths[i], nil)
		height = max(height, len(wrapped[i]))
	}
	for h := range height {
		cs := p.cells[:0]
		for i := range row {
			if i > 0 {
				cs.draw(between, ours, p.sheet.table.on(style{}))
			}
			var part cells
			if h < len(wrapped[i]) {
				part = row[i][wrapped[i][h].from:wrapped[i][h].to]
			}
			a := alignLeft
			if aligns != nil {
				a = aligns[i]
			}
			cs = appendAligned(cs, p.visual(part, rightToLeft(row[i])), widths[i], a)
		}
		p.cells = cs
		p.put(f, trimCells(cs), start, end)
	}
}

// appendAligned appends part in a column of the given width.
func appendAligned(cs, part cells, width int, a align) cells {
	space := max(width-part.width(), 0)
	left := 0
	switch a {
	case alignCenter:
		left = space / 2
	case alignRight:
		left = space
	}
	cs = append(cs, blanks(left, ours)...)
	cs = append(cs, part...)
	return append(cs, blanks(space-left, ours)...)
}
