package tui

import (
	"slices"
	"testing"
	"testing/synctest"

	"banter/history"
	"banter/tui/chat"
	"banter/tui/keymap"
)

// A slash on an empty input lists what can be done, and Enter does it.
func TestPalette(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, history.Message{Role: history.User, Text: "which?"}, history.Message{Text: "That one."})
		defer d.leave()
		d.Type("/")
		d.sees("What to do", "/models", "Choose a model", "Ctrl+O")
		d.Type("model")
		d.Press("enter")
		d.sees("gpt-5", "use here")
		d.Press("esc")

		d.Press("ctrl+p")
		d.sees("What to do")
		d.Type("edit the")
		d.Press("enter")
		d.sees("editing: which?")
		d.Press("esc")

		d.Type("/") // closed by taking the slash back
		d.sees("What to do")
		d.Press("backspace")
		d.seesNot("What to do")

		d.Type("/zzzz")
		d.sees("Nothing matches.", "put it into the input")
		d.Press("enter")
		if got := d.input(); got != "/zzzz" {
			t.Errorf("the input is %q", got)
		}
	})
}

// The name of an act never reaches the model, and nothing else that begins with a
// slash is lost.
func TestSlashes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Paste("/new")
		d.Press("enter")
		d.seesNot("/new")

		for text, said := range map[string]string{"/nwe": "No act or prompt is called /nwe.", "/new and this": "The act /new takes no text."} {
			d.Paste(text)
			d.Press("enter")
			d.sees(said)
			if got := d.input(); got != text {
				t.Errorf("%q became %q", text, got)
			}
			d.Press("ctrl+u")
		}
		if n := len(d.back.asked); n != 0 {
			t.Fatalf("%d questions were sent", n)
		}
		for _, sent := range []struct{ typed, asked string }{{"//nwe", "/nwe"}, {"/etc/hosts is what?", "/etc/hosts is what?"}, {"/ alone", "/ alone"}} {
			d.Type(sent.typed)
			if got := d.input(); got != sent.typed {
				t.Fatalf("%q became %q", sent.typed, got)
			}
			d.Press("enter")
			req := d.back.answer(t, "Yes.")
			if got := req.Input[len(req.Input)-1].Text(); got != sent.asked {
				t.Errorf("%q was asked as %q", sent.typed, got)
			}
		}
		d.Press("up", "up", "up", "up") // the question comes back as it must be typed
		if got := d.input(); got != "//nwe" {
			t.Errorf("the input is %q", got)
		}
	})
}

// Every key of the chat that does something of its own is in the palette, by a name
// that nothing else has.
func TestEveryActIsInThePalette(t *testing.T) {
	names := map[string]string{}
	for _, b := range keymap.All() {
		if other, taken := names[b.Slash]; taken && b.Slash != "" {
			t.Errorf("%s and %s are both /%s", b.Name, other, b.Slash)
		}
		names[b.Slash] = b.Name
	}
	for _, b := range chat.Bindings() {
		if b.Slash == "" && !slices.Contains(ofTheInput, b) {
			t.Errorf("%s is not in the palette", b.Name)
		}
	}
}

// ofTheInput are the keys of the chat that only mean something while the person
// types, scrolls or chooses, and second keys of acts.
var ofTheInput = []*keymap.Binding{
	keymap.WaitAndQuit, keymap.ResumeRecent, keymap.ConfirmRetry, keymap.Queue, keymap.Requeue, keymap.Send, keymap.SendEdit, keymap.SaveSystem, keymap.LeaveEdit,
	keymap.NewLine, keymap.Earlier, keymap.Later, keymap.DismissWarning, keymap.DeclineCompact, keymap.Interrupt, keymap.Suspend,
	keymap.PageUp, keymap.PageDown, keymap.AlwaysToStart, keymap.AlwaysToEnd,
	keymap.FindIdle, keymap.OpenHelpIdle, keymap.OpenPalette, keymap.OpenPaletteIdle,
}
