package transcript

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/session"
	"banter/tui/style"
)

// BenchmarkHover moves the pointer over an answer of 1 MB, on a link and off it, and
// draws.
func BenchmarkHover(b *testing.B) {
	var text strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&text, "Line %d has [a link](https://example.org/%d) and some more words about it.\n\n", i, i)
	}
	t := New(time.UTC)
	t.SetMouse(true)
	t.Set(session.State{Messages: []history.Message{{ID: "a", Role: history.Assistant, Status: history.Done, Text: text.String()}}}, Problem{})
	l := style.NewLayout(80, 24)
	st := darkStyles()
	t.View(st, l, 20)
	for i := 0; b.Loop(); i++ {
		t.Hover(16*(i%2)+2, 5*(i%3))
		t.View(st, l, 20)
	}
}
