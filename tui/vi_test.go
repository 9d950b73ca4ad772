package tui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/tui/keymap"
)

// withVi starts the program with the keys of vi, with what is in the clipboard.
func withVi(t *testing.T, clipboard string, test func(t *testing.T, d *app, folder string)) {
	t.Helper()
	if err := keymap.Rebind(map[string][]string{"preset": {keymap.Vi}}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = keymap.Rebind(nil) }()
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder, options: func(o *Options) {
			o.ClipboardText = func(context.Context) (string, error) { return clipboard, nil }
		}})
		test(t, d, folder)
	})
}

// What is written with the keys of vi is sent and kept as it was on the screen, and the
// mode is in words and in the shape of the cursor.
func TestViWritesAndSends(t *testing.T) {
	withVi(t, "from elsewhere", func(t *testing.T, d *app, folder string) {
		d.sees("INSERT")
		d.Type("Helo wrld, dd")
		d.Press("esc")
		d.sees("NORMAL")
		d.Type("0fohxill")
		d.Press("esc")
		d.Type("wcwworld")
		d.Press("esc")
		d.Type("f,D")
		d.Type("oq")
		d.Press("esc", "ctrl+j")
		d.Type("second line")
		d.Press("esc")
		d.Type("kddbv")
		d.sees("VISUAL")
		d.Press("esc")
		d.Type("2d")
		d.sees("NORMAL 2d")
		d.Press("esc")
		d.Type(`G"+P`)
		d.Type("u.")
		const want = "Hello world\nfrom elsewheresecond line"
		if got := d.input(); got != want {
			t.Errorf("the input is %q, want %q", got, want)
		}
		d.Press("enter")
		d.back.answer(t, "Yes.")
		d.sees("INSERT", "Yes.")
		output := string(d.Output())
		d.leave()
		if end := string(d.Output()); !strings.Contains(output, "\x1b[6 q") || !strings.Contains(output, "\x1b[2 q") || strings.LastIndex(end, "\x1b[0 q") < strings.LastIndex(end, "\x1b[6 q") {
			t.Error("the cursor does not show the mode, or keeps its shape")
		}
		if got := questions(t, folder); len(got) != 1 || got[0] != want {
			t.Errorf("the history has %q", got)
		}
	})
}

// questions returns the questions of the newest conversation in a history.
func questions(t *testing.T, folder string) (texts []string) {
	t.Helper()
	ctx := context.Background()
	db, err := history.Open(ctx, filepath.Join(folder, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := db.List(ctx, 1)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	messages, err := db.Messages(ctx, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if m.Role == history.User {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// In normal mode the keys of the chat are those of an empty input; Esc stops the answer
// once nothing of vi is under way.
func TestViAndTheChat(t *testing.T) {
	withVi(t, "", func(t *testing.T, d *app, _ string) {
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("half an")
		d.Type("typed")
		d.Press("esc")
		d.sees("NORMAL", "half an")
		d.seesNot("stopped")
		d.Type("V")
		d.Press("esc")
		d.seesNot("stopped")
		d.Press("esc")
		d.sees("stopped")

		d.Type("kk")
		if got := d.input(); got != "first" {
			t.Errorf("k shows %q", got)
		}
		d.Type("Aer")
		d.Press("esc")
		d.Type(`j"+yiw`)
		if got := d.Copied(); len(got) != 1 || got[0] != "typed" {
			t.Errorf("copied %q", got)
		}
		d.Type(`"+p`)
		if got := d.input(); got != "ttypedyped" {
			t.Errorf("the input is %q", got)
		}
		d.Type("dd?")
		d.Type("Commands of vi")
		d.sees("i a I A", "gU")
		d.Press("esc")
		d.Type(":")
		d.sees("What to do")
		d.Press("esc")
		d.Type("u")
		if got := d.input(); got != "ttypedyped" {
			t.Errorf("undone: %q", got)
		}
		d.Press("enter")
		d.back.question(t)
		d.back.faults <- &codex.Error{Code: codex.CodeNetwork, Sentence: "There is no connection.", Retry: codex.RetryNow}
		d.sees("r try again")
		d.Press("esc")
		d.Type("r")
		d.back.answer(t, "At last.")
		d.sees("At last.")
		time.Sleep(time.Second)
	})
}
