package filelock

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
)

// TestLockWhoseFileGoes checks that a lock on a file that was removed after it was
// opened does not count.
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

// TestLockWaits checks how long Lock waits for a lock that is held.
func TestLockWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "folder", "lock")
		unlock, err := Lock(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := Lock(t.Context(), path); !errors.Is(err, ErrBusy) || time.Since(start) < wait {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := Lock(ctx, path); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrBusy) {
			t.Errorf("the caller gave up: %v", err)
		}
		time.AfterFunc(time.Second, unlock)
		again, err := Lock(t.Context(), path)
		if err != nil {
			t.Fatalf("after the first is unlocked: %v", err)
		}
		again()
	})
}
