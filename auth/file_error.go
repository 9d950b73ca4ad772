package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"banter/internal/notice"
)

// fileFailed says that a file with tokens, or about them, cannot be read,
// written or removed, whatever the temporary files are called that the system
// speaks of.
func fileFailed(verb, path string, err error) error {
	done := map[string]string{"read": "read", "write": "written", "remove": "removed"}[verb]
	e := &Error{
		Code:     CodeStoreFailed,
		Sentence: path + " cannot be " + done + ".",
		Hint:     "Check the file and its folder.",
		Err:      fmt.Errorf("%s %s: %w", verb, path, err),
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		err = &fs.PathError{Op: verb, Path: path, Err: errno}
	}
	switch cause := notice.Of(err); {
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "There is no permission: check who owns the file and its folder."
	case !cause.Unknown:
		e.Hint = strings.TrimSpace(cause.Sentence + " " + first(cause.Hint, e.Hint))
	}
	return e
}
