package markdown

import (
	"slices"
	"strings"
)

const (
	readable = 8 // cells that a column should have
	maxRow   = 16 << 10
)

// A table is an open table. Its columns are as wide as all of its rows want
// them. A row that changes the widths draws the table again, so none of it is
// final before its end; but rows that do not, which are nearly all, are drawn
// once. Whether it is drawn as columns or as one record a row is decided by the
// head and the first row, and does not change under the reader's eyes after
// that.
type table struct {
	start     int
	aligns    []align
	head      tableRow
	delimiter seg
	rows      []seg
	begun     seg // a row of which more is to come

	natural []int // by column: cells that its longest line takes
	least   []int // by column: cells that its longest word takes
	first   []int // natural of the head and the first row

	frame   *frame
	before  checkpoint // of the parser, before the first row on the screen
	widths  []int      // of the columns, or of key and value
	records bool
	drawn   bool // a record is on the screen
	redrawn int  // rows that were drawn more than once
	stale   bool // the widths are not those of all rows
}

func newTable(p *blockParser, start int, header, delimiter seg, aligns []align) leaf {
	t := &table{start: start, aligns: aligns, delimiter: delimiter}
	t.natural, t.least = make([]int, len(aligns)), make([]int, len(aligns))
	t.head = p.parseRow(header, len(aligns), p.styles.strong.on(p.base()))
	t.measure(t.head)
	t.first = slices.Clone(t.natural)
	t.frame = p.frame()
	t.before = p.checkpoint()
	t.layout(p)
	t.drawAll(p)
	return t
}

func (t *table) take(*blockParser, *cursor) bool { return false }

// clone implements leaf. A draft draws nothing of a table: its rows are there
// already, and the one that is still arriving would move the columns with
// every word.
func (t *table) clone() leaf {
	c := *t
	return &c
}

// held implements holder.
func (t *table) held() (rows int, ok bool) { return t.before.rows, true }

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

// row draws the row that has arrived, unless more of it is to come.
func (t *table) row(p *blockParser) {
	if p.more || t.begun.end == 0 || p.draft {
		return
	}
	row := p.parseRow(t.begun, len(t.aligns), p.base())
	t.rows = append(t.rows, t.begun)
	t.begun = seg{}
	wider := t.measure(row)
	if len(t.rows) == 1 {
		t.first = slices.Clone(t.natural)
	}
	switch {
	case len(t.rows) > 1 && !wider:
	case t.redrawn > 8*len(t.rows)+512:
		t.stale = true // many redraws would make the work more than linear
	case t.layout(p), t.records && len(t.rows) == 1: // the record of a head alone goes
		t.drawAll(p)
		return
	}
	t.draw(p, row)
}

func (t *table) close(p *blockParser) {
	more := p.more
	p.more = false
	t.row(p)
	p.more = more
	if t.stale && !p.draft {
		t.layout(p)
		t.drawAll(p)
	}
}

// measure takes a row into the widths that the columns want, and reports
// whether they have grown.
func (t *table) measure(row tableRow) bool {
	grown := false
	for i, cs := range row.cells {
		line, word := cellWidths(cs)
		grown = grown || line > t.natural[i] || word > t.least[i]
		t.natural[i], t.least[i] = max(t.natural[i], line, 1), max(t.least[i], word, 1)
	}
	return grown
}

// layout decides the widths of the columns, or of key and value, and reports
// whether they have changed.
func (t *table) layout(p *blockParser) bool {
	space := t.frame.width - cellsOf(p.styles.column)*(len(t.aligns)-1)
	before, records := t.widths, t.records
	if t.records = t.cramped(space); t.records {
		t.widths = t.keyAndValue()
	} else {
		t.widths = columnWidths(t.natural, t.least, space)
	}
	return records != t.records || !slices.Equal(before, t.widths)
}

// keyAndValue returns the widths of key and value in records. A key as wide as
// its value is above it, and has none.
func (t *table) keyAndValue() []int {
	key := 1
	for _, cs := range t.head.cells {
		line, _ := cellWidths(cs)
		key = max(key, line)
	}
	if key > t.frame.width/2 || t.frame.width < readable {
		return []int{0, t.frame.width}
	}
	return []int{key, t.frame.width - key - 2}
}

// cramped reports whether columns would not be readable in the given space,
// going by the widths of the head and the first row.
func (t *table) cramped(space int) bool {
	sum, need := 0, 0
	for _, w := range t.first {
		sum += w
		need += min(w, readable)
	}
	return need > space || space/len(t.first) < readable && sum > space*2/3
}

func cellsOf(s string) int {
	var cs cells
	cs.draw(s, 0, style{})
	return cs.width()
}

// drawAll draws the table in the place of its rows on the screen.
func (t *table) drawAll(p *blockParser) {
	p.rewind(t.before)
	f := *t.frame
	f.begun = false
	t.frame, t.drawn, t.stale = &f, false, false
	if !t.records {
		t.columns(p, t.head, t.start, t.head.end)
		t.ruler(p)
	}
	for _, s := range t.rows {
		t.draw(p, p.parseRow(s, len(t.aligns), p.base()))
	}
	if t.records && len(t.rows) == 0 {
		t.record(p, tableRow{start: t.start, end: t.delimiter.end, cells: make([]cells, len(t.aligns))})
	}
	t.redrawn += len(t.rows)
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
	look := p.styles.table.on(style{})
	for i, w := range t.widths {
		if i > 0 {
			row.draw(p.styles.cross, t.delimiter.start, look)
		}
		row.draw(strings.Repeat(p.styles.rowCell, w), t.delimiter.start, look)
	}
	p.emit(t.frame, row, t.delimiter.start, t.delimiter.end)
}

// columns draws a row as columns.
func (t *table) columns(p *blockParser, row tableRow, start, end int) {
	p.writer.links = row.links
	p.sideBySide(t.frame, row.cells, t.widths, t.aligns, p.styles.column, start, end)
}

// record draws a row as lines of key and value.
func (t *table) record(p *blockParser, row tableRow) {
	if t.drawn {
		p.emit(t.frame, p.hairline(t.frame.width, row.start), row.start, row.start)
	} else {
		row.start = t.start
	}
	t.drawn = true
	start, bare := row.start, len(t.rows) == 0
	for i, value := range row.cells {
		if len(value) == 0 && !bare {
			continue
		}
		line := tableRow{start: start, end: row.end}
		if !bare { // a head alone has no values to look for
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
		p.direct(row[i], rightToLeft(row[i]))
		wrapped[i] = wrap(row[i], widths[i], nil)
		height = max(height, len(wrapped[i]))
	}
	for h := range height {
		cs := p.cells[:0]
		for i := range row {
			if i > 0 {
				cs.draw(between, ours, p.styles.table.on(style{}))
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
