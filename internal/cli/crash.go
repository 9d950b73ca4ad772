package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"banter/internal/config"
)

// A crashError says that Banter itself is broken.
type crashError struct{ file string } // file: where the report is, or empty

func (e *crashError) Error() string { return "panic" }

// Notice implements notice.Noticer.
func (e *crashError) Notice() (sentence, hint string) {
	sentence = "Banter stopped because of a fault of its own."
	if e.file != "" {
		hint = "A report without your words is in " + e.file + "."
	}
	return sentence, hint
}

// crash writes a report about a panic and returns the error for the person.
func (c *call) crash(value any, stack []byte) error {
	return writeCrash(c.paths, c.Temporary, value, stack)
}

// crash is for a panic outside of any command.
func (a *app) crash(value any, stack []byte) error {
	return writeCrash(config.Paths{}, true, value, stack)
}

// writeCrash leaves a report unless the run is to leave nothing on disk.
func writeCrash(paths config.Paths, temporary bool, value any, stack []byte) error {
	if temporary {
		return &crashError{}
	}
	file := paths.CrashFile()
	text := fmt.Sprintf("banter %s %s/%s %s\n%s\n%s", version(), runtime.GOOS, runtime.GOARCH,
		time.Now().UTC().Format(time.RFC3339), harmless(value), stack)
	if os.MkdirAll(filepath.Dir(file), 0o700) != nil || os.WriteFile(file, []byte(text), 0o600) != nil {
		file = ""
	}
	return &crashError{file}
}

// harmless describes what was panicked with. The text of a fault that the Go
// runtime found speaks of types and numbers; any other may quote a token or a
// conversation, and only its type is told.
func harmless(value any) string {
	if fault, ok := value.(runtime.Error); ok {
		return "panic: " + fault.Error()
	}
	return fmt.Sprintf("panic with a %T", value)
}
