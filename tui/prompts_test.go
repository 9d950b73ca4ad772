package tui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"banter/internal/config"
	"banter/internal/prompts"
)

// ownPrompts are the prompts of these tests, and the mistake in another file.
func ownPrompts(context.Context) ([]prompts.Prompt, error) {
	return []prompts.Prompt{
		{Name: "long", Text: strings.Repeat("A line.\n", 30)},
		{Name: "new", Description: "hidden by an act", Text: "x"},
		{Name: "pirate", System: true, Text: "Speak as a pirate."},
		{
			Name: "review", Description: "Review a change", Text: "Look at {{focus}} of this {{language}} code.",
			Variables: []prompts.Variable{{Name: "focus"}, {Name: "language", Default: "Go"}},
		},
	}, &config.Error{Where: "bad.md line 2", What: "there is a mistake"}
}

// A prompt is chosen in the palette or named in the input. Its text is shown before it
// is sent.
func TestPrompts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: func(o *Options) { o.Prompts = ownPrompts }})
		defer d.leave()
		d.Type("/")
		d.sees("What to do", "bad.md line 2: there is a mistake.")
		d.Type("review")
		d.sees("/review", "Review a change")
		d.Press("enter")
		d.sees("focus:", "language:", "Go", "put it into the input")
		d.Press("enter")
		d.sees("focus needs a value.")
		d.Type("locks")
		d.Press("tab", "ctrl+u")
		d.Type("Rust")
		d.Press("enter")
		if got := d.input(); got != "Look at locks of this Rust code." {
			t.Errorf("the input is %q", got)
		}
		d.Press("ctrl+u")

		for typed, want := range map[string]string{
			"/review the end": "focus: the end", "/pirate": "system prompt: Speak as a pirate.", "/long": "[pasted 30 lines]", "/nothing": "bad.md line 2",
		} {
			d.Paste(typed)
			d.Press("enter")
			d.sees(want[strings.LastIndex(want, ": ")+1:])
			d.Press("esc")
			d.Press("ctrl+u")
		}
		if n := len(d.back.asked); n != 0 {
			t.Errorf("%d questions were sent", n)
		}
	})
}

// The system prompt of a conversation is edited in the input and goes with the next
// question; giving up leaves it and the typed text alone.
func TestSystemPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: func(o *Options) { o.System = "Be brief." }})
		defer d.leave()
		d.sees("system prompt: Be brief.")
		d.ask("one")
		if req := d.back.answer(t, "1"); req.Instructions != "Be brief." {
			t.Errorf("the system prompt is %q", req.Instructions)
		}
		d.Type("half")
		d.Press("alt+n")
		d.sees("system prompt from the next question on", "Be brief.", "Enter save")
		d.Press("ctrl+u")
		d.Paste("/slashes are text")
		d.Press("enter")
		d.sees("The system prompt holds from the next question on.")
		if got := d.input(); got != "half" {
			t.Errorf("the input is %q", got)
		}
		d.Press("enter")
		if req := d.back.answer(t, "2"); req.Instructions != "/slashes are text" {
			t.Errorf("the system prompt is %q", req.Instructions)
		}
		d.Press("f6")
		d.sees("system prompt: /slashes are text")
		d.Press("alt+n", "ctrl+u", "esc")
		d.sees("system prompt: /slashes are text")
		c, err := d.model.db.Find(t.Context(), d.model.chat.Head().ID)
		if err != nil || c.System != "/slashes are text" {
			t.Errorf("saved %q, %v", c.System, err)
		}
	})
}
