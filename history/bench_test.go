package history_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"banter/history"
)

// perConversation is the number of messages of each conversation in the
// benchmarks.
const perConversation = 10

// populate saves conversations whose order of use differs from their order of
// creation.
func populate(b *testing.B, path string, conversations int) {
	b.Helper()
	db := raw(b, path)
	_, err := db.ExecContext(b.Context(), fmt.Sprintf(`BEGIN;
		WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %[1]d - 1)
		INSERT INTO conversation SELECT printf('c%%08d', i), 'Title ' || i, 'gpt-6.1-sol', 'low', 'acc', printf('m%%08d', (i + 1) * %[2]d - 1), i, i * 7919 %% %[1]d FROM n;
		WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %[1]d * %[2]d - 1)
		INSERT INTO message SELECT NULL, printf('m%%08d', i), printf('c%%08d', i / %[2]d), iif(i %% %[2]d, printf('m%%08d', i - 1), ''),
			'user', 'done', '', '', '', '', 'the last line', i, i, '', '%[3]s', '', '' FROM n;
		COMMIT;`, conversations, perConversation, strings.Repeat("A line of some words.\n", 100)))
	check(b, errors.Join(err, db.Close()))
}

// BenchmarkList lists all conversations, and compares with the time that SQLite
// alone takes to read their heads in the same order.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		db, path := openFile(b)
		populate(b, path, n)
		b.Run(fmt.Sprintf("%d/all", n), func(b *testing.B) {
			for b.Loop() {
				if all, err := db.List(b.Context(), 0); err != nil || len(all) != n || all[0].Messages != perConversation || all[0].LastLine == "" {
					b.Fatal(len(all), err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/first50", n), func(b *testing.B) {
			for b.Loop() {
				if all, err := db.List(b.Context(), 50); err != nil || len(all) != 50 {
					b.Fatal(len(all), err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/raw", n), func(b *testing.B) {
			sqlite := raw(b, path)
			for b.Loop() {
				rows, err := sqlite.QueryContext(b.Context(), "SELECT id, title, updated FROM conversation ORDER BY updated DESC")
				check(b, err)
				var id, title string
				var updated int64
				for rows.Next() {
					check(b, rows.Scan(&id, &title, &updated))
				}
				check(b, rows.Err())
			}
		})
	}
}

// BenchmarkBranch reads one conversation among many.
func BenchmarkBranch(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("among%d", n), func(b *testing.B) {
			db, path := openFile(b)
			populate(b, path, n)
			leaf := fmt.Sprintf("m%08d", n/2*perConversation-1)
			for b.Loop() {
				if all, err := db.Branch(b.Context(), leaf); err != nil || len(all) != perConversation {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	db, path := openFile(b)
	populate(b, path, 1000)
	check(b, db.Close())
	for b.Loop() {
		db, err := history.Open(b.Context(), path)
		check(b, err)
		check(b, db.Close())
	}
}

// BenchmarkPut saves an answer that does not change.
func BenchmarkPut(b *testing.B) { benchmarkPut(b, "") }

// BenchmarkPutGrowing saves a growing answer on disk: SQLite writes all pages
// of a longer row, and few of an unchanged one.
func BenchmarkPutGrowing(b *testing.B) { benchmarkPut(b, "word ") }

func benchmarkPut(b *testing.B, more string) {
	for _, size := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("%dKB", size/1000), func(b *testing.B) {
			db, _ := openFile(b)
			c, _ := add(b, db, "t", start, "q")
			m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Role: history.Assistant, Status: history.Streaming, Text: strings.Repeat("words ", size/6), Created: start}
			for b.Loop() {
				m.Text += more
				check(b, db.Put(b.Context(), m))
			}
		})
	}
}
