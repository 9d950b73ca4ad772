package cli

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
	"banter/history"
	"banter/internal/config"
	"banter/internal/screen"
)

// TestPlainHistory has the same conversation on the whole screen, inline and without a
// screen: what is saved is the same.
func TestPlainHistory(t *testing.T) {
	m := newComputer(t, codextest.Options{Doc: "An **answer**."})
	m.env["BANTER_STORE"] = config.CodexFile.String()
	m.codexFile(ada)
	synctest.Test(t, func(t *testing.T) {
		for _, inline := range []bool{false, true} {
			p := m.chats(t, screen.Options{Width: 80, Height: 24, Inline: inline}, map[string]string{"inline": strconv.FormatBool(inline)})
			p.sees("Ask something")
			p.asks(m, "first", "An answer.")
			p.Wait(time.Second)
			p.asks(m, "second", "second")
			p.Wait(time.Second)
			p.leaves()
		}

		if said := m.talks(t, "first\nsecond\n"); !strings.Contains(said, "You: second\n\nAnswer:\nAn answer.\n") {
			t.Error(said)
		}
		saved := m.saved(t)
		if len(saved) != 3 || saved[0] != saved[1] || saved[1] != saved[2] || strings.Count(saved[0], "An **answer**.") != 2 {
			t.Errorf("saved\n%s", strings.Join(saved, "\n"))
		}
	})
}

// talks runs the chat without a screen on lines of a file, and returns what it says.
func (m *computer) talks(t *testing.T, lines string) string {
	t.Helper()
	in, out := m.file(), m.file()
	defer in.Close()
	defer out.Close()
	if _, err := in.WriteString(lines); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	c := m.call(map[string]string{"plain": "true"})
	c.In, c.Out, c.Err, c.out = in, out, out, &output{File: out}
	to, err := c.target()
	if err != nil {
		t.Fatal(err)
	}
	all, err := newAccounts(c, to)
	if err != nil {
		t.Fatal(err)
	}
	if err := runChat(t.Context(), c, all, ""); err != nil {
		t.Error(err)
	}
	if err := c.sources.close(); err != nil {
		t.Error(err)
	}
	return written(t, out)
}

// saved returns the conversations of the history without IDs and times.
func (m *computer) saved(t *testing.T) (all []string) {
	t.Helper()
	db, err := history.Open(t.Context(), m.call(nil).paths.HistoryFile())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := db.List(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		messages, err := db.Branch(t.Context(), c.Leaf)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(c.Title, c.Model, c.Effort, c.Account)
		for _, said := range messages {
			text += fmt.Sprint("\n", said.Role, said.Text, said.Reasoning, said.Status, said.Error, said.Model, said.Effort, said.Account, len(said.Items), len(said.Usage) > 0)
		}
		all = append(all, text)
	}
	return all
}

// TestPlainIsChosen checks when the chat does without a screen.
func TestPlainIsChosen(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for flag, want := range map[string]bool{"": false, "true": true, "false": false, "inline": false} {
		m.env["TERM"], m.env["ACCESSIBLE"] = "dumb", "1" // in a pipe, only the setting counts
		flags := map[string]string{"plain": flag}
		m.env["BANTER_PLAIN"] = ""
		switch flag {
		case "":
			flags = nil
		case "inline": // on the command line, above plain in the environment
			flags = map[string]string{"inline": "true"}
			m.env["BANTER_PLAIN"] = "true"
		}
		c := m.call(flags)
		c.In, c.Out = null, null
		if c.isPlain() != want {
			t.Errorf("--plain=%s: %t", flag, c.isPlain())
		}
	}
}
