package notice

import (
	"cmp"
	"errors"
	"io/fs"
	"syscall"
)

// File returns the words for a failure to read, write or remove a file: op is
// "read", "write" or "remove". They name path, although err may name the
// temporary file that path was to be replaced with.
func File(op, path string, err error) Notice {
	n := Notice{
		Sentence: path + " cannot be " + participles[op] + ".",
		Hint:     "Check the file and its folder.",
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		err = &fs.PathError{Op: op, Path: path, Err: errno}
	}
	switch cause := Of(err); {
	case errors.Is(err, fs.ErrPermission):
		n.Hint = "You have no permission: check who owns the file and its folder."
	case !cause.Unknown:
		n.Hint = cause.Sentence + " " + cmp.Or(cause.Hint, n.Hint)
	}
	return n
}
