package history_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"banter/history"
)

// streaming saves an answer that is being written, and returns its id.
func streaming(t *testing.T, db *history.DB) string {
	t.Helper()
	c := history.Conversation{ID: history.NewID(), Created: time.Now(), Updated: time.Now()}
	m := history.Message{ID: history.NewID(), Conversation: c.ID, Status: history.Streaming}
	if err := db.Create(t.Context(), c, m); err != nil {
		t.Fatal(err)
	}
	if err := db.Put(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

func locks(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.lock"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestLocksWithoutAnswer: the next Open removes the lock of an answer that was
// never saved, and keeps the lock of one that is being written.
func TestLocksWithoutAnswer(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "history.db")
	writer, err := history.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	id := streaming(t, writer)
	foreign := filepath.Join(dir, "other.db-"+history.NewID()+".lock")
	for _, name := range []string{path + "-" + history.NewID() + ".lock", path + "-x.lock", foreign} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := history.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if got := locks(t, dir); len(got) != 2 || got[0] != path+"-"+id+".lock" || got[1] != foreign {
		t.Errorf("locks: %v", got)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if got := locks(t, dir); len(got) != 1 || got[0] != foreign {
		t.Errorf("locks after the end: %v", got)
	}
}

// TestNoLockInMemory: a temporary conversation has no file to lock.
func TestNoLockInMemory(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	db, err := history.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	streaming(t, db)
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
