package tui

import (
	"testing"
	"testing/synctest"

	"banter/codex"
)

// TestTheReasonOfARefusalIsShown checks that all lines of a long reason are shown.
func TestTheReasonOfARefusalIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("hello")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeRefused, Sentence: "The server refused the request.",
			Hint: "It says: Unsupported value: 'xhigh' is not supported with the 'gpt-5.5' model. Supported values are: 'low', 'medium', and 'high'. Start again."}
		d.sees("The server refused the request.", "It says: Unsupported value: 'xhigh'", "'high'. Start again.")
	})
}
