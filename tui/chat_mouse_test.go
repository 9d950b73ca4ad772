package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/screen"
)

// While the mouse button is down, a growing answer does not move the text, so that
// the selection is the text under the pointer.
func TestTextDoesNotMoveUnderThePressedButton(t *testing.T) {
	more := func(from int) string {
		var b strings.Builder
		for i := range 30 {
			fmt.Fprintf(&b, "line %d of it\n\n", from+i)
		}
		return b.String()
	}
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Width: 60, Height: 20}})
		defer d.leave()
		d.ask("go")
		d.back.question(t)
		d.back.say(more(0))
		d.Wait(time.Second)
		from, to := d.rowOf("line 26"), d.rowOf("line 28")

		d.Raw(fmt.Sprintf("\x1b[<0;3;%dM", from+1))
		d.back.say(more(30))
		d.Wait(time.Second)
		if d.rowOf("line 26") != from {
			t.Errorf("the text moved under the pressed button:\n%s", d.Text())
		}
		d.Raw(fmt.Sprintf("\x1b[<32;60;%dM", to+1))
		d.back.say(more(60))
		d.Wait(time.Second)
		d.Raw(fmt.Sprintf("\x1b[<0;60;%dm", to+1))
		if got, want := d.lastCopied(), "line 26 of it\n\nline 27 of it\n\nline 28 of it"; got != want {
			t.Errorf("copied %q, want %q", got, want)
		}
		if d.rowOf("line 26") != from || d.Cell(4, from).Style.Attrs == 0 {
			t.Errorf("what was copied is not to be seen:\n%s", d.Text())
		}
		d.sees("more below")

		d.Press("end")
		d.sees("line 89")
		d.Click(10, 3) // which selects nothing
		d.back.say(more(90))
		d.Wait(time.Second)
		d.sees("line 119")
		d.back.finish()
		d.Wait(time.Second)
	})
}

// A click in the input places the caret, a double click selects a word and a
// triple click a line; what is typed then takes the place of the selection.
func TestClicksInTheInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Width: 60, Height: 20}})
		defer d.leave()
		d.sees("Ask something")
		d.Click(30, d.rowOf("Ask something")) // in an empty one
		d.Type("one two three")
		d.Press("ctrl+j")
		d.Type("four five")
		y := d.rowOf("one two")
		d.Click(6, y)
		d.Type("X")
		if got := d.input(); got != "one Xtwo three\nfour five" {
			t.Fatalf("typed at the click: %q", got)
		}
		d.Wait(time.Second)
		d.Click(8, y)
		d.Click(8, y)
		if d.Cell(6, y).Style.Attrs == 0 || d.Cell(5, y).Style.Attrs != 0 {
			t.Errorf("the word does not stand out:\n%s", d.Text())
		}
		d.Type("2")
		if got := d.input(); got != "one 2 three\nfour five" {
			t.Fatalf("typed over a word: %q", got)
		}
		d.Wait(time.Second)
		for range 3 {
			d.Click(8, y+1)
		}
		d.Type("4")
		if got := d.input(); got != "one 2 three\n4" {
			t.Fatalf("typed over a line: %q", got)
		}
		d.Wait(time.Second)
		d.Drag(2, y, 6, y)
		d.Press("backspace")
		if got := d.input(); got != " three\n4" && got != "2 three\n4" {
			t.Fatalf("after a drag: %q", got)
		}
		if got := d.Copied(); len(got) != 0 {
			t.Errorf("copied %q", got)
		}
	})
}

// Two slow clicks, and two on different cells, are no double click.
func TestSlowClicksSelectNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{screen: screen.Options{Width: 60, Height: 20}}, said(1)...)
		defer d.leave()
		y := d.rowOf("answer 0 ends")
		d.Click(4, y)
		d.Wait(time.Second)
		d.Click(4, y)
		d.Wait(time.Second)
		d.Click(4, y)
		d.Click(5, y)
		if got := d.Copied(); len(got) != 0 {
			t.Errorf("copied %q", got)
		}
	})
}

func TestDoubleAndTripleClicksInTheTranscript(t *testing.T) {
	const answer = "**An** answer with `some_code`, [a link](https://example.org) and 漢字, and a line that is so long that it wraps.\n\n- one *item*\n- two"
	for _, test := range []struct {
		word   string
		clicks int
		want   string
	}{
		{"An", 2, "An"},
		{"answer", 2, "answer"},
		{"some_code", 2, "some_code"},
		{"link", 2, "link"},
		{"item", 2, "item"},
		{"漢字", 2, "漢字"},
		{"what", 2, "what"},
		{",", 2, ","},
		{"wraps", 3, "**An** answer with `some_code`, [a link](https://example.org) and 漢字, and a line that is so long that it wraps."},
		{"item", 3, "- one *item*"},
		{"two", 3, "- two"},
		{"what", 3, "what is it,"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := reopen(t, setup{screen: screen.Options{Width: 50, Height: 20}},
				history.Message{Role: history.User, Text: "what is it,\nand why?"}, history.Message{Text: answer})
			defer d.leave()
			y := d.rowOf(test.word)
			x, _, _ := strings.Cut(d.Rows()[y], test.word)
			for range test.clicks {
				d.Click(ansi.StringWidth(x), y)
			}
			if got := d.lastCopied(); got != test.want {
				t.Errorf("%d clicks on %q copied %q, want %q\n%s", test.clicks, test.word, got, test.want, d.Text())
			}
			if d.Cell(ansi.StringWidth(x), y).Style.Attrs == 0 {
				t.Errorf("%q does not stand out", test.word)
			}
		})
	}
}
