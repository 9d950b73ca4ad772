package spoken

import (
	"fmt"
	"regexp"
	"strings"
)

// A table is told as records: each cell after the name of its column.
type table struct {
	first  string // a line that is a header if the next one says so
	quotes int    // in which first is
	names  []string
	rows   int
}

var delimiterRow = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)

// mayBeTable reports whether a line can be a row: it begins with a bar, or has one
// within its first sentence.
func mayBeTable(line string) bool {
	if strings.HasPrefix(strings.TrimLeft(line, " "), "|") {
		return true
	}
	if end := sentenceEnd(line); end >= 0 {
		line = line[:end]
	}
	return strings.Contains(line, "|") && !strings.Contains(line, "`")
}

// tableLine tells a row, or holds what may be a header until the next line.
func (t *Teller) tableLine(quotes int, line string) {
	switch {
	case t.table.names != nil:
		t.row(cells(line))
	case t.table.first != "" && delimiterRow.MatchString(line) && len(cells(line)) == len(cells(t.table.first)):
		t.startTable()
	default:
		t.endTable()
		t.table.first, t.table.quotes = line, quotes
	}
}

func (t *Teller) startTable() {
	names := cells(t.table.first)
	quotes := t.table.quotes
	t.table = table{}
	t.endBlock()
	t.enterQuotes(quotes)
	for i, name := range names {
		if names[i] = span(name); names[i] == "" {
			names[i] = fmt.Sprintf("Column %d", i+1)
		}
	}
	columns := "1 column"
	if len(names) > 1 {
		columns = fmt.Sprintf("%d columns", len(names))
	}
	t.put("Table, " + columns + ": " + strings.Join(names, ", ") + ".")
	t.table.names = names
}

// row tells one row as a record.
func (t *Teller) row(row []string) {
	t.table.rows++
	var told []string
	for i, name := range t.table.names {
		if i >= len(row) {
			break
		}
		if cell := span(row[i]); cell != "" {
			told = append(told, name+": "+cell)
		}
	}
	if len(row) > len(t.table.names) { // GitHub drops these; nothing disappears here
		told = append(told, span(strings.Join(row[len(t.table.names):], " | ")))
	}
	if len(told) == 0 {
		told = []string{"empty"}
	}
	t.put(fmt.Sprintf("Row %d. %s.", t.table.rows, strings.TrimSuffix(strings.Join(told, "; "), ".")))
}

// endTable tells the end of the table, or the line that was no header.
func (t *Teller) endTable() {
	held := t.table
	t.table = table{}
	if held.names != nil {
		rows := "1 row"
		if held.rows != 1 {
			rows = fmt.Sprintf("%d rows", held.rows)
		}
		t.put("End of table, " + rows + ".")
		t.gap = true
	}
	if held.first == "" {
		return
	}
	before := t.arriving
	t.arriving = strings.Repeat("> ", held.quotes) + held.first
	t.open()
	t.sentences()
	t.say(span(strings.TrimSpace(t.arriving)))
	t.arriving, t.opened = before, false
}

// cells returns the cells of a row.
func cells(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "|")
	if strings.HasSuffix(line, "|") && !strings.HasSuffix(line, `\|`) {
		line = line[:len(line)-1]
	}
	var found []string
	start := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			found = append(found, line[start:i])
			start = i + 1
		}
	}
	found = append(found, line[start:])
	for i := range found {
		found[i] = strings.ReplaceAll(strings.TrimSpace(found[i]), `\|`, "|")
	}
	return found
}
