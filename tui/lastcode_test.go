package tui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
)

// The last block of code is copied, saved, put into the input and opened in the
// editor, wherever the reader is.
func TestTheLastBlockOfCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: func(o *Options) {
			o.EditText = func(_ context.Context, text string) (string, error) { return text + "// more", nil }
		}})
		defer d.leave()
		d.Press("ctrl+x", "c")
		d.talk("Code?", "```sh\nls\n```\n\nand\n\n```go\nx := `1`\n```\n"+strings.Repeat("\nMore words.\n", 40))
		d.Press("home", "ctrl+x", "c")
		if got := d.lastCopied(); got != "x := `1`" {
			t.Errorf("copied %q", got)
		}
		d.Press("ctrl+x", "i")
		if got := d.input(); got != "```go\nx := `1`\n```\n" {
			t.Errorf("the input has %q", got)
		}
		d.Press("ctrl+u", "backspace", "ctrl+u", "backspace", "ctrl+u", "backspace", "ctrl+u")
		d.Press("ctrl+x", "e")
		d.sees("// more")
		d.Press("ctrl+x", "f")
		d.sees("code.go", "Enter save")
		d.Press("esc")
		if got := d.input(); got != "x := `1`// more" {
			t.Errorf("the input has %q", got)
		}
	})
}
