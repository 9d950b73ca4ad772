package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
