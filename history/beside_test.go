//go:build unix

package history_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"banter/history"
	"banter/internal/notice"
)

// Something else in the place of a file of SQLite's is named and never opened:
// a pipe would block.
func TestOddFilesBesideTheDatabase(t *testing.T) {
	pipe := func(t *testing.T, path string) { check(t, syscall.Mkfifo(path, 0o600)) }
	folder := func(t *testing.T, path string) { check(t, os.Mkdir(path, 0o700)) }
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		for name, odd := range map[string]func(*testing.T, string){"named pipe": pipe, "folder": folder} {
			for _, made := range []bool{false, true} {
				t.Run(suffix+" "+name, func(t *testing.T) {
					path := filepath.Join(t.TempDir(), "history.db")
					if made {
						check(t, open(t, path).Close())
					}
					odd(t, path+suffix)
					_, err := history.Open(t.Context(), path)
					inWords(t, err)
					want := path + " has a " + name + " beside it, in the place of its file " + suffix + "."
					if said := notice.Of(err); said.Sentence != want {
						t.Errorf("%v\nin words: %s\nwant      %s", err, said.Sentence, want)
					}
				})
			}
		}
	}
}

// killedFiles returns the files that a killed program leaves after it saved two
// conversations, the second in the log alone.
func killedFiles(t *testing.T) files {
	t.Helper()
	db, path := openFile(t)
	add(t, db, "first", start, "q", "a")
	check(t, db.Close())
	db = open(t, path)
	add(t, db, "second", start, "q", "a")
	return readFiles(t, path)
}

// Banter does not read a log above the limit; only SQLite does.
func TestAHugeLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	killedFiles(t).write(t, path)
	check(t, os.Truncate(path+"-wal", 1<<36)) // zeros, which take no room
	db := open(t, path)
	if got := list(t, db, 0); got != "second|a|2 first|a|2" {
		t.Errorf("list %s", got)
	}
	check(t, db.Check(t.Context()))
}

// SQLite keeps its files beside the file that a link leads to.
func TestALogBehindALink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	killed := killedFiles(t)
	killed = killed.with("-wal", func(log []byte) []byte { log[logHeader+frameSize/2] ^= 1; return log })
	killed.write(t, path)
	link := filepath.Join(t.TempDir(), "link.db")
	check(t, os.Symlink(path, link))
	damage, ok := errors.AsType[*history.DamageError](open(t, link).Check(t.Context()))
	if !ok || !damage.Lost {
		t.Errorf("what the log has lost is not told: %v", damage)
	}
}

// A process that opens and closes a database twice keeps SQLite's locks on it:
// without them another process would remove the log.
func TestTwiceInOneProcess(t *testing.T) {
	db, path := openFile(t)
	link := filepath.Join(t.TempDir(), "link.db")
	check(t, os.Symlink(path, link))
	for _, again := range []string{path, link} {
		check(t, open(t, again).Close())
		out, err := child(t, "open", path).CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != "" {
			t.Fatalf("%v: %s", err, out)
		}
		if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
			t.Fatal("another process has removed the log")
		}
		add(t, db, "later", start, "q")
	}
	check(t, db.Close())
	if left := readFiles(t, path); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}
