package tui

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/internal/golden"
	"banter/internal/screen"
)

// fills completes an answer that has used so many tokens of 272,000.
func (d *app) fills(text string, tokens int) codex.Request {
	d.t.Helper()
	req := d.back.question(d.t)
	d.back.say(text)
	d.back.events <- codex.Completed{ResponseID: "r", Usage: &codex.Usage{Total: tokens}}
	d.Wait(100 * time.Millisecond)
	return req
}

// sent returns what a request says, in one line.
func sent(t *testing.T, req codex.Request) string {
	t.Helper()
	var all []string
	for _, it := range req.Input {
		raw, err := it.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return strings.Join(all, " ")
}

func TestCompact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Width: 80, Height: 24}})
		defer d.leave()
		for i, question := range []string{"first question", "second question", "third question"} {
			d.ask(question)
			d.fills("answer to the "+question, 100_000+10_000*i)
		}
		d.seesNot("context")
		d.ask("fourth question")
		d.fills("answer to the fourth question", 240_000)
		d.sees("The conversation fills 89 % of what the model can read.", "Alt+M go on with a summary   Ctrl+N start anew   Esc not now", "context 89 %")
		golden.Check(t, "compact-asks", d.Text())
		d.Press("esc")
		d.seesNot("fills 89 %")
		d.sees("Alt+M compact")

		d.Press("alt+m")
		d.back.question(t)
		d.sees("summarizing the earlier messages", "Esc stop")
		d.Press("ctrl+c")
		d.seesNot("summarizing", "summarized", "stopped")
		d.Press("alt+m")
		if asked := sent(t, d.fills("The **gist** of it.", 230_000)); !strings.Contains(asked, "Write a summary") {
			t.Errorf("asked %s", asked)
		}
		d.sees("── Earlier messages are summarized for the model  Tab shows it ──", "answer to the fourth question", "Ctrl+Z takes it back.")
		d.seesNot("gist", "89 %")
		golden.Check(t, "compacted", d.Text())
		d.Press("ctrl+z")
		d.sees("The summary is gone.")
		d.seesNot("Earlier messages")

		d.Press("alt+m")
		d.fills("The **gist** of it.", 230_000)
		d.Press("tab")
		d.sees("Tab hides it", "The gist of it.")
		d.Press("tab", "f3")
		d.Type("gist")
		d.sees("The gist of it.") // the search unfolds it
		d.Press("esc", "tab")
		d.ask("fifth question")
		if asked := sent(t, d.fills("answer to the fifth", 50_000)); strings.Contains(asked, "second question") || !strings.Contains(asked, "**gist**") || !strings.Contains(asked, "third question") {
			t.Errorf("asked %s", asked)
		}

		d.ask("sixth question")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeContextFull, Sentence: "The conversation is too long for this model.", Hint: "Start a new conversation."}
		d.sees("The conversation is too long for this model.", "Alt+M compact", "Ctrl+N start anew")
		d.seesNot("try again")
		golden.Check(t, "compact-full", d.Text())
		d.Press("alt+m")
		d.fills("The gist of all.", 20_000)
		if asked := sent(t, d.fills("answer to the sixth", 20_000)); !strings.Contains(asked, "The gist of all.") || !strings.Contains(asked, "sixth question") {
			t.Errorf("asked %s", asked)
		}
		d.sees("answer to the sixth", "version 2/2")
	})
}

func TestCompactByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: func(o *Options) { o.Compact = "auto" }, screen: screen.Options{Width: 80, Height: 24}})
		defer d.leave()
		for _, question := range []string{"first question", "second question"} {
			d.ask(question)
			d.fills("answer to the "+question, 240_000)
		}
		d.seesNot("Alt+M go on")
		d.ask("third question")
		d.sees("summarizing the earlier messages", "next: third question")
		d.fills("The gist of it.", 230_000)
		if asked := sent(t, d.fills("answer to the third", 20_000)); strings.Contains(asked, "first question") || !strings.Contains(asked, "The gist of it.") {
			t.Errorf("asked %s", asked)
		}
		d.sees("Earlier messages are summarized for the model", "answer to the third")
	})
}
