// Package filelock locks files over all processes of this machine.
package filelock

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrBusy reports that other processes held the lock for too long.
var ErrBusy = errors.New("held by another process for too long")

const (
	wait  = 90 * time.Second // each process ahead may be waiting for a slow server
	retry = 20 * time.Millisecond
)

// Lock locks the file at path, which it makes along with its folder, and
// returns a function that unlocks it. The system unlocks the file when the
// process ends. Lock waits for other processes and goroutines until ctx ends,
// and then returns ctx.Err(), or for 90 seconds, and then returns [ErrBusy].
// An empty path locks nothing.
func Lock(ctx context.Context, path string) (unlock func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		lock := flock.New(path)
		_, err := lock.TryLockContext(limited, retry)
		switch {
		case err == nil && isAt(lock, path):
			return func() { _ = lock.Unlock() }, nil
		case err == nil:
			_ = lock.Unlock() // another process removed the file after flock opened it
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, context.DeadlineExceeded):
			return nil, ErrBusy
		default:
			return nil, err
		}
	}
}

// isAt reports whether the locked file is still the one at path. A process that
// locks a removed file excludes no other.
func isAt(lock *flock.Flock, path string) bool {
	locked, err := lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(locked, there)
}

// Remove removes the file at path, whose lock the caller holds. Processes that
// already opened the file notice it and lock a new one. Some systems do not
// remove a file that is open; Remove then does nothing.
func Remove(path string) {
	if path != "" {
		_ = os.Remove(path)
	}
}
