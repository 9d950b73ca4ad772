//go:build unix

package auth_test

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

// inPlace creates something other than a file at path. The folder of a socket has
// a short name, because the path of a socket must be short; TMPDIR may be long.
var inPlace = map[string]func(t *testing.T, path string){
	"a folder": func(t *testing.T, path string) { must(t, os.MkdirAll(filepath.Join(path, "x"), 0o700)) },
	"a pipe":   func(t *testing.T, path string) { must(t, syscall.Mkfifo(path, 0o600)) },
	"a device": func(t *testing.T, path string) { must(t, os.Symlink("/dev/zero", path)) },
	"a socket": func(t *testing.T, path string) {
		dir := socketDir(t)
		listener, err := net.Listen("unix", filepath.Join(dir, "s"))
		must(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		must(t, os.Symlink(filepath.Join(dir, "s"), path))
	},
}

// socketDir returns a folder with a short path, for sockets. TMPDIR may be long.
func socketDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// TestSealedInAnotherPlace checks that something other than a file is neither
// opened nor replaced, and is named.
func TestSealedInAnotherPlace(t *testing.T) {
	for kind, put := range inPlace {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tokens.age")
			put(t, path)
			store := auth.NewSealed(path, sealedWith("x"))
			_, err := store.Load(t.Context())
			checkPlace(t, err, path+" cannot be read.", path+" is "+kind+", not a file.")
			before, err := os.Lstat(path)
			must(t, err)
			err = store.Save(t.Context(), fresh("x", time.Hour))
			checkPlace(t, err, path+" cannot be written.", path+" is "+kind+", not a file.")
			if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) {
				t.Errorf("%s was replaced: %v", kind, err)
			}
		})
	}
	t.Run("below a file", func(t *testing.T) {
		plain := filepath.Join(t.TempDir(), "plain")
		write(t, plain, "")
		path := filepath.Join(plain, "tokens.age")
		_, err := auth.NewSealed(path, sealedWith("x")).Load(t.Context())
		checkPlace(t, err, path+" cannot be read.", "a part of its path is a file, not a folder")
	})
	t.Run("loop", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "tokens.age")
		must(t, os.Symlink(path, path))
		_, err := auth.NewSealed(path, sealedWith("x")).Load(t.Context())
		checkPlace(t, err, path+" cannot be read.", "is a link that leads back to itself")
	})
}

func checkPlace(t *testing.T, err error, sentence, hint string) {
	t.Helper()
	if n := notice.Of(err); n.Sentence != sentence || !strings.Contains(n.Hint, hint) || n.Unknown {
		t.Errorf("%v: %+v, want %q ... %q", err, n, sentence, hint)
	}
}

// TestSealedNeverSealed checks that an empty file and a file of another program
// have errors of their own, without a question for the passphrase.
func TestSealedNeverSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.age")
	asked := auth.SealedOptions{Passphrase: func(context.Context, auth.PassphraseRequest) (auth.Secret, error) {
		t.Error("asked for the passphrase of a file that has none")
		return auth.NewSecret("x"), nil
	}}
	for text, want := range map[string]string{
		"": "The file with your sign-in is empty.", `{"tokens": {"access_token": "a"}}`: "The file with your sign-in holds something else.",
		strings.Repeat("\x00", 4096): "The file with your sign-in holds something else.",
	} {
		write(t, path, text)
		_, err := auth.NewSealed(path, asked).Load(t.Context())
		checkError(t, err, auth.CodeDamaged, want)
		if !errors.Is(err, auth.ErrSignInAgain) || errors.Is(err, auth.ErrNoTokens) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	write(t, path, "age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n")
	_, err := auth.NewSealed(path, sealedWith("x")).Load(t.Context())
	checkError(t, err, auth.CodeDamaged, "The file with your sign-in is damaged.")
}
