//go:build unix

package attach_test

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"banter/internal/attach"
)

// A path that does not lead to a file is refused in words, and nothing waits.
func TestPathsThatLeadToNoFile(t *testing.T) {
	t.Chdir(t.TempDir())
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(syscall.Mkfifo("pipe", 0o600))
	check(os.Mkdir("folder", 0o700))
	check(os.Symlink("loop", "loop"))
	check(os.Symlink("gone", "dangling"))
	check(os.WriteFile("locked", []byte("x"), 0))
	check(os.WriteFile("target", []byte("text"), 0o600))
	check(os.Symlink("target", "link"))
	want := map[string]string{
		"pipe": "pipe is a pipe.", "folder": "folder is a folder.", "loop": "loop is a link that leads back to itself.", "/dev/zero": "zero is a device.",
		"dangling": "There is no file dangling.", "nowhere/x": "There is no file x.", "a\x00b": "cannot be read.", "": "There is no file file.",
		"target/below": "below cannot be read.", strings.Repeat("n", 5000): "cannot be read.",
	}
	if os.Getuid() != 0 {
		want["locked"] = "locked cannot be read."
	}
	for path, sentence := range want {
		_, err := attach.Read(path)
		var e *attach.Error
		if !errors.As(err, &e) || !strings.HasSuffix(e.Sentence, sentence) || e.Hint == "" {
			t.Errorf("%.20q: %v, want %q", path, err, sentence)
		}
	}
	if f, err := attach.Read("link"); err != nil || string(f.Data) != "text" || f.Name != "link" {
		t.Errorf("a link: %+v, %v", f, err)
	}
}
