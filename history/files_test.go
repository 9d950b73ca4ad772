package history_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/internal/attach"
)

// withFiles returns a conversation whose question has files with the given texts.
func withFiles(t *testing.T, texts ...string) (history.Conversation, history.Message) {
	t.Helper()
	var files []attach.File
	for _, text := range texts {
		f, err := attach.Make(text+".txt", []byte(text))
		check(t, err)
		files = append(files, f)
	}
	c := history.Conversation{ID: history.NewID(), Title: "files", Created: time.Now(), Updated: time.Now()}
	m := history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: "see", Status: history.Done, Created: time.Now()}.WithFiles(files)
	return c, m
}

// A file is on the disk as long as a message refers to it, and comes back with
// the message.
func TestFilesLiveAsLongAsTheirMessages(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	ok := func(err error) {
		t.Helper()
		check(t, err)
	}
	db := open(t, filepath.Join(dir, "history.db"))
	attachments := filepath.Join(dir, "attachments")
	there := func(when string, texts ...string) {
		t.Helper()
		entries, err := os.ReadDir(attachments)
		ok(err)
		var got, want []string
		for _, e := range entries {
			got = append(got, strings.TrimPrefix(e.Name(), "draft-"))
			if info, err := e.Info(); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", when, info.Mode(), err)
			}
		}
		for _, text := range texts {
			want = append(want, attach.Hash([]byte(text)))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}

	c1, m1 := withFiles(t, "one", "both")
	c2, m2 := withFiles(t, "two", "both")
	ok(db.Create(ctx, c1, m1))
	ok(db.Create(ctx, c2, m2))
	if info, err := os.Stat(attachments); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info, err)
	}
	there("after asking", "one", "two", "both")
	taken, err := db.Take(ctx, c1.ID)
	ok(err)
	there("after a deletion", "two", "both")
	ok(db.Restore(ctx, taken))
	there("after its undo", "one", "two", "both")
	saved, err := db.Messages(ctx, c1.ID)
	ok(err)
	if full := db.FullFiles(ctx, saved[0]); len(full) != 2 || string(full[0].Data) != "one" || full[0].Name != "one.txt" {
		t.Errorf("restored %+v", full)
	}
	cut, err := db.Cut(ctx, m1.ID)
	ok(err)
	there("after a message is removed", "two", "both")
	ok(db.Restore(ctx, cut))
	there("after its undo", "one", "two", "both")
	ok(db.DeleteAll(ctx, c1.ID, c2.ID))
	there("at the end")

	// A pasted image is kept while a draft names it.
	ok(db.KeepForDraft(ctx, []byte("pasted")))
	ok(db.RemoveUnused(ctx))
	there("pasted", "pasted")
	name := filepath.Join(attachments, "draft-"+attach.Hash([]byte("pasted")))
	old := time.Now().Add(-48 * time.Hour)
	ok(os.Chtimes(name, old, old))
	ok(db.SetDraft(ctx, "", "what is @"+attach.KeptRef(attach.Hash([]byte("pasted")))+".png"))
	ok(db.RemoveUnused(ctx))
	there("named by a draft", "pasted")
	ok(db.SetDraft(ctx, "", ""))
	ok(db.RemoveUnused(ctx))
	there("named by nothing")

	// What is damaged is not sent, and no name leads out of the folder.
	ok(db.Create(ctx, c1, m1))
	ok(os.WriteFile(filepath.Join(attachments, attach.Hash([]byte("one"))), []byte("eno"), 0o600))
	if data, err := db.File(ctx, attach.Hash([]byte("one"))); err == nil {
		t.Errorf("damaged file: %q", data)
	}
	if data, err := db.File(ctx, "../history.db"); err == nil {
		t.Errorf("another file: %d bytes", len(data))
	}
}

// The files of a temporary conversation are on no disk.
func TestTemporaryFilesAreInMemory(t *testing.T) {
	t.Chdir(t.TempDir())
	db := open(t, ":memory:")
	c, m := withFiles(t, "quiet")
	merged, err := db.Merge(t.Context(), history.Part{Conversation: c, Messages: []history.Message{m}})
	if err != nil || merged[0].Added != 1 {
		t.Fatalf("merged %+v, %v", merged, err)
	}
	data, err := db.File(t.Context(), attach.Hash([]byte("quiet")))
	if err != nil || !bytes.Equal(data, []byte("quiet")) {
		t.Errorf("data %q, %v", data, err)
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("on the disk: %v, %v", entries, err)
	}
	if err := db.Delete(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := db.File(t.Context(), attach.Hash([]byte("quiet"))); err == nil {
		t.Error("the file is still there")
	}
}
