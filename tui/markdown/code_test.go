package markdown

import (
	"strings"
	"testing"
)

// Blanks at the end of a line of code that do not fit beside it make no row of
// their own: it would look like a blank line that is not there.
func TestBlanksAtTheEndOfALineOfCodeMakeNoRow(t *testing.T) {
	for _, end := range []string{" ", "   ", "\t", strings.Repeat(" ", 50)} {
		for width := 8; width < 24; width++ {
			text := "```\nfmt.Println(x)" + end + "\nlast\n```\n"
			d := finished(text, width)
			for i, l := range d.Lines() {
				if strings.TrimSpace(l.Text) == "" {
					t.Fatalf("%q at width %d: row %d is blank: %q", end, width, i, l.Text)
				}
			}
			if got := d.CodeBlocks()[0].Content; got != "fmt.Println(x)"+end+"\nlast" {
				t.Fatalf("its code is %q", got)
			}
			row, _ := find(t, d, "last")
			if from, to := d.Select(row-1, 0, row, 0); !strings.HasSuffix(text[from:to], end+"\n") {
				t.Errorf("%q at width %d: selecting the row gives %q", end, width, text[from:to])
			}
		}
	}
}
