package archive_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/internal/archive"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB) *history.DB {
	t.Helper()
	db, err := history.Open(t.Context(), ":memory:")
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	return db
}

var start = time.Date(2026, 11, 23, 9, 0, 0, 123456000, time.UTC)

// ask adds a question and its answer below parent and returns the answer.
func ask(t testing.TB, db *history.DB, c *history.Conversation, parent, question, answer string) history.Message {
	t.Helper()
	c.Updated = c.Updated.Add(time.Minute)
	q := history.Message{
		ID: history.NewID(), Conversation: c.ID, Parent: parent, Role: history.User, Text: question, Status: history.Done,
		Created: c.Updated, Ended: c.Updated,
	}
	a := q
	a.ID, a.Parent, a.Role, a.Text = history.NewID(), q.ID, history.Assistant, answer
	a.Model, a.Effort, a.Account, a.Reasoning = "gpt-6.1-sol", "low", "acc_1", "Thinking about <it>."
	a.Usage = json.RawMessage(`{"Input":3,"Total":9}`)
	a.Items = []json.RawMessage{
		json.RawMessage(`{"type": "reasoning",  "encrypted_content":"a<b>&\u2028=="}`),
		json.RawMessage("{\"type\":\"message\",\n \"id\":\"msg_1\"}"),
	}
	check(t, db.Put(t.Context(), q, a))
	return a
}

func conversation(t testing.TB, db *history.DB, title string) history.Conversation {
	t.Helper()
	c := history.Conversation{ID: history.NewID(), Title: title, Model: "gpt-6.1-sol", Effort: "low", Account: "acc_1", Created: start, Updated: start}
	check(t, db.Create(t.Context(), c))
	return c
}

// fill makes a history of several conversations with branches.
func fill(t testing.TB) *history.DB {
	t.Helper()
	db := open(t)
	for i := range 3 {
		c := conversation(t, db, fmt.Sprintf("Talk %d <b>&amp;\u2028 \"q\"", i))
		first := ask(t, db, &c, "", "What is\na goroutine?", "A function.\n\n```go\ngo f()\n```")
		second := ask(t, db, &c, first.ID, "More", "Half an")
		second.Status, second.Error = history.Failed, "There is no network."
		check(t, db.Put(t.Context(), second))
		_, err := db.SetBookmark(t.Context(), first.ID, history.Bookmark{On: true, Note: strings.Repeat("for <Ana> ", i)})
		check(t, err)
		ask(t, db, &c, first.ID, "Edited", "Another branch")
		c, err = db.Find(t.Context(), c.ID)
		check(t, err)
		c.Leaf, c.System = second.ID, "Be \"brief\"."
		check(t, db.Update(t.Context(), c))
	}
	c := conversation(t, db, "Empty")
	check(t, db.SetPinned(t.Context(), true, c.ID))
	check(t, db.SetArchived(t.Context(), true, c.ID))
	return db
}

func heads(t testing.TB, db *history.DB) []history.Summary {
	t.Helper()
	all, err := db.All(t.Context())
	check(t, err)
	return all
}

func export(t testing.TB, db *history.DB, format archive.Format) string {
	t.Helper()
	var b bytes.Buffer
	check(t, archive.Export(t.Context(), &b, format, db, heads(t, db), func() {}))
	return b.String()
}

// read imports a file and returns what was counted.
func read(t testing.TB, db *history.DB, path string) (history.Merged, archive.Notes) {
	t.Helper()
	file, err := archive.Open(t.Context(), path)
	check(t, err)
	var all history.Merged
	notes, err := file.Read(t.Context(), func(b archive.Batch) error {
		parts, err := db.Merge(t.Context(), history.Part{Conversation: b.Conversation, Messages: b.Messages})
		check(t, err)
		merged := parts[0]
		if merged.New && b.Pinned {
			check(t, db.SetPinned(t.Context(), true, b.Conversation.ID))
		}
		if merged.New && b.Archived {
			check(t, db.SetArchived(t.Context(), true, b.Conversation.ID))
		}
		all.Added, all.Known, all.Orphans = all.Added+merged.Added, all.Known+merged.Known, all.Orphans+merged.Orphans
		return err
	}, func(int64) {})
	check(t, err)
	return all, notes
}

