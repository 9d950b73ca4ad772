package auth

import (
	"fmt"

	"banter/internal/notice"
)

// fileFailed returns the error for a file with tokens that could not be read,
// written or removed: op is "read", "write" or "remove".
func fileFailed(op, path string, err error) error {
	n := notice.File(op, path, err)
	return &Error{
		Code:     CodeStoreFailed,
		Sentence: n.Sentence,
		Hint:     n.Hint,
		Err:      fmt.Errorf("%s %s: %w", op, path, err),
	}
}
