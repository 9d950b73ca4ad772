package tui

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Questions that wait are moved, edited, removed and brought back; a kill loses none.
func TestTheQueueIsChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		defer d.leave()
		waiting := func(want ...string) {
			t.Helper()
			d.Wait(time.Second)
			synctest.Wait()
			if got := savedDraft(t, folder, d.model.chat.Head().ID); got != strings.Join(want, "\n\n") {
				t.Fatalf("%q is kept, want %q\n%s", got, want, d.Text())
			}
		}
		d.ask("first")
		d.back.question(t)
		d.back.say("one")
		for _, text := range []string{"second", "third", "fourth"} {
			d.ask(text)
		}
		d.sees("Ctrl+X,Ctrl+Q change the queue")
		d.Press("ctrl+x", "ctrl+q")
		d.sees("1: second", "▌ 3: fourth", "Delete remove")
		d.Press("alt+up", "alt+up", "alt+up")
		d.sees("▌ 1: fourth", "2: second")
		waiting("fourth", "second", "third")

		d.Press("down", "delete", "delete")
		d.sees("▌ 1: fourth", "Removed from the queue.")
		d.Press("ctrl+z")
		waiting("fourth", "third")

		d.Press("esc")
		d.Type("a draft")
		d.Press("ctrl+x", "ctrl+q", "up", "enter") // edits the first one
		d.sees("editing, to return to the queue: fourth")
		d.Type(" changed")
		waiting("third", "a draft", "fourth changed")
		d.Press("enter")
		waiting("fourth changed", "third", "a draft")
		if got := d.input(); got != "a draft" {
			t.Errorf("the input has %q, want the draft", got)
		}
		d.Press("ctrl+x", "ctrl+q", "enter")
		d.Type(" not")
		d.Press("esc")
		waiting("fourth changed", "third", "a draft")

		d.back.finish()
		d.back.answer(t, "two")
		d.back.answer(t, "three")
		d.sees("fourth changed", "two", "third", "three")
	})
}
