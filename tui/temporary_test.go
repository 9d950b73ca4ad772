package tui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
	"banter/internal/screen"
)

// onDisk reports whether a file in a folder contains a word.
func onDisk(t *testing.T, folder, word string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), word) {
			return true
		}
	}
	return false
}

// A key on an empty page leaves nothing of the conversation on disk, and a key later
// keeps it, with what is said from then on.
func TestATemporaryConversation(t *testing.T) {
	for name, size := range map[string]screen.Options{"wide": {Width: 120, Height: 40}, "small": {Width: 40, Height: 12}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				folder := t.TempDir()
				d := newApp(t, setup{folder: folder, screen: size})
				defer func() { d.leave() }()
				d.sees("Banter")
				d.Wait(time.Second)
				d.Type("xylophone")
				d.Press("alt+p")
				d.sees("temporary", "Temporary: nothing")
				if got := d.input(); got != "xylophone" {
					t.Errorf("the input is %q", got)
				}
				d.Press("enter")
				d.back.answer(t, "A zymurgist.")
				d.sees("A zymurgist.", "temporary")
				d.Type("unsent quince")
				d.Wait(5 * time.Second)
				for _, word := range []string{"xylophone", "zymurgist", "quince"} {
					if onDisk(t, folder, word) {
						t.Errorf("%q is on disk", word)
					}
				}
				d.Press("f4", "up", "f") // a copy is temporary too
				d.Wait(time.Second)
				d.sees("xylophone", "temporary")
				d.Press("alt+p")
				d.Wait(time.Second)
				d.seesNot("temporary")
				d.Press("ctrl+u")
				d.ask("And more?")
				d.back.answer(t, "More.")
				d.leave()

				d = resumed(t, folder, size)
				d.sees("More.")
				d.Press("alt+p")
				d.sees("on disk.", "Ctrl+N")
			})
		})
	}
}

// A temporary conversation that is left is gone, and does not take part in the line
// that says how to resume.
func TestATemporaryConversationIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		d := newApp(t, setup{folder: folder})
		d.Wait(time.Second)
		d.Press("alt+p")
		d.sees("temporary")
		d.Press("alt+p")
		d.seesNot("temporary")
		d.Press("alt+p")
		d.sees("temporary")
		d.ask("xylophone")
		d.back.answer(t, "A zymurgist.")
		d.sees("A zymurgist.")
		d.leave()
		if id, _, ok := d.model.Conversation(); ok {
			t.Errorf("conversation %s can be resumed", id)
		}
		db, err := history.Open(context.Background(), filepath.Join(folder, "history.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if all, err := db.List(context.Background(), 0); err != nil || len(all) > 0 {
			t.Errorf("the history has %v, %v", all, err)
		}
	})
}
