package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/screen"
)

// attack runs a session in which each foreign text is hostile, and returns the
// output to the terminal.
func attack(t *testing.T, text string, cut int) (output []byte) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{options: func(o *Options) {
			o.Model = text
			o.SaveCopy = func(context.Context, string) (string, error) { return "/" + text, nil }
			o.Clipboard = func(context.Context, string) (string, error) { return "", errors.New(text) }
		}}, history.Message{Role: history.User, Text: text}, history.Message{Text: text, Model: text, Effort: text, Status: history.Failed, Error: text})
		d.Wait(100 * time.Millisecond)
		synctest.Wait() // the program rests; its model may be read
		err := d.model.db.Create(t.Context(), history.Conversation{ID: history.NewID(), Title: text, Updated: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		d.Press("f5", "f6", "home", "end")
		d.ask("x")
		d.back.question(t)
		for part := range slices.Chunk([]byte(text), max(cut, 1)) { // split anywhere
			d.back.say(string(part))
		}
		d.Wait(time.Second)
		d.Press("f5")
		d.back.say(text)
		d.Wait(time.Second)
		d.back.faults <- &codex.Error{Code: codex.CodeServer, Sentence: text, Hint: text}
		d.Wait(time.Second)
		d.Press("pgup", "f3")
		d.Paste(text)
		d.Press("enter", "n", "esc", "end")
		d.Paste(text)
		d.Press("ctrl+c", "f4", "tab", "esc", "ctrl+r")
		d.Wait(time.Second)
		d.Press("esc", "ctrl+o", "esc", "ctrl+n")
		d.Wait(time.Second)
		output = d.Output()
		if copied := d.Copied(); len(copied) > 0 {
			t.Errorf("the clipboard was written: %q", copied)
		}
		d.leave()
	})
	return output
}

func TestHostileTextIsOnlyText(t *testing.T) {
	screen.CheckOutput(t, attack(t, strings.Join(screen.Tricks, "\n\n"), 1))
	screen.CheckOutput(t, attack(t, strings.Join(screen.Tricks, " "), 7))
}
