package tui

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/tui/chat"
	"banter/tui/keymap"
)

// silent has the acts whose key may do nothing and not say so, and why.
var silent = map[*keymap.Binding]string{
	keymap.Redraw: "the screen is as it was", keymap.Stop: "Esc ends nothing",
	keymap.ToStart: "the first line is on the screen", keymap.ToEnd: "the last line is on the screen",
	keymap.UndoChange: "the key suspends the program, which is the first one of this terminal",
}

// inputs has the acts whose key is one of the input while that has text.
var inputs = map[*keymap.Binding]bool{keymap.Quit: true, keymap.PrevVersion: true, keymap.NextVersion: true, keymap.Unfold: true}

// TestNoActIsSilent presses, in several states of the chat, the key of each act of the
// palette that does not apply, and of those that may find nothing to do: the screen
// changes, if only by a sentence that says why.
func TestNoActIsSilent(t *testing.T) {
	states := map[string]func(*app){
		"an empty page": func(*app) {},
		"text":          func(d *app) { d.Type("hi") },
		"a plain answer": func(d *app) {
			d.ask("q")
			d.back.answer(d.t, "That one.")
		},
		"half an answer": func(d *app) {
			d.ask("q")
			d.back.question(d.t)
			d.back.say("half")
		},
		"an error": func(d *app) {
			d.ask("q")
			d.back.question(d.t)
			d.back.faults <- &codex.Error{Code: codex.CodeNetwork, Sentence: "There is no connection.", Retry: codex.RetryNow}
		},
	}
	for name, reach := range states {
		synctest.Test(t, func(t *testing.T) {
			d := newApp(t, setup{})
			defer d.leave()
			reach(d)
			d.Wait(10 * time.Second) // until remarks have gone
			synctest.Wait()
			applies := d.model.chat.Acts()
			for _, b := range chat.Bindings() {
				speaks := b == keymap.PrevQuestion || b == keymap.NextQuestion || name != "text" && b == keymap.Unfold
				if b.Slash == "" || len(b.Keys) == 0 || len(b.Keys[0]) == 1 || silent[b] != "" || name == "text" && inputs[b] || slices.Contains(applies, b) && !speaks {
					continue
				}
				before := d.Text()
				d.Press(strings.Fields(b.Keys[len(b.Keys)-1])...)
				if d.Text() == before {
					t.Errorf("%s: %s (%s) is silent:\n%s", name, b.Label(), b.Name, before)
				}
				d.Wait(10 * time.Second)
			}
		})
	}
}

// TestWhyAnActDoesNothing has some of the sentences.
func TestWhyAnActDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, history.Message{Role: history.User, Text: "which?"}, history.Message{Text: "That one."})
		defer d.leave()
		for _, test := range []struct {
			keys  []string
			words string
		}{
			{[]string{"alt+s"}, "This answer names no sources."},
			{[]string{"ctrl+x", "ctrl+l"}, "This answer has no links."},
			{[]string{"ctrl+x", "ctrl+q"}, "No question waits."},
			{[]string{"alt+up"}, "There is no earlier question."},
			{[]string{"tab"}, "Nothing on the screen is folded."},
		} {
			d.Press(test.keys...)
			d.sees(test.words)
		}
		d.ask("/sources") // is not in the palette
		d.Press("enter")
		d.sees("This answer names no sources.")
		d.Type("a b")
		d.Press("alt+left", "ctrl+f")
		if got := d.input(); got != "a b" {
			t.Errorf("the input is %q", got)
		}
		d.seesNot("version", "nothing to find")
	})
}
