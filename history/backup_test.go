package history_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"banter/history"
)

// migrated makes a history at path of a dump of schema 1, and opens it.
func migrated(t *testing.T, path string) *history.DB {
	t.Helper()
	load(t, path, "testdata/schema-1.sql")
	return open(t, path)
}

// There is a whole backup, for the person alone, before anything is migrated.
func TestABackupBeforeAMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	stale := path + "-schema-0.bak"
	check(t, os.WriteFile(stale, []byte("of an older migration"), 0o600))
	migrated(t, path)
	backup := path + "-schema-1.bak"
	info, err := os.Stat(backup)
	check(t, err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	var answers, version int
	db := raw(t, backup)
	check(t, db.QueryRowContext(t.Context(), "SELECT count(*), (SELECT user_version FROM pragma_user_version) FROM message WHERE role = 'assistant'").
		Scan(&answers, &version))
	if answers == 0 || version != 1 {
		t.Errorf("%d answers in a backup of schema %d", answers, version)
	}
	if got := siblings(t, path); got != "history.db history.db-schema-1.bak history.db-shm history.db-wal" {
		t.Errorf("files %s", got)
	}
	before, err := os.ReadFile(backup)
	check(t, err)
	check(t, open(t, path).Close()) // migrates nothing
	if after, err := os.ReadFile(backup); err != nil || string(after) != string(before) {
		t.Errorf("the backup has changed: %v", err)
	}
	restored := filepath.Join(t.TempDir(), "history.db")
	check(t, os.WriteFile(restored, before, 0o600))
	checkDump(t, open(t, restored))
}

// siblings returns the names in the folder of path.
func siblings(t *testing.T, path string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	check(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

// A migration that cannot be backed up changes nothing.
func TestNoMigrationWithoutABackup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	load(t, path, "testdata/schema-2.sql")
	check(t, os.Mkdir(path+"-schema-2.bak", 0o700))
	if db, err := history.Open(t.Context(), path); err == nil {
		check(t, db.Close())
		t.Fatal("opened")
	}
	var version int
	check(t, raw(t, path).QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&version))
	if version != 2 {
		t.Errorf("schema %d", version)
	}
	if got := siblings(t, path); strings.Contains(got, ".tmp") {
		t.Errorf("files %s", got)
	}
}

// A deleted word is in no file of the folder: not in the database, its log, the
// index of the search or the backup.
func TestADeletedWordIsInNoFile(t *testing.T) {
	const id, word = "0190aaaa-0000-7000-8000-000000000001", "goroutine"
	for name, remove := range map[string]func(db *history.DB) error{
		"one":     func(db *history.DB) error { return db.Delete(t.Context(), id) },
		"several": func(db *history.DB) error { return db.DeleteAll(t.Context(), id) },
		"undo":    func(db *history.DB) error { _, err := db.Take(t.Context(), id); return err },
		"another machine": func(db *history.DB) error {
			_, err := db.Join(t.Context(), "file", []history.Value{{Conversation: id, Name: "deleted", Value: "1", Time: 1 << 55, Machine: "other"}}, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "history.db")
			load(t, path, "testdata/schema-1.sql")
			db := open(t, path)
			if !holds(t, path, word) || !holds(t, path+"-schema-1.bak", word) {
				t.Fatal("the word is not in the files even before")
			}
			data, err := os.ReadFile(path + "-schema-1.bak")
			check(t, err)
			check(t, os.WriteFile(path+"-schema-5.tmp", data, 0o600)) // a program was killed while it made a backup
			check(t, os.Mkdir(path+"-repair-1.tmp", 0o700))           // and one while it repaired the history
			check(t, os.WriteFile(path+"-repair-1.tmp/copy.db", data, 0o600))
			check(t, remove(db))
			if left, _ := filepath.Glob(path + "*.tmp"); len(left) > 0 || holds(t, path, word) {
				t.Errorf("the word is still in the files, %q", left)
			}
			check(t, db.Check(t.Context()))

			// The backup is whole except for what was deleted.
			backup := raw(t, path+"-schema-1.bak")
			var said string
			var left int
			check(t, backup.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&said))
			check(t, backup.QueryRowContext(t.Context(), "SELECT count(*) FROM conversation").Scan(&left))
			if said != "ok" || left != 1 {
				t.Errorf("backup with %d conversations: %s", left, said)
			}
		})
	}
}

// A backup that is too damaged to delete from is removed.
func TestADamagedBackupKeepsNoWord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := migrated(t, path)
	backup := path + "-schema-1.bak"
	data, err := os.ReadFile(backup)
	check(t, err)
	for i := 4096; i < len(data); i += 4096 {
		copy(data[i:], "\xff\xff\xff\xff")
	}
	check(t, os.WriteFile(backup, data, 0o600))
	check(t, db.Delete(t.Context(), "0190aaaa-0000-7000-8000-000000000001"))
	if holds(t, path, "goroutine") {
		t.Error("the damaged backup has the word")
	}
}

// The index of the search has no deleted word, however the messages of other
// conversations come and go meanwhile.
func TestTheIndexForgets(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	db, path := openFile(t)
	var gone []string
	for i := range 60 {
		word := "secret" + strings.Repeat(string(rune('a'+i%26)), 1+i/26)
		c, all := add(t, db, "t", start, "kept words", word+" and others", "kept "+word)
		all[1].Text = "rewritten"
		check(t, db.Put(t.Context(), all[1]))
		if i%2 == 0 {
			check(t, db.Delete(t.Context(), c.ID))
			gone = append(gone, word)
		}
	}
	vocabulary := raw(t, path)
	_, err := vocabulary.ExecContext(t.Context(), "CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, message_fts, row)")
	check(t, err)
	for _, word := range gone {
		var n int
		check(t, vocabulary.QueryRowContext(t.Context(), "SELECT count(*) FROM temp.word WHERE term = ?", word).Scan(&n))
		if n > 0 || holds(t, path, word+" ") {
			t.Errorf("%q is in the index or in a file", word)
		}
	}
	check(t, db.Check(t.Context()))
}
