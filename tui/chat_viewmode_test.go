package tui

import (
	"banter/codex"
	"banter/internal/screen"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestModesAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		remembered := map[string]string{}
		options := func(o *Options) {
			o.Remember = func(name, value string) error { remembered[name] = value; return nil }
			o.Recall = func(name string) string { return remembered[name] }
			o.Resume = "last"
		}
		folder := t.TempDir()
		d := newApp(t, setup{options: options, folder: folder})
		d.ask("why?")
		d.back.answer(t, "**because**")
		d.sees("because")
		d.Press("f5", "f6")
		d.sees("you:", "**because**", "8,000 tokens in")
		d.leave()

		d = newApp(t, setup{options: options, folder: folder})
		d.sees("you:", "**because**", "8,000 tokens in", "160 out")
		d.Press("alt+r", "alt+i")
		d.seesNot("you:", "**because**", "tokens in")
		d.leave()
	})
}

// The summary of the thinking is on the screen at a key, also if the answer is
// longer than the screen, and the same key goes back to where the reader was.
func TestTheKeyBringsTheThinking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Width: 60, Height: 16}})
		defer d.leave()
		d.ask("why?")
		d.back.question(t)
		d.back.events <- codex.ReasoningDelta{Position: codex.Position{ItemID: "r"}, Delta: "**Weighing it**"}
		d.Wait(4 * time.Second)
		d.sees("thinking for 4 s", "F9 shows it")
		d.back.events <- codex.TextDelta{Position: codex.Position{ItemID: "m", OutputIndex: 1}, Delta: strings.Repeat("a line\n\n", 30) + "the end"}
		d.back.finish()
		d.Wait(time.Second)
		d.sees("the end")
		d.Press("f9")
		d.sees("thought for 4 s", "Weighing it", "F9 hides it.")
		d.Press("f9")
		d.sees("the end")
		d.seesNot("Weighing")
		d.Press("ctrl+n")
		d.Press("alt+t")
		d.sees("No answer here has a summary")
	})
}
