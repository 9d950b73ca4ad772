package auth

import (
	"context"
	"errors"
	"fmt"

	"banter/internal/filelock"
)

// lockFile locks the file at path, or nothing if path is empty, and returns a
// function that unlocks it. The error is ctx's own or an [*Error] of CodeLock.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	unlock, err = filelock.Lock(ctx, path)
	if err == nil || ctx.Err() != nil {
		return unlock, err
	}
	e := &Error{
		Code:     CodeLock,
		Sentence: path + " cannot be locked.",
		Hint:     "Check its folder.",
		Err:      fmt.Errorf("lock between processes: %w", err),
	}
	if errors.Is(err, filelock.ErrBusy) {
		e.Sentence = "Another Banter has been renewing the sign-in for too long."
		e.Hint = "Try again, or close the others."
	}
	return nil, e
}
