package history_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/history"
)

// raw opens the file at path with SQLite alone.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	return db
}

// load makes a database at path from a dump.
func load(t *testing.T, path, dump string) {
	t.Helper()
	script, err := os.ReadFile(dump)
	check(t, err)
	db := raw(t, path)
	_, err = db.ExecContext(t.Context(), string(script))
	check(t, err)
	check(t, db.Close())
}

// schema returns everything in a database except its data.
func schema(t *testing.T, path string) string {
	t.Helper()
	rows, err := raw(t, path).QueryContext(t.Context(), "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
	check(t, err)
	var all []string
	for rows.Next() {
		var kind, name, text string
		check(t, rows.Scan(&kind, &name, &text))
		all = append(all, kind+" "+name+"\n"+text)
	}
	check(t, rows.Err())
	return strings.Join(all, "\n\n")
}

// TestMigrateFromEveryRelease needs a dump of each released schema: a migration
// comes with the dump of its result.
func TestMigrateFromEveryRelease(t *testing.T) {
	migrations, err := filepath.Glob("migrations/*.sql")
	check(t, err)
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	check(t, open(t, fresh).Close())
	for version := 1; version <= len(migrations); version++ {
		t.Run(fmt.Sprintf("schema %d", version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "history.db")
			load(t, path, fmt.Sprintf("testdata/schema-%d.sql", version))
			db := open(t, path)
			checkDump(t, db)
			if got := search(t, db, "is:bookmarked"); (got == "for the talk") != (version >= 6) {
				t.Errorf("bookmarks %q", got)
			}
			check(t, db.Close())
			if got, want := schema(t, path), schema(t, fresh); got != want {
				t.Errorf("migrated\n%s\n\nfresh\n%s", got, want)
			}
			checkDump(t, open(t, path))
		})
	}
}

// checkDump checks that all data of the dumps is there and can be changed.
func checkDump(t *testing.T, db *history.DB) {
	t.Helper()
	if got := list(t, db, 0); got != "Goroutines|Half an|4 Empty||0" {
		t.Errorf("list %s", got)
	}
	c, err := db.Find(t.Context(), "0190aaaa-0000-7000-8000-000000000001")
	check(t, err)
	branch, err := db.Branch(t.Context(), c.Leaf)
	check(t, err)
	if len(branch) != 3 || branch[2].Status != history.Interrupted {
		t.Fatalf("branch %+v", branch)
	}
	answer := branch[1]
	if answer.Text != "A function.\n\nIt is cheap." || answer.Reasoning != "Thinking." || len(answer.Items) != 2 ||
		string(answer.Items[0]) != `{"type":"reasoning",  "id":"rs_1","encrypted_content":"a<b"}` || len(answer.Usage) == 0 {
		t.Errorf("answer %+v", answer)
	}
	for query, want := range map[string]string{"goroutine role:user": "What is a [goroutine]?", "cheap": "A function.\n\nIt is [cheap].", "half": "[Half] an"} {
		if got := search(t, db, query); got != want {
			t.Errorf("search for %q: %q, want %q", query, got, want)
		}
	}
	if draft, err := db.Draft(t.Context(), ""); err != nil || draft != "unsent" {
		t.Errorf("draft %q, %v", draft, err)
	}
	check(t, db.Check(t.Context()))
	check(t, db.Index(t.Context(), nil))
	for query, want := range map[string]string{"goroutines": "[Goroutines]", "thinking": "[Thinking]."} {
		if got := search(t, db, query); got != want {
			t.Errorf("search for %q: %q, want %q", query, got, want)
		}
	}
	check(t, db.Check(t.Context()))
	check(t, db.Put(t.Context(), answer))
	check(t, db.Check(t.Context()))
}

func TestOtherFilesAreRefusedAndLeftAlone(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		err    error
	}{
		"newer":               {"PRAGMA application_id = 1111576148; PRAGMA user_version = 99; CREATE TABLE conversation (a)", history.ErrNewer},
		"another program's":   {"CREATE TABLE t (a); INSERT INTO t VALUES (1)", history.ErrForeign},
		"another's, version":  {"PRAGMA user_version = 1", history.ErrForeign},
		"another's, with log": {"PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)", history.ErrForeign},
		"tables of Banter":    {"CREATE TABLE conversation (id); CREATE TABLE message (id)", history.ErrForeign},
		"without its tables":  {"PRAGMA application_id = 1111576148; PRAGMA user_version = 2; CREATE TABLE conversation (a)", nil},
		"without any table":   {"PRAGMA application_id = 1111576148; PRAGMA user_version = 1", nil},
		"version below zero":  {"PRAGMA application_id = 1111576148; PRAGMA user_version = -1", history.ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "history.db")
			other := raw(t, path)
			_, err := other.ExecContext(t.Context(), test.script)
			check(t, errors.Join(err, other.Close()))
			refused(t, path, test.err)
		})
	}
}

// refused checks that path cannot be opened, that the error explains why, and
// that the file is unchanged.
func refused(t *testing.T, path string, want error) {
	t.Helper()
	check(t, os.Chmod(path, 0o644))
	before, err := os.ReadFile(path)
	check(t, err)
	db, err := history.Open(t.Context(), path)
	if err == nil {
		check(t, db.Close())
		t.Fatal("opened")
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
	inWords(t, err)
	after, err := os.ReadFile(path)
	check(t, err)
	if string(before) != string(after) {
		t.Error("the file was changed")
	}
	if beside, _ := filepath.Glob(path + "*"); len(beside) != 1 {
		t.Errorf("left behind: %v", beside)
	}
}
