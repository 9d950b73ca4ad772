//go:build unix

package cli

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"banter/auth"
	"banter/internal/notice"
)

// TestPipeWithoutAWriter checks that a pipe is given up on.
func TestPipeWithoutAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := readPassphrase(t.Context(), path, time.Millisecond)
	if e, ok := err.(*auth.Error); !ok || !strings.Contains(e.Sentence, "nothing writes a passphrase to it") {
		t.Errorf("got %v", err)
	}
}

// TestPassphraseFilePlaces checks the words for each thing that is no readable
// file.
func TestPassphraseFilePlaces(t *testing.T) {
	path := sealedWithRight(t)
	dir := t.TempDir()
	places := map[string]string{"missing": " does not exist.", "below/x": "a part of its path is a file", "empty": " holds no passphrase in its first line."}
	mustDo(t, os.WriteFile(filepath.Join(dir, "below"), nil, 0o600))
	mustDo(t, os.WriteFile(filepath.Join(dir, "empty"), []byte("\n"), 0o600))
	mustDo(t, os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	mustDo(t, os.Symlink("/dev/zero", filepath.Join(dir, "device")))
	mustDo(t, os.Symlink(socketPath(t), filepath.Join(dir, "socket")))
	places["folder"], places["device"], places["socket"] = " is a folder, not a file.", " is a device or a socket, not a file.", " is a device or a socket, not a file."
	for name, says := range places {
		_, err := loadWith(t.Context(), path, filepath.Join(dir, name))
		n := notice.Of(err)
		if !strings.HasPrefix(n.Sentence, "The passphrase cannot be read: "+dir) || !strings.Contains(n.Sentence, says) || !strings.Contains(n.Hint, "--passphrase-file") {
			t.Errorf("%s: %+v", name, n)
		}
		if code := codeOf(err); code != auth.CodePassphraseRequired {
			t.Errorf("%s: code %s", name, code)
		}
	}
	pipe := filepath.Join(dir, "pipe")
	mustDo(t, syscall.Mkfifo(pipe, 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := loadWith(ctx, path, pipe); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a pipe without a writer: %v", err)
	}
	pipe += "2"
	mustDo(t, syscall.Mkfifo(pipe, 0o600))
	go func() { _ = os.WriteFile(pipe, []byte("right\n"), 0) }()
	if _, err := loadWith(t.Context(), path, pipe); err != nil {
		t.Errorf("a pipe with a writer: %v", err)
	}
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// socketPath returns the path of a socket. It is short, because sockets allow
// no long one; TMPDIR may be long.
func socketPath(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "")
	mustDo(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	mustDo(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return filepath.Join(dir, "s")
}
