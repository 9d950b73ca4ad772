package tui

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestConversationsInTheProgram renames a conversation, and deletes, restores and
// deletes another.
func TestConversationsInTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("How do goroutines differ?")
		d.back.answer(t, "They are cheap.")
		d.Press("ctrl+n")
		d.ask("Bread without yeast")
		d.back.answer(t, "Use baking soda.")
		d.Wait(3 * time.Minute)

		d.Press("ctrl+r")
		d.sees("Conversations", "▌ Bread without yeast", "3 min ago", "They are cheap.")
		if x, y, visible := d.Cursor(); !visible || y != 1 || x == 0 {
			t.Errorf("the caret is at %d,%d, visible %v: want it on the filter line", x, y, visible)
		}
		d.Press("ctrl+x")
		d.sees("is open")
		d.Press("f7")
		d.Type(", and fast")
		d.Press("enter")
		d.sees("Bread without yeast, and fast")
		if got, want := d.Title(), "Bread without yeast, and fast - Banter"; got != want {
			t.Errorf("window title %q, want %q", got, want)
		}

		d.Type("cheap")
		d.sees("▌ How do goroutines differ?")
		d.Press("ctrl+x")
		d.sees("Deleted: How do goroutines differ?", "Nothing matches.")
		d.Press("ctrl+z")
		d.sees("▌ How do goroutines differ?")
		d.Press("ctrl+x", "esc", "ctrl+r")
		d.sees("Bread without yeast, and fast")
		d.seesNot("goroutines")
		d.Press("enter")
		d.sees("Use baking soda.")
	})
}

func TestConversationIsResumedInTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("How do goroutines differ?")
		d.back.answer(t, "They are cheap.")
		d.Press("ctrl+n", "ctrl+r")
		d.Type("gorout")
		d.Press("enter")
		d.sees("They are cheap.")
		d.ask("Why?")
		if got := len(d.back.answer(t, "Small stacks.").Input); got != 3 {
			t.Errorf("the next question brings %d items, want the whole conversation: 3", got)
		}
	})
}

func TestModelIsSwitchedInTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		saved := map[string]string{}
		d := newApp(t, setup{options: func(o *Options) {
			o.Remember = func(name, value string) error { saved[name] = value; return nil }
		}})
		defer d.leave()
		d.Press("ctrl+o")
		d.sees("Models", "272k", "effort:")
		d.Type("5.6-luna")
		d.Press("right", "f8")
		d.seesNot("Models")
		d.sees("gpt-5.6-luna")
		d.ask("Hello?")
		req := d.back.answer(t, "Hello.")
		if req.Model != "gpt-5.6-luna" || saved["model"] != "gpt-5.6-luna" || saved["effort"] != req.Effort || req.Effort == "" {
			t.Errorf("asked %s with %q, saved %v", req.Model, req.Effort, saved)
		}
	})
}
