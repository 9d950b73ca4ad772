package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"banter/internal/crash"
	"banter/internal/notice"
)

// print writes data on standard output.
func (c *call) print(format string, args ...any) error {
	_, err := fmt.Fprintf(c.Out, format, args...)
	return err
}

// An output remembers the first failure to write to its file, for callers that
// ignore it.
type output struct {
	*os.File
	failed error
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.File.Write(p)
	if o.failed == nil {
		o.failed = err
	}
	return n, err
}

// WriteString implements io.StringWriter.
func (o *output) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// untilUnread returns a context that ends when standard output or standard
// error has lost its reader. Until stop is called, a write to them then fails
// instead of killing the program, which may be renewing a sign-in.
func untilUnread(ctx context.Context, files ...*os.File) (read context.Context, stop func()) {
	read, cancel := context.WithCancelCause(ctx)
	pipes := make(chan os.Signal, 1)
	signal.Notify(pipes, syscall.SIGPIPE) // connections raise it too
	watched := crash.Go(func() {
		for range pipes {
			for _, file := range files {
				if unread(file) {
					cancel(errUnread)
				}
			}
		}
	})
	return read, func() {
		signal.Stop(pipes)
		close(pipes)
		<-watched
		cancel(nil)
	}
}

// errUnread ends the program without a message, as SIGPIPE does.
var errUnread = &outputError{syscall.EPIPE}

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

// outputFault returns err as an *outputError if a write to out caused it, and
// unchanged otherwise.
func outputFault(err error, out *os.File) error {
	if fault, ok := errors.AsType[*fs.PathError](err); ok && fault.Op == "write" && fault.Path == out.Name() {
		return &outputError{err}
	}
	return err
}

// errClosed reports that standard output was closed before the start.
var errClosed = &failure{"Standard output is closed, so the answer could not be printed.", "Leave it open, or send it to a file."}
