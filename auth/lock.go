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
	lock := flock.New(path)
	if _, err := lock.TryLockContext(limited, lockRetry); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, lockFailed(path, err)
	}
	return func() { _ = lock.Unlock() }, nil
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
