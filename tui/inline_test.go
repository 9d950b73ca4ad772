package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/internal/screen"
)

// inlineSetup configures an inline program on a terminal that cuts rows when it gets
// narrower, as the terminal in memory does.
func inlineSetup(width, height int) setup {
	return setup{
		options: func(o *Options) { o.Inline = true },
		screen:  screen.Options{Width: width, Height: height, Inline: true, Env: []string{"TERM=st-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"}},
	}
}

// once fails unless the terminal, with its scrollback, has each text once and in this
// order.
func (d *app) once(texts ...string) {
	d.t.Helper()
	d.Wait(200 * time.Millisecond)
	all, at := d.Everything(), 0
	for _, text := range texts {
		if n := strings.Count(all, text); n != 1 {
			d.t.Fatalf("%q is there %d times:\n%s", text, n, all)
		}
		if i := strings.Index(all, text); i < at {
			d.t.Fatalf("%q is too early:\n%s", text, all)
		} else {
			at = i
		}
	}
}

// TestInline has a conversation below the terminal's earlier text: each message is
// there once, also one that is longer than the terminal, and after the end nothing of
// the program is below the last one.
func TestInline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, inlineSetup(60, 14))
		d.sees("Write below", "Ask something")
		d.ask("first question")
		d.back.question(t)
		var marks []string
		for i := range 40 {
			mark := fmt.Sprintf("sentence %02d of the answer.", i)
			d.back.say("This is " + mark + "\n\n")
			marks = append(marks, mark)
		}
		d.Wait(200 * time.Millisecond)
		if all := d.Everything(); !strings.Contains(all, "sentence 30") || strings.Contains(all, "Ask something\n") {
			t.Errorf("what is final is not printed, or the input is, too:\n%s", all)
		}
		d.back.finish()
		d.Wait(200 * time.Millisecond)
		d.once(append(append([]string{"▌ first question"}, marks...), "Ask something")...)

		d.Press("ctrl+o")
		d.sees("filter:")
		d.Press("esc")
		d.seesNot("filter:")
		d.Press("pgup")
		d.sees("the terminal scrolls")
		d.ask("second question")
		d.back.answer(t, "second answer")
		d.once(append(marks, "▌ second question", "second answer", "Ask something")...)
		d.Wait(10 * time.Second) // until the remark has gone
		idle := len(d.Output())
		d.Wait(time.Hour)
		if wrote := d.Output()[idle:]; len(wrote) > 0 {
			t.Errorf("idle, the program wrote %q", wrote)
		}
		d.leave()
		d.once(append(marks, "▌ second question", "second answer")...)
		if all := d.Everything(); !strings.HasSuffix(all, "second answer") || d.AltScreen() {
			t.Errorf("after the end:\n%s", all)
		}
		if seen := screen.InspectInline(d.Output()); len(seen.Faults) > 0 {
			t.Errorf("the program wrote %q", seen.Faults)
		}
	})
}

// TestInlineBranches has another answer, an edited question and another conversation:
// what is new is printed, below a line that says what it is.
func TestInlineBranches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, inlineSetup(60, 24))
		d.sees("Write below")
		d.ask("first question")
		d.back.answer(t, "first answer")
		d.Press("f4")
		d.sees("Enter copy")
		d.Type("g")
		d.back.answer(t, "another answer")
		d.once("▌ first question", "first answer", "── Answer 2 of 2 ──", "another answer", "Ask something")

		d.Press("f4", "up")
		d.Type("e")
		d.Press("ctrl+u")
		d.ask("a new question")
		d.back.answer(t, "a new answer")
		d.once("another answer", "── Question 2 of 2 ──", "▌ a new question", "a new answer", "Ask something")

		d.Press("ctrl+n")
		d.sees("resume one")
		d.ask("elsewhere")
		d.back.answer(t, "yes")
		d.once("a new answer", "── New conversation ──", "▌ elsewhere", "yes", "Ask something")

		d.ask("fails")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeServer, Sentence: "The server is on fire."}
		d.Wait(time.Second)
		d.once("▌ fails", "failed: The server is on fire.", "r try again", "Ask something")
		d.Type("r")
		d.back.answer(t, "works again")
		d.Wait(time.Second)
		d.once("▌ fails", "failed: The server is on fire.", "works again", "Ask something")

		d.ask("stop here")
		d.back.question(t)
		d.back.say("half of an answer that never")
		d.Wait(time.Second)
		d.Press("ctrl+c")
		d.Wait(time.Second)
		d.once("▌ stop here", "half of an answer that never", "\n  stopped", "Ask something")
		d.Type("c")
		d.back.answer(t, " came to an end")
		d.Wait(time.Second)
		d.once("half of an answer that never", "\n  stopped", "came to an end", "Ask something")

		d.Press("f4")
		d.Type("x")
		d.Wait(time.Second)
		d.once("came to an end", "── Messages above were removed ──", "Ask something")
		d.leave()
	})
}

// TestInlineResize changes the size of the window while an answer arrives. No word of
// the answer is lost or there twice, however its rows are cut.
func TestInlineResize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, inlineSetup(53, 30))
		d.sees("Write below")
		d.ask("go")
		d.back.question(t)
		var words []string
		for i, size := range [][2]int{{53, 30}, {60, 30}, {71, 30}, {84, 30}, {150, 30}} {
			d.Resize(size[0], size[1])
			for j := range 50 {
				word := fmt.Sprintf("w%d-%03d", i, j)
				words = append(words, word)
				d.back.say(word + " ")
			}
			d.Wait(time.Second)
		}
		d.back.say("\n\nthe end")
		d.back.finish()
		d.Wait(time.Second)
		d.once(append(words, "the end", "Ask something")...)
		d.leave()
	})
}

// TestInlineViewInAnotherSize removes the view at once when the terminal gets another
// size, draws it when no other size follows, and shows the cursor when that is certain.
// While an answer arrives, no cursor is shown before something is typed.
func TestInlineViewInAnotherSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, inlineSetup(60, 14))
		defer d.leave()
		d.sees("Ask something")
		if _, _, visible := d.Cursor(); !visible {
			t.Error("there is no cursor")
		}
		d.Resize(50, 14)
		if strings.Contains(d.Text(), "Ask something") {
			t.Errorf("the view stays on the terminal:\n%s", d.Text())
		}
		d.sees("Ask something")
		if _, _, visible := d.Cursor(); visible {
			t.Error("the cursor is shown while the terminal may still change")
		}
		d.Wait(time.Second)
		if _, _, visible := d.Cursor(); !visible {
			t.Error("the cursor does not come back")
		}
		d.ask("first")
		d.back.question(t)
		d.back.say("half an answer")
		d.sees("half an answer")
		if _, _, visible := d.Cursor(); visible {
			t.Error("the cursor is shown while an answer arrives")
		}
		d.Type("x")
		if x, _, visible := d.Cursor(); !visible || x != 3 {
			t.Errorf("visible %t in column %d: the cursor is not after what was typed", visible, x)
		}
	})
}
