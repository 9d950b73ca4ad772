package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"banter/internal/config"
	"banter/internal/crash"
	"banter/session"
)

// A crashError reports a panic.
type crashError struct{ file string } // file: path of the report, or empty

func (e *crashError) Error() string { return "panic" }

// Notice implements notice.Noticer.
func (e *crashError) Notice() (sentence, hint string) {
	sentence = "Banter stopped because of a fault of its own."
	if e.file != "" {
		hint = "A report without your words is in " + e.file + "."
	}
	return sentence, hint
}

// endTime bounds how long a command may take to end after a panic, which may
// have left a lock behind. The screen needs session.CloseTime to give back the
// terminal, and as long again to save.
const endTime = 2*session.CloseTime + time.Second

// recoverPanics runs a command. A panic on any of its goroutines cancels ctx as
// an interrupt does, so that the terminal is restored and conversations are
// saved. The error is then a *crashError.
func (a *app) recoverPanics(ctx context.Context, command func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := make(chan struct{})
	var first sync.Once
	defer crash.Handle(func(value any, stack []byte) {
		first.Do(func() {
			cancel(a.reports.Load().write(value, stack))
			crash.AfterFunc(endTime, func() { close(late) })
		})
	})()
	var err error
	select {
	case <-crash.Go(func() { err = command(ctx) }):
	case <-late: // the command still uses err
		return context.Cause(ctx)
	}
	if crashed, ok := errors.AsType[*crashError](context.Cause(ctx)); ok {
		return crashed
	}
	return err
}

// reports is the place for the report about a crash.
type reports struct {
	paths config.Paths
	none  bool // write nothing to disk
}

// write writes the report and returns the error for the person. A nil r writes
// no report.
func (r *reports) write(value any, stack []byte) error {
	if r == nil || r.none {
		return &crashError{}
	}
	file := r.paths.CrashFile()
	text := fmt.Sprintf("banter %s %s/%s %s\n%s\n%s", version(), runtime.GOOS, runtime.GOARCH,
		time.Now().UTC().Format(time.RFC3339), harmless(value), stack)
	if os.MkdirAll(filepath.Dir(file), 0o700) != nil || os.WriteFile(file, []byte(text), 0o600) != nil {
		file = ""
	}
	return &crashError{file}
}

// harmless describes the value of a panic. An error of the Go runtime mentions
// types and numbers only; any other value may quote a token or a conversation,
// so only its type is named.
func harmless(value any) string {
	if fault, ok := value.(runtime.Error); ok {
		return "panic: " + fault.Error()
	}
	return fmt.Sprintf("panic with a %T", value)
}
