package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
)

// The text of an attached file is below the question once that is unfolded, of a long
// one the beginning and the end. It is that of the moment of asking.
func TestTheTextOfAFileIsUnfolded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := filesApp(t, nil)
		defer d.leave()
		var lines strings.Builder
		for i := range 100 {
			fmt.Fprintf(&lines, "line %d of \x1b[31mit\n", i+1)
		}
		if err := os.WriteFile("long.txt", []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		d.Type("What is in @src/main.go and @long.txt ?")
		d.sees("• long.txt")
		d.Press("enter")
		d.back.answer(t, "Lines.")
		if err := os.Remove("long.txt"); err != nil {
			t.Fatal(err)
		}
		d.sees("main.go  13 B   Tab shows it")
		d.seesNot("package main")
		d.Press("tab", "home")
		d.sees("Tab hides it", "▌   package main", "line 1 of")
		d.Press("end")
		d.sees("line 24 of", "… 68 more lines, sent whole …", "line 93 of", "line 100 of")
		d.Press("tab")
		d.seesNot("line 100 of")
	})
}
