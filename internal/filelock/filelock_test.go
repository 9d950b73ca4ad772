package filelock

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/gofrs/flock"
)

// TestLockWhoseFileGoes: a process that has opened the file of a lock before it
// was removed holds nothing, and finds that out.
func TestLockWhoseFileGoes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps a file that is open")
	}
	path := filepath.Join(t.TempDir(), "lock")
	late := flock.New(path)
	if held, err := late.TryLock(); err != nil || !held || !isAt(late, path) {
		t.Fatalf("held %t, %v, at its path %t", held, err, isAt(late, path))
	}
	Remove(path)
	if isAt(late, path) {
		t.Error("a lock without a file counts")
	}
	unlock, err := Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if isAt(late, path) {
		t.Error("a lock on another file counts")
	}
	Remove("")
	unlock()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
