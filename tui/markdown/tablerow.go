package markdown

import "strings"

// An align is the alignment of the cells of a column.
type align uint8

const (
	alignLeft align = iota
	alignCenter
	alignRight
)

// A tableRow is one row of a table, ready for wrapping.
type tableRow struct {
	start, end int
	cells      []cells
	links      []string
}

// tableStart returns the alignments of the columns if header and delimiter
// are the first two lines of a table, nil if they are not.
func tableStart(header, delimiter string) []align {
	if strings.Trim(delimiter, "|:- \t") != "" || !strings.ContainsAny(delimiter, "|:") || !strings.Contains(delimiter, "-") {
		return nil
	}
	var aligns []align
	for _, s := range splitRow(delimiter) {
		dashes := strings.TrimSuffix(strings.TrimPrefix(s.text, ":"), ":")
		if dashes == "" || strings.Trim(dashes, "-") != "" {
			return nil
		}
		a := alignLeft
		switch left, right := s.text[0] == ':', s.text[len(s.text)-1] == ':'; {
		case left && right:
			a = alignCenter
		case right:
			a = alignRight
		}
		aligns = append(aligns, a)
	}
	if len(splitRow(header)) != len(aligns) {
		return nil
	}
	return aligns
}

// A cellText is the text of one cell and its offset in the row.
type cellText struct {
	text string
	at   int
}

// splitRow splits a row at its unescaped bars.
func splitRow(row string) []cellText {
	end := len(strings.TrimRight(row, " \t"))
	at := len(row) - len(strings.TrimLeft(row, " \t"))
	if at < end && row[at] == '|' {
		at++
	}
	var fields []cellText
	for at < end {
		i := at
		for i < end && row[i] != '|' {
			if row[i] == '\\' {
				i++
			}
			i++
		}
		i = min(i, end)
		text := strings.TrimLeft(row[at:i], " \t")
		fields = append(fields, cellText{strings.TrimRight(text, " \t"), i - len(text)})
		at = i + 1
	}
	return fields
}

// parseRow reads a row of n columns. Text behind the last column joins it, so
// that nothing is lost.
func (p *blockParser) parseRow(s seg, n int, base style) tableRow {
	row := tableRow{start: s.start, end: s.end, cells: make([]cells, n)}
	text := p.src[s.start:s.end]
	fields := splitRow(text)
	if len(fields) > n {
		last := &fields[n-1]
		end := len(strings.TrimRight(text, " \t|"))
		last.text = text[last.at:max(end, last.at+len(last.text))]
		fields = fields[:n]
	}
	in := inliner{styles: p.styles, opts: p.opts, refs: p.refs, draft: p.draft}
	for i, f := range fields {
		if f.text == "" {
			continue
		}
		cell := newPassage(p.src, seg{s.start + f.at, s.start + f.at + len(f.text), 0})
		if strings.Contains(cell.text, `\|`) {
			cell.text = strings.ReplaceAll(cell.text, `\|`, "|")
		}
		var cs cells
		in.spans(cell, &cs, base)
		row.cells[i] = cs
	}
	row.links = in.links
	return row
}

// cellWidths returns the widths of the longest line and of the longest word of
// a cell.
func cellWidths(cs cells) (line, word int) {
	l, w := 0, 0
	for i, c := range cs {
		if c.newline() {
			l, w = 0, 0
			continue
		}
		l += int(c.width)
		if w += int(c.width); c.space() {
			w = 0
		}
		line, word = max(line, l), max(word, w)
		if i+1 < len(cs) && mayBreak(cs, i) {
			w = 0
		}
	}
	return line, word
}
