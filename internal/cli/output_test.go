//go:build unix

package cli

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
)

// TestUntilUnread: the context ends when a standard file has lost its reader,
// and not when a connection has.
func TestUntilUnread(t *testing.T) {
	for lost := range 2 {
		var readers, files []*os.File
		for range 2 {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			defer r.Close()
			readers, files = append(readers, r), append(files, w)
		}
		ctx, stop := untilUnread(t.Context(), files...)
		raise := func() {
			if err := syscall.Kill(os.Getpid(), syscall.SIGPIPE); err != nil {
				t.Fatal(err)
			}
		}
		raise() // as a write to any connection does
		if ctx.Err() != nil {
			t.Error("the context ended while everything is read")
		}
		readers[lost].Close()
		raise()
		<-ctx.Done()
		if err := context.Cause(ctx); !errors.Is(err, errUnread) || exitCode(err) != exitUnread {
			t.Errorf("the context ended with %v", err)
		}
		stop()
	}
}

// TestOutputRemembersItsFirstFailure, since callers may ignore it.
func TestOutputRemembersItsFirstFailure(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out := &output{File: w}
	_, _ = out.WriteString("x")
	if out.failed != nil {
		t.Fatal(out.failed)
	}
	r.Close()
	_, _ = out.WriteString("x")
	w.Close()
	_, _ = out.Write([]byte("x"))
	if !errors.Is(out.failed, syscall.EPIPE) {
		t.Errorf("failed with %v", out.failed)
	}
}
