package tui

import (
	"testing"
	"testing/synctest"
	"time"
)

func titled(o *Options) { o.Titles = true }

// After the first answer, a small model makes the title; after the next ones none.
func TestTitlesComeFromTheFirstExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: titled})
		defer d.leave()
		d.talk("How do goroutines differ from threads?", "They are cheap.")
		if req := d.back.answer(t, "\"Goroutines\x1b[31m and threads\""); req.Model != "gpt-6-luna" || req.Effort != "low" {
			t.Errorf("asked %s with %q", req.Model, req.Effort)
		}
		d.sees("── Goroutines and threads ──")
		d.talk("Why?", "Small stacks.")
		d.Wait(time.Minute)
		if n := len(d.back.asked); n > 0 {
			t.Errorf("%d more requests", n)
		}
		d.sees("── Goroutines and threads ──")
	})
}

// A title of the person's stays, and a title that does not come blocks nothing.
func TestTitlesDoNotDisturb(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: titled})
		d.talk("How do goroutines differ?", "They are cheap.")
		d.back.question(t)
		d.Press("ctrl+r", "f7")
		d.Type(", mine")
		d.Press("enter", "esc")
		d.back.say("Goroutines")
		d.back.finish()
		d.sees("How do goroutines differ?, mine")
		d.seesNot("── Goroutines")
		d.Press("ctrl+n")
		d.talk("Bread", "Use soda.")
		d.back.question(t) // never answered
		d.sees("Use soda.", "Bread")
		d.Press("ctrl+d")
		if d.Wait(time.Second); !d.Done() {
			t.Error("the end waits for the title")
		}
		d.leave()
	})
}

func TestNoTitlesAreMade(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"off":       func(*Options) {},
		"temporary": func(o *Options) { o.Titles, o.Temporary = true, true },
		"demo":      func(o *Options) { o.Titles, o.Demo = true, true },
	} {
		synctest.Test(t, func(t *testing.T) {
			d := newApp(t, setup{options: change})
			defer d.leave()
			d.talk("How do goroutines differ?", "They are cheap.")
			d.Wait(time.Minute)
			if n := len(d.back.asked); n > 0 {
				t.Errorf("%s: %d more requests", name, n)
			}
		})
	}
}

// A conversation that was first answered in the background gets its title too.
func TestTitlesInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: titled})
		defer d.leave()
		d.ask("How do goroutines differ?")
		d.back.question(t)
		d.back.say("They are cheap.")
		d.Wait(time.Second)
		d.Press("ctrl+n", "ctrl+r")
		d.sees("answering")
		d.back.finish()
		d.back.answer(t, "Goroutines")
		d.sees("▌ • Goroutines ", "new answer")
	})
}
