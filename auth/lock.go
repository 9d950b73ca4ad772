package auth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockTime  = 90 * time.Second // others may each be waiting for a slow issuer
	lockRetry = 20 * time.Millisecond
)

// lockFile takes the lock at path, over all processes of this machine, and
// returns what gives it back. The system gives it back when a process dies. An
// empty path locks nothing.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, lockFailed(path, err)
	}
	limited, cancel := context.WithTimeout(ctx, lockTime)
	defer cancel()
	for {
		lock := flock.New(path)
		if _, err := lock.TryLockContext(limited, lockRetry); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, lockFailed(path, err)
		}
		if isAt(lock, path) {
			return func() { _ = lock.Unlock() }, nil
		}
		_ = lock.Unlock() // its file was removed since it was opened
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

// removeLock gives the lock at path back, which the caller holds, together with
// its file, when the account it was for is gone. Those who have opened the file
// meanwhile notice, see isAt.
func removeLock(path string) {
	if path != "" {
		_ = os.Remove(path) // some systems keep a file that is open
	}
}

func lockFailed(path string, err error) error {
	e := &Error{
		Code:     CodeLock,
		Sentence: path + " cannot be locked.",
		Hint:     "Check its folder, or choose another place with --home.",
		Err:      fmt.Errorf("lock between processes: %w", err),
	}
	if errors.Is(err, context.DeadlineExceeded) {
		e.Sentence = "Another Banter has been renewing the sign-in for too long."
		e.Hint = "Try again, or close the others."
	}
	return e
}
