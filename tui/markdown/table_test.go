package markdown

import (
	"strings"
	"testing"
)

// A long cell that comes late has the room that is free, as it arrives and at
// the end.
func TestLateWideRow(t *testing.T) {
	const wide = "The server refuses to brew coffee because it is, permanently, a teapot"
	text := "| Code | Meaning | Since |\n|---|---|---|\n" + strings.Repeat("| 100 | Reserved | 1.0 |\n", 60) + "| 418 | " + wide + " | 1998-04-01 |\n"
	d := New(testOptions(100))
	for _, l := range strings.SplitAfter(text, "\n") {
		d.Append(l)
		d.Lines()
	}
	find(t, d, wide)
	d.Finish()
	find(t, d, wide)
	if rows := plainRows(d.Lines()); len(rows) != 63 || !strings.HasPrefix(rows[2], "100  │ Reserved ") || strings.Index(rows[2], "1.0") < 80 {
		t.Errorf("%d rows, the third %q", len(rows), rows[2])
	}
}

// A growing table cuts no word while there is room for all of them.
func TestGrowingTableCutsNoWord(t *testing.T) {
	text := "| a | b |\n|---|---|\n| short | short |\n| some longer text that wraps in its column | https://example.com/a/long/address/here |\n" +
		"| x | yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy |\n| internationalization | z |\n"
	for width := 70; width < 120; width++ {
		d := New(testOptions(width))
		for i := range len(text) {
			d.Append(text[i : i+1])
			shown := strings.Join(plainRows(d.Lines()), "\n")
			for _, row := range strings.SplitAfter(text[:i+1], "\n") {
				if !strings.HasSuffix(row, "\n") || strings.HasPrefix(row, "|--") || strings.HasPrefix(row, "| a") {
					continue
				}
				for _, word := range strings.Fields(strings.ReplaceAll(row, "|", " ")) {
					if !strings.Contains(shown, word) {
						t.Fatalf("at width %d the word %q is cut:\n%s", width, word, shown)
					}
				}
			}
		}
	}
}

// Widening a table again and again is not more than linear work.
func TestWideningTableIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	drawn := func(rows int) int {
		opts := testOptions(100)
		p := newBlockParser(&opts, newStyleSheet(opts), newRefs())
		p.src = wideningTable(rows)
		for pos := 0; pos < len(p.src); {
			l, next, _ := nextLine(p.src, pos, false, true)
			p.line(l)
			pos = next
		}
		return p.leaf.(*table).redrawn
	}
	if few, many := drawn(500), drawn(5000); many > 12*few {
		t.Errorf("%d rows are drawn again of 500, %d of 5000", few, many)
	}
}

// wideningTable returns a table that wants more room all the time.
func wideningTable(rows int) string {
	var b strings.Builder
	b.WriteString("| a | b |\n|---|---|\n")
	for i := range rows {
		b.WriteString("| " + strings.Repeat("x", 1+i*90/rows) + " | y |\n")
	}
	return b.String()
}
