package history_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/history"
	"banter/internal/notice"
)

// inWords fails unless err has a sentence and a hint for a person.
func inWords(t *testing.T, err error) {
	t.Helper()
	said := notice.Of(err)
	if said.Unknown || said.Sentence == "" || said.Hint == "" || strings.Contains(said.Sentence+said.Hint, "SQL") {
		t.Errorf("%v\nin words: %+v", err, said)
	}
}

func TestDamagedFilesAreRefusedAndLeftAlone(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.db")
	db := open(t, whole)
	for i := range 50 {
		add(t, db, fmt.Sprint("conversation ", i), start, "q", strings.Repeat("words ", 500))
	}
	check(t, db.Close())
	data, err := os.ReadFile(whole)
	check(t, err)
	for name, content := range map[string][]byte{
		"text":            []byte(strings.Repeat("not a database\n", 1000)),
		"short text":      []byte("x"),
		"zeros":           make([]byte, 8192),
		"header gone":     append(make([]byte, 100), data[100:]...),
		"first page gone": append(append(bytes.Clone(data[:100]), bytes.Repeat([]byte{0xff}, 3996)...), data[4096:]...),
		"cut to a page":   data[:4096],
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "history.db")
			check(t, os.WriteFile(path, content, 0o600))
			refused(t, path, nil)
			_, err := history.Open(t.Context(), path)
			if said := notice.Of(err); !strings.Contains(said.Sentence, path) {
				t.Errorf("the file is not named: %q", said.Sentence)
			}
		})
	}
	t.Run("empty", func(t *testing.T) { // as after a crash in the first moment
		path := filepath.Join(t.TempDir(), "history.db")
		check(t, os.WriteFile(path, nil, 0o600))
		add(t, open(t, path), "t", start, "q")
	})
}

// smash overwrites the page of the file at path that has mark.
func smash(t *testing.T, path, mark string) {
	t.Helper()
	data, err := os.ReadFile(path)
	check(t, err)
	at := bytes.Index(data, []byte(mark))
	if at < 0 {
		t.Fatalf("%q is not in the file", mark)
	}
	page := at &^ 4095
	copy(data[page:], bytes.Repeat([]byte{0xff}, 64))
	check(t, os.WriteFile(path, data, 0o600))
}

func TestADamagedConversationDoesNotHideTheOthers(t *testing.T) {
	db, path := openFile(t)
	const conversations = 200
	for i := range conversations {
		add(t, db, fmt.Sprintf("conversation number %d!", i), start, "q", "a")
	}
	check(t, db.Close())
	smash(t, path, "conversation number 100!")

	db = open(t, path)
	all, err := db.List(t.Context(), 0)
	damage, ok := errors.AsType[*history.DamageError](err)
	if !ok || damage.Skipped == 0 || damage.Path != path {
		t.Fatalf("list: %v", err)
	}
	inWords(t, err)
	if len(all)+damage.Skipped != conversations || len(all) < conversations*3/4 {
		t.Errorf("%d listed and %d skipped of %d", len(all), damage.Skipped, conversations)
	}
	for _, s := range all {
		if s.LastLine != "a" || s.Messages != 2 {
			t.Errorf("listed %+v", s)
		}
	}
	add(t, db, "after the damage", start.AddDate(1, 0, 0), "q")
	if all, _ := db.List(t.Context(), 1); len(all) != 1 || all[0].Title != "after the damage" {
		t.Errorf("after a new one: %+v", all)
	}
}

func TestADamagedMessageDoesNotHideTheOthers(t *testing.T) {
	db, path := openFile(t)
	var words []string
	for i := range 60 {
		words = append(words, fmt.Sprintf("message number %d! %s", i, strings.Repeat("x", 500)))
	}
	c, _ := add(t, db, "t", start, words...)
	check(t, db.Close())
	smash(t, path, "message number 30!")

	db = open(t, path)
	branch, err := db.Branch(t.Context(), c.Leaf)
	damage, ok := errors.AsType[*history.DamageError](err)
	if !ok || len(branch)+damage.Skipped != len(words) || len(branch) < 45 {
		t.Fatalf("%d messages, %v", len(branch), err)
	}
	inWords(t, err)
	if branch[0].Text != words[0] || branch[len(branch)-1].Text != words[59] {
		t.Errorf("from %q to %q", branch[0].Text, branch[len(branch)-1].Text)
	}
	all, err := db.List(t.Context(), 0)
	if len(all) != 1 || all[0].Title != "t" {
		t.Errorf("list %+v, %v", all, err)
	}
}

func TestOddItemsCostTheItemsOnly(t *testing.T) {
	db, path := openFile(t)
	c, messages := add(t, db, "t", start, "q", "a")
	_, err := raw(t, path).ExecContext(t.Context(), "UPDATE message SET items = '[{\"type\":' WHERE id = ?", messages[1].ID)
	check(t, err)
	branch, err := db.Branch(t.Context(), c.Leaf)
	if texts(branch) != "q a" || branch[1].Items != nil {
		t.Errorf("branch %+v", branch)
	}
	if damage, ok := errors.AsType[*history.DamageError](err); !ok || damage.Changed != 1 {
		t.Errorf("error %v", err)
	}
}

func TestAFullDiskLosesNothing(t *testing.T) {
	db, path := openFile(t)
	c, _ := add(t, db, "t", start, "q")
	answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant, Status: history.Streaming, Text: "before", Created: start}
	check(t, db.Put(t.Context(), answer))
	check(t, db.FillDisk(t.Context(), 2))
	answer.Text = strings.Repeat("after ", 10_000)
	err := db.Put(t.Context(), answer)
	if said := notice.Of(err); !strings.Contains(said.Sentence, "disk is full") {
		t.Errorf("%v\nin words: %+v", err, said)
	}
	branch, err := open(t, path).Branch(t.Context(), answer.ID)
	check(t, err)
	if texts(branch) != "q before" {
		t.Errorf("what is kept: %q", texts(branch))
	}
	check(t, db.FillDisk(t.Context(), 1<<20))
	check(t, db.Put(t.Context(), answer))
}

// TestBeginningReadsNoMore: the first messages of a branch can be read although a later
// one is damaged.
func TestBeginningReadsNoMore(t *testing.T) {
	db, path := openFile(t)
	words := []string{"first", "second"}
	for i := range 9 {
		words = append(words, fmt.Sprintf("message number %d! %s", i, strings.Repeat("x", 3000)))
	}
	c, all := add(t, db, "t", start, words...)
	check(t, db.Close())
	zero(t, path, "message number 4!")
	db = open(t, path)
	if _, err := db.Branch(t.Context(), c.Leaf); err == nil {
		t.Fatal("the branch is not damaged")
	}
	got, err := db.Beginning(t.Context(), all[len(all)-1].ID, 2)
	check(t, err)
	if len(got) != 2 || got[0].Text != "first" || got[1].Text != "second" {
		t.Errorf("%+v", got)
	}
}
