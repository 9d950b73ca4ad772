package tui

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// The text of the person's editor takes the place of the input, which one key brings
// back. After an error the input is unchanged.
func TestWriteInAnEditor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fails error
		d := newApp(t, setup{options: func(o *Options) {
			o.EditText = func(_ context.Context, text string) (string, error) { return text + "\nmore", fails }
		}})
		defer d.leave()
		d.Type("draft")
		d.Press("ctrl+x", "ctrl+e")
		d.sees("draft", "more")
		d.Press("ctrl+z")
		if got := d.input(); got != "draft" {
			t.Errorf("undone: %q", got)
		}
		fails = errors.New("no editor")
		d.Press("ctrl+x", "ctrl+e")
		d.sees("draft")
		d.Press("esc")
		if got := d.input(); got != "draft" {
			t.Errorf("after an error: %q", got)
		}
		d.Press("ctrl+u")
		fails = nil
		d.Type("/editor")
		d.Press("enter")
		d.sees("more")
	})
}
