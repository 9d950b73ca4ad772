package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/codex/codextest"
	"banter/history"
)

// hostile is a text that would act on a terminal.
const hostile = "evil \x1b[2J\x1b]0;owned\x07\x9b31m\u202etxet\x07 words"

// saves saves conversations that were last used so many days ago, and returns
// their IDs.
func (m *computer) saves(days ...int) (ids []string) {
	m.t.Helper()
	db, err := history.Open(m.t.Context(), m.call(nil).paths.HistoryFile())
	if err != nil {
		m.t.Fatal(err)
	}
	defer db.Close()
	for _, n := range days {
		used := time.Now().AddDate(0, 0, -n)
		c := history.Conversation{ID: history.NewID(), Title: fmt.Sprintf("day %d %s", n, hostile), Model: "gpt\x1b[31m", System: hostile, Created: used, Updated: used}
		q := history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: fmt.Sprintf("unique%d ", n) + hostile, Status: history.Done, Created: used, Ended: used}
		c.Leaf = q.ID
		if err := db.Create(m.t.Context(), c, q); err != nil {
			m.t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	return ids
}

// TestHostileHistory: titles and texts cannot act on a terminal, in a pipe
// either.
func TestHostileHistory(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	id := m.saves(3)[0]
	if out := m.must("history", "show", id); !strings.Contains(out, "\n## System prompt\n\nevil ") {
		t.Errorf("the system prompt is not shown: %q", out)
	}
	for _, line := range []string{"list", "list --json", "show " + id, "show --json " + id, "search evil", "search evil --json", "search day", "prune --older-than 1d --dry-run", "rm " + id} {
		out, errs, err := m.runs(append([]string{"history"}, strings.Fields(line)...)...)
		if err != nil || !strings.Contains(out, "evil") {
			t.Errorf("%s: %v\n%q", line, err, out)
		}
		for _, bad := range []string{"\x1b", "\x07", "\x9b", "\u009b", "\u202e"} {
			if strings.Contains(out+errs, bad) {
				t.Errorf("%s prints %q: %q", line, bad, out+errs)
			}
		}
	}
}

// TestHistoryOnATerminal: rows fit the width, matches are bold, and the room on
// disk is shown.
func TestHistoryOnATerminal(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	id := m.saves(1, 2)[0]
	for line, want := range map[string]string{
		"list":          "2 conversations and 2 messages take ",
		"search unique": "\x1b[1munique1\x1b[22m",
		"show " + id:    "unique1",
	} {
		w := m.opens(append([]string{"history"}, strings.Fields(line)...)...)
		if err := <-w.ended; err != nil {
			t.Errorf("%s: %v", line, err)
		}
		got := w.output.String()
		if !strings.Contains(got, want) || strings.Contains(got, "owned") && strings.Contains(got, "\x1b]0") {
			t.Errorf("%s: %q", line, got)
		}
		for row := range strings.Lines(got) {
			if ansi.StringWidth(strings.TrimRight(row, "\r\n")) > 100 {
				t.Errorf("%s: a row is wider than the terminal: %q", line, row)
			}
		}
	}
}

// TestPrune deletes what is old, and pinned conversations only without
// --keep-pinned.
func TestPrune(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	ids := m.saves(0, 89, 91, 100, 400)
	db, err := history.Open(t.Context(), m.call(nil).paths.HistoryFile())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.SetPinned(t.Context(), true, ids[3]); err != nil {
		t.Fatal(err)
	}
	if err := db.SetArchived(t.Context(), true, ids[4]); err != nil {
		t.Fatal(err)
	}
	left := func() string {
		listed := m.must("history", "list") + m.must("history", "list", "--archived")
		var days []string
		for i, id := range ids {
			if strings.Contains(listed, id) {
				days = append(days, fmt.Sprint(i))
			}
		}
		return strings.Join(days, " ")
	}
	for _, step := range []struct {
		args         string
		printed      int
		left, remark string
	}{
		{"prune --older-than 90d --dry-run", 3, "0 1 2 3 4", "3 conversations would be deleted."},
		{"prune --older-than 90d --keep-pinned --dry-run --json", 2, "0 1 2 3 4", "2 conversations would be deleted."},
		{"prune --older-than 1y", 1, "0 1 2 3", "1 conversation deleted."},
		{"prune --retention 90d", 1, "0 1 3", "1 conversation deleted."},
		{"prune --older-than 3m --keep-pinned", 0, "0 1 3", "0 conversations deleted."},
		{"prune --older-than 12w", 2, "0", "2 conversations deleted."},
	} {
		out, errs, err := m.runs(append([]string{"history"}, strings.Fields(step.args)...)...)
		if got := strings.Count(out, "\n"); err != nil || got != step.printed || !strings.Contains(errs, step.remark) {
			t.Errorf("%s: %v, %d lines\n%s%s", step.args, err, got, out, errs)
		}
		if got := left(); got != step.left {
			t.Errorf("%s leaves %s, want %s", step.args, got, step.left)
		}
	}
}

// TestRetention deletes old conversations when a chat ends, except the one that
// was on the screen.
func TestRetention(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	ids := m.saves(0, 40, 50)
	if err := m.call(map[string]string{"retention": "forever"}).retain(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(m.must("history", "list"), "\n"); got != 3 {
		t.Errorf("%d are left without the setting", got)
	}
	if err := m.call(map[string]string{"retention": "30d"}).retain(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	if got := m.must("history", "list"); strings.Count(got, "\n") != 2 || !strings.Contains(got, ids[0]) || !strings.Contains(got, ids[1]) {
		t.Errorf("left: %s", got)
	}
}

func TestHistoryWords(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 1_234_567: "1.2 MB", 5_000_000_000: "5.0 GB"} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for text, want := range map[string]string{"": "", " \n": " ", "a": "a", " a\n\nb ": " a b ", "\x1b[1ma": "a"} {
		if got := oneLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
