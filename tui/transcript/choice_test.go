package transcript

import (
	"testing"

	"banter/tui/markdown"
	"banter/tui/style"
)

// TestChoiceIsMarked checks that the mark is beside a whole message, or beside the
// rows of one of its blocks, and nowhere else.
func TestChoiceIsMarked(t *testing.T) {
	row := func(start int) markdown.Line { return markdown.Line{Start: start, End: start + 4} }
	whole, block := &choiceMark{item: 2}, &choiceMark{item: 2, bytes: style.Span{From: 10, To: 20}}
	for _, test := range []struct {
		at    *choiceMark
		item  int
		start int
		want  bool
	}{
		{nil, 2, 10, false}, {whole, 1, 10, false}, {whole, 2, 0, true}, {whole, 2, 99, true},
		{block, 1, 12, false}, {block, 2, 9, false}, {block, 2, 10, true}, {block, 2, 19, true}, {block, 2, 20, false},
	} {
		if got := test.at.has(test.item, row(test.start)); got != test.want {
			t.Errorf("%+v, row at %d of %d: %v", test.at, test.start, test.item, got)
		}
	}
}
