package tui

import (
	"testing"
	"testing/synctest"
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
