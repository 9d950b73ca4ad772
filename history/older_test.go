package history_test

import (
	"path/filepath"
	"strings"
	"testing"

	"banter/history"
)

// The statements of the Banter that had schema 1. It may still run when a newer
// one migrates the history.
const (
	olderUpdate = `UPDATE message SET status = ?, model = ?, effort = ?, account = ?, error = ?, last_line = ?,
		ended = ?, usage = ?, text = ?, reasoning = ?, items = ? WHERE id = ?`
	olderInsert = `INSERT INTO message (status, model, effort, account, error, last_line, ended, usage, text,
		reasoning, items, id, conversation, parent, role, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	olderTouch  = `UPDATE conversation SET updated = max(updated, ?), leaf = iif(?, ?, leaf) WHERE id = ?`
	olderHead   = `UPDATE conversation SET title = ?, model = ?, effort = ?, account = ?, leaf = ?, updated = max(updated, ?) WHERE id = ?`
	olderCreate = `INSERT INTO conversation (id, title, model, effort, account, leaf, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	olderDraft  = `INSERT OR REPLACE INTO draft (conversation, text) VALUES (?, ?)`
)

// Records that an older Banter saves are no damage, and get a checksum when
// this one saves them.
func TestAnOlderBanterCanSave(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	load(t, path, "testdata/schema-1.sql")
	db := open(t, path)
	if strings.Contains(schema(t, path), "banter_") {
		t.Error("the schema calls a function that an older Banter lacks")
	}
	check(t, db.Index(t.Context(), nil))
	c, all := add(t, db, "t", start, "q", "a")
	check(t, db.SetDraft(t.Context(), "", "x"))
	old := raw(t, path)
	whole := func() {
		t.Helper()
		_, err := db.List(t.Context(), 0)
		check(t, err)
		_, err = db.Branch(t.Context(), c.Leaf)
		check(t, err)
		_, err = db.Draft(t.Context(), "")
		check(t, err)
		check(t, db.Check(t.Context()))
	}
	run := func(query string, args ...any) {
		t.Helper()
		_, err := old.ExecContext(t.Context(), query, args...)
		check(t, err)
		whole()
	}
	run(olderUpdate, "done", "m", "e", "a", "", "b", 5, "{}", "b", "r", "", all[1].ID)
	run(olderUpdate, "done", "m", "e", "a", "", "b", 5, "{}", "b", "more", "", all[1].ID)
	run(olderInsert, "streaming", "m", "e", "a", "", "b", nil, "", "b", "", "", "new", c.ID, all[1].ID, "user", 9)
	run(olderTouch, 1<<60, true, "new", c.ID)
	run(olderHead, "other", "m", "e", "a", all[1].ID, 1<<61, c.ID)
	run(olderCreate, "1", "t", "", "", "", "", 1, 1)
	run(olderDraft, "", "y")
	run("DELETE FROM conversation WHERE id = '1'")

	if got := search(t, db, "other") + search(t, db, "more"); got != "[other][more]" {
		t.Errorf("of what an older Banter saved, the search finds %q", got)
	}

	c.Updated = start
	check(t, db.Update(t.Context(), c))
	check(t, db.Put(t.Context(), all[1]))
	whole()
	_, err := old.ExecContext(t.Context(), "UPDATE message SET reasoning = 'x' WHERE id = ?", all[1].ID)
	check(t, err)
	if _, err := db.Branch(t.Context(), c.Leaf); err == nil {
		t.Error("damage of a message that is saved again is silent")
	}
}

// The saved checksum is that of the values that SQLite returns.
func TestChecksumsOfOddTexts(t *testing.T) {
	db, _ := openFile(t)
	c, all := add(t, db, "t", start, "q")
	for _, text := range []string{"", "a\x00b", "\x00", "\xff\xfe", "a\xc3", "\u2028\ufeff", strings.Repeat("ü", 1<<14)} {
		for _, changed := range []history.Message{
			{ID: all[0].ID, Conversation: c.ID},
			{ID: all[0].ID, Conversation: c.ID, Parent: "other", Role: "other", Created: start.AddDate(1, 0, 0), Ended: start},
			{ID: history.NewID(), Conversation: c.ID, Parent: all[0].ID, Role: history.User, Created: start},
		} {
			changed.Text, changed.Reasoning, changed.Error, changed.Status = text, text, text, history.Done
			check(t, db.Put(t.Context(), changed))
			check(t, db.Check(t.Context()))
			_, err := db.Branch(t.Context(), changed.ID)
			check(t, err)
		}
		c.Title = text
		check(t, db.Update(t.Context(), c))
		check(t, db.SetDraft(t.Context(), c.ID, text))
		_, err := db.Draft(t.Context(), c.ID)
		check(t, err)
		check(t, db.Check(t.Context()))
	}
}
