//go:build unix

package auth

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPipeWithoutAWriter does not wait for ever.
func TestPipeWithoutAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := readPassphrase(t.Context(), path, time.Millisecond)
	if e, ok := err.(*Error); !ok || !strings.Contains(e.Sentence, "nothing writes a passphrase to it") {
		t.Errorf("got %v", err)
	}
}