func save(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	check(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestJSONComesBackByteForByte(t *testing.T) {
	first := export(t, fill(t), archive.JSON)
	path := save(t, "all.jsonl", first)
	db := open(t)
	merged, notes := read(t, db, path)
	if merged.Added != 18 || merged.Orphans+merged.Known+notes.Skipped != 0 || notes.Cut {
		t.Errorf("%+v %+v", merged, notes)
	}
	if second := export(t, db, archive.JSON); second != first {
		t.Errorf("first\n%s\nsecond\n%s", first, second)
	}
	if merged, _ := read(t, db, path); merged.Added != 0 || merged.Known != 18 {
		t.Errorf("the second import: %+v", merged)
	}
	if third := export(t, db, archive.JSON); third != first {
		t.Error("the second import changed the history")
	}
	check(t, db.Check(t.Context()))
}

// A summary of earlier messages is named in the forms for people, and is one again
// after an import.
func TestSummaryIsMarked(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Long")
	m := ask(t, db, &c, "", "What is a goroutine?", "A function.")
	m.Parent, m.ID, m.Text, m.Items = m.ID, history.NewID(), "The gist.", history.SummaryItems(2)
	check(t, db.Put(t.Context(), m))
	if line := heads(t, db)[0].LastLine; line != "A function." {
		t.Errorf("the list shows %q", line)
	}
	for _, format := range []archive.Format{archive.Markdown, archive.HTML, archive.Text} {
		if text := export(t, db, format); !strings.Contains(text, "Summary of the earlier messages, for the model") || !strings.Contains(text, "The gist.") {
			t.Errorf("%s:\n%s", format, text)
		}
	}
	other := open(t)
	read(t, other, save(t, "all.jsonl", export(t, db, archive.JSON)))
	branch, err := other.Branch(t.Context(), m.ID)
	check(t, err)
	if kept, ok := branch[2].Kept(); !ok || kept != 2 || branch[1].IsSummary() {
		t.Errorf("imported %+v", branch)
	}
}

// TestCutExportLosesItsEndOnly cuts an export at every byte.
func TestCutExportLosesItsEndOnly(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Cut")
	ask(t, db, &c, "", "a", "b")
	whole := export(t, db, archive.JSON)
	step := 7
	if testing.Short() {
		step = 101
	}
	for n := strings.IndexByte(whole, '\n') + 1; n < len(whole); n += step {
		to := open(t)
		merged, notes := read(t, to, save(t, "cut.jsonl", whole[:n]))
		if want := strings.Count(whole[:n], `]}`+"\n"); merged.Added < want || !notes.Cut && n < len(whole)-1 {
			t.Fatalf("cut at %d: %+v %+v", n, merged, notes)
		}
		check(t, to.Check(t.Context()))
	}
}

func TestForeignLinesAreLeftOut(t *testing.T) {
	db := open(t)
	c := conversation(t, db, "Talk")
	ask(t, db, &c, "", "a", "b")
	lines := strings.SplitAfter(export(t, db, archive.JSON), "\n")
	odd := lines[0] + lines[1] + "nonsense\n{\"type\":\"later\"}\n{}\n\n" + strings.Replace(lines[2], `"role":"user"`, `"role":"root"`, 1) +
		strings.Replace(lines[2], c.ID, "other", 1) + strings.Join(lines[2:], "")
	to := open(t)
	if merged, notes := read(t, to, save(t, "odd.jsonl", odd)); merged.Added != 2 || notes.Skipped != 5 || notes.Cut {
		t.Errorf("%+v %+v", merged, notes)
	}
	newer := save(t, "newer.jsonl", `{"type":"banter-history","version":99}`+"\n")
	file, err := archive.Open(t.Context(), newer)
	check(t, err)
	if _, err := file.Read(t.Context(), nil, func(int64) {}); err == nil {
		t.Error("a newer version was read")
	}
}
