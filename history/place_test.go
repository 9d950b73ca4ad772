package history_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"banter/history"
	"banter/internal/notice"
)

func TestOddPlaces(t *testing.T) {
	link := func(target string) func(*testing.T, string) {
		return func(t *testing.T, path string) { symlink(t, target, path) }
	}
	for name, test := range map[string]struct {
		place func(t *testing.T, path string)
		said  string
	}{
		"folder":        {func(t *testing.T, path string) { check(t, os.Mkdir(path, 0o700)) }, "is a folder"},
		"device":        {link("/dev/null"), "is a device"},
		"loop":          {link("history.db"), "leads to itself"},
		"dangling":      {link("/no/such/folder/history.db"), "into a folder that does not exist"},
		"below a file":  {func(t *testing.T, path string) { beFile(t, filepath.Dir(path)) }, "is a file, not a folder"},
		"below nothing": {func(t *testing.T, path string) { beLink(t, filepath.Dir(path)) }, "cannot be"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "history.db")
			check(t, os.Mkdir(filepath.Dir(path), 0o700))
			test.place(t, path)
			_, err := history.Open(t.Context(), path)
			inWords(t, err)
			said := notice.Of(err)
			if !strings.Contains(said.Sentence, path) || !strings.Contains(said.Sentence, test.said) || !strings.Contains(said.Hint, "--home") {
				t.Errorf("%v\nin words: %+v", err, said)
			}
		})
	}
	if runtime.GOOS == "windows" {
		return // has no error of its own for a name that is too long
	}
	path := filepath.Join(t.TempDir(), strings.Repeat("long", 100))
	if _, err := history.Open(t.Context(), path); !strings.Contains(notice.Of(err).Sentence, "too long") {
		t.Errorf("long path: %v", err)
	}
}

// symlink makes a link, for which Windows wants a right that few people have.
func symlink(t *testing.T, target, path string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("links need a right there")
	}
	check(t, os.Symlink(target, path))
}

func beFile(t *testing.T, folder string) {
	check(t, os.Remove(folder))
	check(t, os.WriteFile(folder, nil, 0o600))
}

func beLink(t *testing.T, folder string) {
	check(t, os.Remove(folder))
	symlink(t, filepath.Join(folder+"-gone", "x"), folder)
}

func TestALinkToAHistory(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(folder, "link.db")
	symlink(t, filepath.Join(folder, "history.db"), link) // nothing there yet
	db := open(t, link)
	add(t, db, "t", start, "q")
	check(t, db.Close())
	if got := list(t, open(t, filepath.Join(folder, "history.db")), 0); got != "t|q|1" {
		t.Errorf("through the link was saved: %s", got)
	}
}

// A temporary conversation leaves neither a file nor a lock on disk.
func TestATemporaryAnswerHasNoLock(t *testing.T) {
	t.Chdir(t.TempDir())
	db := open(t, ":memory:")
	c, _ := add(t, db, "t", start, "q")
	answer := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant, Status: history.Streaming, Text: "half", Created: start}
	check(t, db.Put(t.Context(), answer))
	check(t, db.Recover(t.Context()))
	branch, err := db.Branch(t.Context(), answer.ID)
	check(t, err)
	if branch[1].Status != history.Streaming {
		t.Errorf("its writer lives, but it is %s", branch[1].Status)
	}
	check(t, db.Check(t.Context()))
	answer.Status = history.Done
	check(t, db.Put(t.Context(), answer))
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
