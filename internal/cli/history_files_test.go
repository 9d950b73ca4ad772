package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/codex/codextest"
	"banter/history"
	"banter/internal/archive"
)

func TestProgressText(t *testing.T) {
	for _, test := range []struct {
		share  float64
		items  int
		passed time.Duration
		want   string
	}{
		{0, 0, 0, "0 %, 0 conversations"},
		{0.25, 10, 10 * time.Second, "25 %, 10 conversations, about 30 s left"},
		{0.5, 1000, 10 * time.Minute, "50 %, 1000 conversations, about 10 min left"},
		{0.02, 3, 3 * time.Hour, "2 %, 3 conversations, about 147 h left"},
		{1, 12, time.Minute, "100 %, 12 conversations"},
		{1.5, 12, time.Minute, "100 %, 12 conversations"},
	} {
		if got := progressText(test.share, test.items, "conversations", test.passed); got != test.want {
			t.Errorf("%v: %q, want %q", test, got, test.want)
		}
	}
}

// TestProgressIsOneRow draws a bar on a terminal, in one row that is gone at
// the end, and lines elsewhere.
func TestProgressIsOneRow(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	errs := m.file()
	defer errs.Close()
	c := &call{Process: m.process(nil, errs, errs)}
	bar := c.newProgress("conversations")
	bar.show(0.1, 1)
	bar.shown = time.Now().Add(-time.Hour)
	bar.show(0.5, 5)
	bar.clear()
	if got := written(t, errs); !strings.HasPrefix(got, "50 %, 5 conversations") || strings.Count(got, "\n") != 1 || strings.Contains(got, "\x1b") {
		t.Errorf("in a file: %q", got)
	}

	var row strings.Builder
	bar.row, bar.out = true, &row
	bar.shown = time.Now().Add(-time.Hour)
	bar.show(0.5, 5)
	bar.clear()
	if got := row.String(); strings.Contains(got, "\n") || !strings.HasSuffix(got, "\r\x1b[K") || !strings.Contains(got, "50 %") {
		t.Errorf("on a terminal: %q", got)
	}
}

// TestImportStopsBetweenConversations: an import that is interrupted says how to
// go on, has saved whole conversations, and goes on with the rest.
func TestImportStopsBetweenConversations(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	var text strings.Builder
	text.WriteString("[")
	const all = 2000
	for i := range all {
		if i > 0 {
			text.WriteString(",")
		}
		id := strings.Repeat("x", i+1)
		text.WriteString(`{"id":"` + id + `","mapping":{"a":{"message":{"author":{"role":"user"},"content":{"parts":["q"]}}}}}`)
	}
	text.WriteString("]")
	path := filepath.Join(m.home, "conversations.json")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	errs := m.file()
	c := m.call(nil)
	c.Err = errs
	db, err := c.openHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := &countdown{t.Context(), 1000}
	i := importer{h: &historyCall{c, db}, bar: c.newProgress("conversations")}
	file, err := archive.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	one, err := i.read(ctx, file)
	if err := i.h.importStopped(ctx, one, file, err); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if one.Added < 200 || one.Added != one.Conversations || one.Added == all {
		t.Errorf("%+v", one)
	}
	if said := written(t, errs); !strings.Contains(said, "Stopped.") || !strings.Contains(said, "Run the same command to go on.") {
		t.Errorf("said %q", said)
	}
	if err := i.h.importAll(t.Context(), []string{path}, false); err != nil {
		t.Fatal(err)
	}
	if list, err := db.All(t.Context()); err != nil || len(list) != all {
		t.Errorf("%d conversations, %v", len(list), err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// A countdown is canceled after it was asked a number of times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestChatSyncs: what is asked in the chat is in the folder when it has ended,
// and what came from elsewhere is taken.
func TestChatSyncs(t *testing.T) {
	m := signedIn(t, codextest.Options{})
	folder := t.TempDir()
	m.env["BANTER_SYNC"] = folder
	w := m.opens()
	w.sees("Ask something")
	w.press("What is a goroutine?\r")
	for late := time.Now().Add(time.Minute); len(files(t, folder)) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("nothing is sent after an answer:\n%s", w.text())
		}
	}
	w.sees("such as OpenGL") // the end of the answer
	w.sees("? keys")         // it is complete: quitting need not ask
	w.press("\x04")
	if _, err := w.ends(); err != nil {
		t.Fatal(err)
	}
	other, err := history.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := m.call(nil).syncWith(t.Context(), other, folder); err != nil {
		t.Fatal(err)
	}
	list, err := other.All(t.Context())
	if err != nil || len(list) != 1 || list[0].Messages != 2 {
		t.Errorf("%v, %+v", err, list)
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".jsonl") {
			names = append(names, entry.Name())
		}
	}
	return names
}
