package history_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/history"
	"banter/internal/notice"
)

// TestWhatIsToldOfDamage changes rows and counts as damage would, past Banter.
func TestWhatIsToldOfDamage(t *testing.T) {
	branch := func(t *testing.T, db *history.DB, c history.Conversation) error {
		_, err := db.Branch(t.Context(), c.Leaf)
		return err
	}
	list := func(t *testing.T, db *history.DB, _ history.Conversation) error {
		_, err := db.List(t.Context(), 1)
		return err
	}
	draft := func(t *testing.T, db *history.DB, _ history.Conversation) error {
		text, err := db.Draft(t.Context(), "")
		if text == "" {
			t.Error("the draft is kept back")
		}
		return err
	}
	whole := func(t *testing.T, db *history.DB, _ history.Conversation) error { return db.Check(t.Context()) }
	for name, test := range map[string]struct {
		change string
		read   func(t *testing.T, db *history.DB, c history.Conversation) error
		said   string
	}{
		"messages lost":      {"UPDATE conversation_check SET messages = messages + 3", branch, "3 parts of this conversation are missing or cannot be read."},
		"a message changed":  {"UPDATE message SET reasoning = 'x' WHERE text = 'q'", branch, "One part of this conversation is damaged and differs from what was saved."},
		"a status changed":   {"UPDATE message SET status = 'dome' WHERE text = 'q'", branch, "One part of this conversation is damaged and differs from what was saved."},
		"check lost":         {"DELETE FROM message_check", branch, "2 parts of this conversation are damaged and differ from what was saved."},
		"model changed":      {"UPDATE conversation SET model = 'x'", branch, "One part of this conversation is damaged and differs from what was saved."},
		"parent changed":     {"UPDATE message SET parent = 'x' WHERE text = 'q'", branch, "One part of this conversation is missing or cannot be read. One part of this conversation is damaged and differs from what was saved."},
		"conversations lost": {"INSERT INTO conversation_check VALUES ('a', 1, 1), ('b', 1, 1)", list, "2 parts of the history are missing or cannot be read."},
		"listed head":        {"UPDATE conversation SET model = 'x'", list, "One part of the history is damaged and differs from what was saved."},
		"draft":              {"UPDATE draft SET text = 'y'", draft, "One part of the history is damaged and differs from what was saved."},
		"index of search":    {"DELETE FROM message_fts WHERE rowid = 1", whole, "The file of the history is damaged inside; conversations or hits of a search may be missing."},
	} {
		t.Run(name, func(t *testing.T) {
			db, path := openFile(t)
			c, _ := add(t, db, "t", start, "q", "a")
			check(t, db.SetDraft(t.Context(), "", "x"))
			check(t, test.read(t, db, c))
			_, err := raw(t, path).ExecContext(t.Context(), test.change)
			check(t, err)
			err = test.read(t, db, c)
			said := notice.Of(err)
			if said.Sentence != test.said || said.Hint != "All other parts are intact. "+history.RepairHint {
				t.Errorf("%v\nin words: %+v\nwant      %s", err, said, test.said)
			}
			if !strings.Contains(said.Sentence, "search") && name != "messages lost" {
				if err := db.Check(t.Context()); err == nil {
					t.Error("Check does not tell")
				}
			}
		})
	}
}

// A head without messages is damage, and not a deleted conversation.
func TestAHeadThatLeadsNowhere(t *testing.T) {
	db, path := openFile(t)
	add(t, db, "t", start, "q", "a")
	if _, err := db.Branch(t.Context(), "x"); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
	_, err := raw(t, path).ExecContext(t.Context(), "UPDATE conversation SET leaf = 'x'")
	check(t, err)
	_, err = db.Branch(t.Context(), "x")
	if _, ok := errors.AsType[*history.DamageError](err); !ok {
		t.Errorf("damaged: %v", err)
	}
}

// A damaged head stays known as damaged when its conversation continues; a new
// title repairs it.
func TestAnAnswerDoesNotHideDamage(t *testing.T) {
	db, path := openFile(t)
	c, _ := add(t, db, "t", start, "q", "a")
	_, err := raw(t, path).ExecContext(t.Context(), "UPDATE conversation SET model = 'x'")
	check(t, err)
	m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.User, Text: "q2", Status: history.Done, Created: start}
	check(t, db.Put(t.Context(), m))
	if _, err := db.Branch(t.Context(), m.ID); err == nil {
		t.Error("a later question has hidden the damage")
	}
	c.Title, c.Leaf = "new", m.ID
	check(t, db.Update(t.Context(), c))
	_, err = db.Branch(t.Context(), m.ID)
	check(t, err)
	check(t, db.Check(t.Context()))
}

func TestMigrationOfADamagedHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	load(t, path, "testdata/schema-1.sql")
	old := raw(t, path)
	_, err := old.ExecContext(t.Context(), `WITH RECURSIVE n (i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
		INSERT INTO message SELECT i, 'id' || i, '0190aaaa-0000-7000-8000-000000000002', iif(i = 5, '', 'id' || (i - 1)), 'user', 'done', '', '', '', '', '', i, i, '',
		'number ' || i || '! ' || printf('%.500c', 'x'), '', '' FROM n`)
	check(t, errors.Join(err, old.Close()))
	smash(t, path, "number 57!")
	db := open(t, path)
	branch, err := db.Branch(t.Context(), "id60")
	damage, ok := errors.AsType[*history.DamageError](err)
	if !ok || len(branch)+damage.Skipped != 56 || len(branch) < 40 || damage.Changed > 0 {
		t.Errorf("%d messages, %v", len(branch), err)
	}
	if db.Check(t.Context()) == nil {
		t.Error("Check does not tell")
	}
}

func TestCheckEnds(t *testing.T) {
	db, path := openFile(t)
	add(t, db, "t", start, "q")
	ended, end := context.WithCancel(t.Context())
	end()
	if err := db.Check(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	check(t, db.Close())
	if err := db.Check(t.Context()); err == nil {
		t.Error("checked after Close")
	}
	if left, _ := filepath.Glob(path + "-*"); len(left) > 0 {
		t.Errorf("left open: %v", left)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
