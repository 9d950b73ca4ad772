package history_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/history"
)

// zero clears the pages of a file that have mark.
func zero(t *testing.T, path, mark string) {
	t.Helper()
	data, err := os.ReadFile(path)
	check(t, err)
	found := false
	for i := 0; i < len(data); i += pageSize {
		if page := data[i:][:pageSize]; bytes.Contains(page, []byte(mark)) {
			clear(page)
			found = true
		}
	}
	if !found {
		t.Fatalf("%q is not in the file", mark)
	}
	check(t, os.WriteFile(path, data, 0o600))
}

func repaired(t *testing.T, path string) (*history.DB, history.Repaired) {
	t.Helper()
	done, err := history.Repair(t.Context(), path, false)
	check(t, err)
	if !done.Damaged {
		t.Fatal("no damage was found")
	}
	return open(t, path), done
}

// Without its header and its schema, the file has still everything.
func TestRepairWithoutTheFirstPage(t *testing.T) {
	db, path := openFile(t)
	fillForDamage(t, db, 0, 12)
	c, _ := add(t, db, "pinned", start, "q", "an answer that was continued ", "next")
	check(t, db.SetPinned(t.Context(), true, c.ID))
	check(t, db.SetDraft(t.Context(), c.ID, "not sent"))
	c.System = strings.Repeat("Answer briefly. ", 1000)
	check(t, db.Update(t.Context(), c))
	unset, _ := add(t, db, "without a system prompt any more", start, "q")
	for _, unset.System = range []string{"forgotten prompt", ""} {
		check(t, db.Update(t.Context(), unset))
	}
	gone, _ := add(t, db, "forgotten title", start, "forgotten question", strings.Repeat("forgotten answer ", 900))
	check(t, db.Delete(t.Context(), gone.ID))
	_, all := add(t, db, "t", start, "stays", "stays too", "forgotten too")
	_, err := db.Cut(t.Context(), all[2].ID)
	check(t, err)
	want, err := db.All(t.Context())
	check(t, err)
	messages := read(t.Context(), db)
	check(t, db.Close())
	data, err := os.ReadFile(path)
	check(t, err)
	clear(data[:pageSize])
	check(t, os.WriteFile(path, data, 0o600))

	db, done := repaired(t, path)
	got, err := db.All(t.Context())
	check(t, err)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if after := read(t.Context(), db); after.content != messages.content {
		t.Error(firstDifference(after.content, messages.content))
	}
	if draft, err := db.Draft(t.Context(), c.ID); draft != "not sent" || err != nil {
		t.Errorf("draft %q, %v", draft, err)
	}
	if done.LostMessages+done.LostConversations+done.Changed+done.Moved > 0 {
		t.Errorf("%+v", done)
	}
	if holds(t, path, "forgotten") {
		t.Error("a deleted word is back")
	}
	if left, _ := filepath.Glob(path + "-repair*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A message whose parent is lost follows the nearest one before it; a cut one
// keeps what is left of its text; a head is made again of the messages.
func TestRepairKeepsWhatFollowsALostMessage(t *testing.T) {
	db, path := openFile(t)
	var words []string
	for i := range 9 {
		words = append(words, fmt.Sprintf("message number %d! %s", i, strings.Repeat("x", 3000)))
	}
	words[6] = "number six! " + strings.Repeat("y", 9000) + "the last page" + strings.Repeat("z", 3000)
	c, all := add(t, db, "the only title", start, words...)
	check(t, db.Close())
	zero(t, path, "message number 4!")
	zero(t, path, "the last page")
	db, done := repaired(t, path)
	got, err := db.Messages(t.Context(), c.ID)
	check(t, err)
	if len(got) != 8 || got[4].ID != all[5].ID || got[4].Parent != all[3].ID || done.Moved != 1 || done.LostMessages != 1 || done.Changed != 1 {
		t.Fatalf("%d messages, %+v", len(got), done)
	}
	if six := got[5]; six.ID != all[6].ID || !strings.HasPrefix(six.Text, "number six! yyy") || strings.ContainsAny(six.Text, "\x00z") {
		t.Errorf("the cut message: %.40q, %d bytes", six.Text, len(six.Text))
	}
	check(t, db.Close())
	zero(t, path, "the only title")
	db, done = repaired(t, path)
	heads, err := db.All(t.Context())
	check(t, err)
	if len(heads) != 1 || !strings.HasPrefix(heads[0].Title, "message number 0!") || heads[0].Leaf != all[8].ID || done.Messages != 8 {
		t.Errorf("%+v\n%+v", heads, done)
	}
}

// A head that is made again of its messages has its system prompt.
func TestRepairKeepsTheSystemPromptOfALostHead(t *testing.T) {
	db, path := openFile(t)
	c, _ := add(t, db, "the only title", start, "q", "a")
	c.System = "Answer briefly."
	check(t, db.Update(t.Context(), c))
	check(t, db.Close())
	zero(t, path, "the only title")
	db, _ = repaired(t, path)
	if got, err := db.Find(t.Context(), c.ID); err != nil || got.System != c.System {
		t.Errorf("system prompt %q, %v", got.System, err)
	}
}

// A lost message comes from the backup, one that was deleted does not.
func TestRepairWithABackup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := migrated(t, path)
	before := plain(t.Context(), path)
	check(t, db.Close())
	db = open(t, path)
	heads, err := db.All(t.Context())
	check(t, err)
	_, err = db.Cut(t.Context(), heads[0].Leaf)
	check(t, err)
	left := plain(t.Context(), path)
	check(t, db.Close())
	var some string
	for _, text := range left {
		some = text
	}
	if len(left) == 0 || len(left) == len(before) {
		t.Fatalf("%d of %d messages", len(left), len(before))
	}
	zero(t, path, some)
	_, done := repaired(t, path)
	after := plain(t.Context(), path)
	if fmt.Sprint(after) != fmt.Sprint(left) || done.FromBackup == 0 || len(done.Backups) != 1 {
		t.Errorf("%+v\ngot  %q\nwant %q", done, after, left)
	}
}

func TestRepairRefuses(t *testing.T) {
	unchanged := func(t *testing.T, path string, want error) {
		t.Helper()
		before := readFiles(t, path)
		_, err := history.Repair(t.Context(), path, false)
		if !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
		inWords(t, err)
		if got := readFiles(t, path); !bytes.Equal(got[""], before[""]) || !bytes.Equal(got["-wal"], before["-wal"]) {
			t.Error("the files have changed")
		}
	}
	t.Run("open here", func(t *testing.T) {
		_, path := openFile(t)
		unchanged(t, path, history.ErrInUse)
	})
	t.Run("open elsewhere", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "history.db")
		cmd := child(t, "stream", path)
		out, err := cmd.StdoutPipe()
		check(t, err)
		check(t, cmd.Start())
		_, err = out.Read(make([]byte, 1)) // it has saved something
		check(t, err)
		_, err = history.Repair(t.Context(), path, false)
		if !errors.Is(err, history.ErrInUse) {
			t.Errorf("error %v", err)
		}
		inWords(t, err)
		check(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
		done, err := history.Repair(t.Context(), path, false)
		if err != nil || done.Damaged {
			t.Errorf("after it: %+v, %v", done, err)
		}
	})
	t.Run("newer", func(t *testing.T) {
		db, path := openFile(t)
		check(t, db.Close())
		newer := raw(t, path)
		_, err := newer.ExecContext(t.Context(), "PRAGMA user_version = 999")
		check(t, err)
		check(t, newer.Close())
		unchanged(t, path, history.ErrNewer)
	})
	t.Run("empty and missing", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "history.db")
		for range 2 {
			done, err := history.Repair(t.Context(), path, false)
			if err != nil || done.Damaged {
				t.Errorf("%+v, %v", done, err)
			}
			check(t, os.WriteFile(path, nil, 0o600))
		}
	})
}
