package safefile_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"banter/internal/notice"
	"banter/internal/safefile"
)

const old, next = "the old text", "the new text, which is longer"

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, text string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, text)
	}
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// alone checks that a folder holds the named files and no others.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(names) {
		t.Errorf("%s holds %v, %v; want %v", dir, entries, err, names)
	}
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	path := filepath.Join(dir, "file")
	if err := safefile.CanWrite(path); err != nil {
		t.Error(err)
	}
	for _, text := range []string{old, next, "", old} {
		if err := safefile.Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text)
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if err := safefile.CanWrite(path); err != nil {
			t.Error(err)
		}
		alone(t, dir, "file")
	}
}

// link makes a symbolic link, or skips the test.
func link(t *testing.T, to, path string) {
	t.Helper()
	err := os.Symlink(to, path)
	if _, lost := os.Lstat(path); err == nil {
		err = lost // Wine makes none and says it did
	}
	if err != nil {
		t.Skip("this system makes no symbolic links: ", err)
	}
}

// TestLinks checks that Write writes the file that a link leads to.
func TestLinks(t *testing.T) {
	for name, make := range map[string]func(t *testing.T, dir string) (real string){
		"absolute": func(t *testing.T, dir string) string {
			real := filepath.Join(dir, "real")
			put(t, real, old)
			link(t, real, filepath.Join(dir, "file"))
			return real
		},
		"dangling": func(t *testing.T, dir string) string {
			link(t, "real", filepath.Join(dir, "file"))
			return filepath.Join(dir, "real")
		},
		"dangling into no folder": func(t *testing.T, dir string) string {
			link(t, "not/there/real", filepath.Join(dir, "file"))
			return filepath.Join(dir, "not", "there", "real")
		},
		"chain": func(t *testing.T, dir string) string {
			link(t, "two", filepath.Join(dir, "file"))
			link(t, "three", filepath.Join(dir, "two"))
			link(t, "real", filepath.Join(dir, "three"))
			return filepath.Join(dir, "real")
		},
		"up from a linked folder": func(t *testing.T, dir string) string {
			if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700); err != nil {
				t.Fatal(err)
			}
			link(t, filepath.Join("a", "b"), filepath.Join(dir, "short"))
			link(t, filepath.Join("short", "file"), filepath.Join(dir, "file"))
			link(t, filepath.Join("..", "real"), filepath.Join(dir, "a", "b", "file"))
			return filepath.Join(dir, "a", "real")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "file")
			real := make(t, dir)
			if err := safefile.CanWrite(path); err != nil {
				t.Errorf("CanWrite: %v", err)
			}
			if err := safefile.Write(path, []byte(next)); err != nil {
				t.Fatal(err)
			}
			holds(t, real, next)
			if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
				t.Errorf("the link is gone: %v", err)
			}
			if err := safefile.Remove(path); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Lstat(real); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the file is still there: %v", err)
			}
			if _, err := os.Lstat(path); err != nil {
				t.Errorf("the link is gone: %v", err)
			}
		})
	}
}

