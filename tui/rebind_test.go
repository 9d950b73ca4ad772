package tui

import (
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/tui/keymap"
)

// With other keys the screen says so everywhere, the old ones do nothing, and keys
// that were shared move together.
func TestOtherKeys(t *testing.T) {
	keys := map[string][]string{
		"send": {"ctrl+enter"}, "open-models": {"ctrl+x ctrl+o"}, "toggle-mouse": {}, "undo": {"ctrl+x u"}, "retry": {"f7"},
	}
	if err := keymap.Rebind(keys); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = keymap.Rebind(nil) }()
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, history.Message{Role: history.User, Text: "which?"}, history.Message{Text: "That one."})
		defer d.leave()
		d.sees("Ctrl+X,Ctrl+O models")
		d.Press("ctrl+x")
		d.sees("Ctrl+X, and then?")
		d.Press("ctrl+o")
		d.sees("use here")
		d.Press("esc")
		d.Press("ctrl+x", "a")
		d.sees("Ctrl+X,a does nothing.")
		if got := d.input(); got != "" {
			t.Errorf("the input is %q", got)
		}

		time.Sleep(time.Minute) // the remark goes
		d.Type("one")
		d.sees("Ctrl+Enter send")
		d.Press("enter")
		d.Type("two")
		d.Press("ctrl+x", "u")
		if got := d.input(); got != "one\n" {
			t.Errorf("the input is %q", got)
		}
		d.Press("ctrl+enter")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeNetwork, Sentence: "There is no connection.", Retry: codex.RetryNow}
		d.sees("F7 try again")
		d.Press("f7")
		d.back.answer(t, "Yes.")
		d.Type("/mou")
		d.sees("/mouse", "Give the mouse")
		d.Press("esc", "f1")
		d.sees("Ctrl+Enter")
	})
}

// TestKeyRightAfterEsc sends Esc and another key as the bytes that chords of Alt and Ctrl
// have too. None of the keys is lost; a chord that has a binding is one.
func TestKeyRightAfterEsc(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("half an answer")
		d.sees("half")
		d.Raw("\x1b\x03")
		d.sees("stopped", "Ctrl+C again quits.")
		d.Press("f1")
		d.sees("Keys")
		d.Raw("\x1b\x0f")
		d.sees("use here")
		d.Raw("\x1b\x0e")
		d.seesNot("use here", "half an answer")
		d.Type("a")
		d.Raw("\x1b\r")
		d.Type("b cd")
		d.Raw("\x1b\x08")
		if got := d.input(); got != "a\nb " {
			t.Errorf("the input is %q: Alt+Enter and Alt+Ctrl+H have bindings", got)
		}
	})
}

// TestChordOfAltAndCtrl gives one to an act.
func TestChordOfAltAndCtrl(t *testing.T) {
	if err := keymap.Rebind(map[string][]string{"open-models": {"ctrl+alt+o"}}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = keymap.Rebind(nil) }()
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Raw("\x1b\x0f")
		d.sees("use here")
	})
}
