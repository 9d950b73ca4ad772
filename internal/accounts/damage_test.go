//go:build unix

package accounts_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"banter/internal/accounts"
	"banter/internal/notice"
)

// TestErrors checks that every method names what is wrong with the file, and
// that none changes it.
func TestErrors(t *testing.T) {
	const damaged = "The list of your accounts is damaged."
	for name, test := range map[string]struct {
		put            func(path string) error
		sentence, hint string // after the path, where the sentence is not damaged
	}{
		"half":   {text(`{"current":"a","accounts":[`), damaged, ""},
		"array":  {text(`[]`), damaged, ""},
		"empty":  {text(""), damaged, ""},
		"folder": {func(path string) error { return os.MkdirAll(filepath.Join(path, "x"), 0o700) }, " cannot be read.", " is a folder, not a file."},
		"pipe":   {func(path string) error { return syscall.Mkfifo(path, 0o600) }, " cannot be read.", " is a pipe, not a file."},
		"device": {func(path string) error { return os.Symlink("/dev/zero", path) }, " cannot be read.", " is a device, not a file."},
		"socket": {func(path string) error { return os.Symlink(socket(t), path) }, " cannot be read.", " is a socket, not a file."},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "accounts.json")
			if err := test.put(path); err != nil {
				t.Fatal(err)
			}
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			index := accounts.NewIndex(path)
			_, list := index.List()
			_, _, current := index.Current()
			_, _, find := index.Find("a")
			for method, err := range map[string]error{
				"List": list, "Current": current, "Find": find,
				"Put": index.Put(t.Context(), accounts.Account{Name: "a"}), "Choose": index.Choose(t.Context(), "a"), "Remove": index.Remove(t.Context(), "a"),
			} {
				want := test.sentence
				if want != damaged {
					want = path + want
				}
				if n := notice.Of(err); n.Sentence != want || n.Hint == "" || !strings.Contains(n.Hint, test.hint) || n.Unknown {
					t.Errorf("%s: %v gives %+v, want %q ... %q", method, err, n, want, test.hint)
				}
			}
			if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) || after.Size() != before.Size() {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

// text returns a function that writes content to a file.
func text(content string) func(path string) error {
	return func(path string) error { return os.WriteFile(path, []byte(content), 0o600) }
}

// socket returns the path of a socket. It is short, because sockets allow no
// long one; TMPDIR may be long.
func socket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return filepath.Join(dir, "s")
}
