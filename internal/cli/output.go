package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"banter/internal/notice"
)

// print writes data on standard output.
func (c *call) print(format string, args ...any) error {
	_, err := fmt.Fprintf(c.Out, format, args...)
	return err
}

// An outputError is a failure to write standard output.
type outputError struct{ err error }

func (e *outputError) Error() string { return "write standard output: " + e.err.Error() }

func (e *outputError) Unwrap() error { return e.err }

// Notice implements notice.Noticer.
func (e *outputError) Notice() (sentence, hint string) {
	if n := notice.Of(e.err); !n.Unknown {
		return n.Sentence, n.Hint
	}
	return "Standard output cannot be written.", ""
}

// outputFault returns err as an *outputError if it comes from writing out, and
// unchanged otherwise.
func outputFault(err error, out *os.File) error {
	if fault, ok := errors.AsType[*fs.PathError](err); ok && fault.Op == "write" && fault.Path == out.Name() {
		return &outputError{err}
	}
	return err
}

// errClosed is the failure of a command whose data has no place to go.
var errClosed = &failure{"Standard output is closed, so the answer could not be printed.", "Leave it open, or send it to a file."}