// TestNoFile checks that only regular files are opened, written or removed.
func TestNoFile(t *testing.T) {
	kinds := map[string]func(t *testing.T, path string){
		"a folder": func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"a link that leads back to itself": func(t *testing.T, path string) {
			link(t, filepath.Base(path)+"2", path)
			link(t, filepath.Base(path), path+"2")
		},
	}
	for kind, make := range strangeKinds {
		kinds[kind] = make
	}
	for kind, make := range kinds {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			make(t, path)
			_, readErr := safefile.Read(path)
			_, copyErr := safefile.KeepCopy(path, time.Now())
			for what, err := range map[string]error{
				"Read": readErr, "KeepCopy": copyErr, "Write": safefile.Write(path, []byte(next)),
				"CanWrite": safefile.CanWrite(path), "Remove": safefile.Remove(path),
			} {
				want := path + " is " + kind + ", not a file."
				if n := notice.Of(err); n.Sentence != want {
					t.Errorf("%s says %+v, want %q", what, n, want)
				}
			}
			if safefile.Recover(path) {
				t.Error("recovered")
			}
			if _, err := os.Lstat(path); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	put(t, path, strings.Repeat("x", safefile.MaxSize))
	if text, err := safefile.Read(path); err != nil || len(text) != safefile.MaxSize {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	put(t, path, strings.Repeat("x", safefile.MaxSize+1))
	if _, err := safefile.Read(path); !errors.Is(err, safefile.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestText(t *testing.T) {
	for name, test := range map[string]struct{ raw, want string }{
		"plain":             {"{é}", "{é}"},
		"mark":              {"\xef\xbb\xbf{é}", "{é}"},
		"little, mark":      {"\xff\xfe{\x00\xe9\x00}\x00", "{é}"},
		"big, mark":         {"\xfe\xff\x00{\x00\xe9\x00}", "{é}"},
		"little":            {"{\x00\xe9\x00}\x00", "{é}"},
		"big":               {"\x00{\x00\xe9\x00}", "{é}"},
		"pair":              {"{\x00\x3d\xd8\x00\xde}\x00", "{😀}"},
		"empty":             {"", ""},
		"one byte":          {"{", "{"},
		"only a mark":       {"\xff\xfe", ""},
		"not UTF-8":         {"{\xe9}", "{\xe9}"},
		"replacement":       {"{\x00\xfd\xff}\x00", "{\ufffd}"},
		"half a character!": {"{\x00}", ""},
		"half a pair!":      {"{\x00\x3d\xd8}\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := safefile.Text([]byte(test.raw))
			if (err != nil) != strings.HasSuffix(name, "!") || string(got) != test.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestKeepCopy checks that no copy replaces another one, and that all are private.
func TestKeepCopy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	now := time.Date(2026, 11, 26, 9, 30, 0, 0, time.FixedZone("", 3600))
	want := []string{path + ".bak-20261126T083000Z", path + ".bak-20261126T083000Z-2", path + ".bak-20261126T083000Z-3"}
	for i, name := range want {
		text := strings.Repeat("x", i+1)
		put(t, path, text)
		got, err := safefile.KeepCopy(path, now)
		if err != nil || got != name {
			t.Fatalf("got %s, %v; want %s", got, err, name)
		}
		holds(t, name, text)
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
	holds(t, want[0], "x")
	if err := safefile.CanCopy(path); err != nil {
		t.Error(err)
	}
	for i := range 100 {
		if _, err := safefile.KeepCopy(path, now); (err != nil) != (i >= 97) {
			t.Fatalf("copy %d: %v", i+4, err)
		}
	}
}

// TestRecover checks that a file that was cut short while it was overwritten is
// completed from the copy beside it, and that other files are not.
func TestRecover(t *testing.T) {
	for what, test := range map[string]struct {
		copied, sumOf string
		after         time.Duration // between writing the copy and writing the file
		want          bool
	}{
		"cut short":           {next, next, time.Millisecond, true},
		"copy incomplete":     {next[:5], next, time.Millisecond, false},
		"changed long after":  {next, next, time.Hour, false},
		"written before that": {next, next, -time.Second, false},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "auth.json")
			put(t, path, next[:7]+old[7:])
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			left := filepath.Join(dir, ".auth.json.banter-"+sumOf(test.sumOf)+"-1")
			put(t, left, test.copied)
			if err := errors.Join(os.Chtimes(left, at, at), os.Chtimes(path, at, at.Add(test.after))); err != nil {
				t.Fatal(err)
			}
			if got := safefile.Recover(path); got != test.want {
				t.Errorf("recovered: %t", got)
			}
			if test.want {
				holds(t, path, next)
				alone(t, dir, "auth.json")
			} else {
				holds(t, path, next[:7]+old[7:])
			}
			if err := safefile.Write(path, []byte(old)); err != nil {
				t.Fatal(err)
			}
			alone(t, dir, "auth.json") // the copy is older than a minute
		})
	}
}

// TestWhole checks that a concurrent reader sees an old text or a new one.
func TestWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	texts := []string{strings.Repeat("a", 3000), strings.Repeat("b", 5000)}
	put(t, path, texts[0])
	done := make(chan error)
	go func() {
		for i := range 50 {
			if err := safefile.Write(path, []byte(texts[i%2])); err != nil {
				done <- err
				return
			}
		}
		close(done)
	}()
	for {
		got, err := safefile.Read(path)
		if err != nil || !bytes.Equal(got, []byte(texts[0])) && !bytes.Equal(got, []byte(texts[1])) {
			t.Fatalf("read %d bytes, %v", len(got), err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
		if runtime.GOOS == "windows" {
			time.Sleep(10 * time.Millisecond) // a file that is open all the time cannot be replaced
		}
	}
}
