package tui

import (
	"testing"
	"testing/synctest"

	"banter/codex"
)

// TestTypedWhileAQuestionIsTakenBack: what is typed before the session has
// given the question back follows it.
func TestTypedWhileAQuestionIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, desktop{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.ask("second")
		d.sees("next: second")
		d.Type("and more")
		synctest.Wait()
		text, ok := d.model.chat.sess.Unqueue(0)
		d.Send(unqueuedMsg{of: d.model.chat.conversation, text: text, ok: ok})
		if got := d.input(); got != "second\nand more" {
			t.Errorf("the input is %q", got)
		}
		d.Send(unqueuedMsg{of: d.model.chat.conversation}) // it was sent in the meantime
		if got := d.input(); got != "second\nand more" {
			t.Errorf("the input became %q", got)
		}
	})
}

// TestTheReasonOfARefusalIsShown: all of a long one, in lines.
func TestTheReasonOfARefusalIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, desktop{})
		defer d.leave()
		d.ask("hello")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeRefused, Sentence: "The server refused the request.",
			Hint: "It says: Unsupported value: 'xhigh' is not supported with the 'gpt-5.5' model. Supported values are: 'low', 'medium', and 'high'. Start again."}
		d.sees("The server refused the request.", "It says: Unsupported value: 'xhigh'", "'high'. Start again.")
	})
}
