package history_test

import (
	"fmt"
	"testing"
)

func BenchmarkZZ(b *testing.B) {
	db, path := openFile(b)
	fillLarge(b, path)
	sqlite := raw(b, path)
	// 10,000 conversations in a sync with 8 values each, 1,000 bookmarks
	for _, name := range []string{"created", "title", "model", "effort", "leaf", "updated", "pinned", "archived"} {
		_, err := sqlite.ExecContext(b.Context(), `INSERT INTO replica_value SELECT id, ?1, '0', 0, '', '0', 1 FROM conversation`, name)
		check(b, err)
	}
	for i := range 1000 {
		_, err := sqlite.ExecContext(b.Context(), `INSERT INTO replica_value VALUES (?, ?, ?, 1, '', '', 1)`, fmt.Sprintf("c%08d", i*10), fmt.Sprintf("bookmark:m%08d-%d", i*10, i%10), fmt.Sprintf("*note %d about things", i))
		check(b, err)
	}
	for _, q := range []string{"is:bookmarked", "things", "zebra", "the", "is:bookmarked eta", "is:bookmarked note"} {
		query := asked(q)
		b.Run(q, func(b *testing.B) {
			n := 0
			for b.Loop() {
				hits, err := db.Search(b.Context(), query, 200)
				check(b, err)
				n = len(hits)
			}
			b.ReportMetric(float64(n), "hits")
		})
	}
	b.Run("branch", func(b *testing.B) {
		for b.Loop() {
			_, err := db.Branch(b.Context(), "m00000010-9")
			check(b, err)
		}
	})
	for _, q := range []string{
		"SELECT m.seq, b.note FROM bookmark b JOIN message m ON m.id = b.message AND m.conversation = b.conversation JOIN conversation c ON c.id = m.conversation WHERE 1 AND b.note <> '' ORDER BY m.seq DESC",
		"SELECT m.text FROM message_fts f JOIN message m ON m.seq=f.rowid JOIN conversation c ON c.id=m.conversation WHERE message_fts MATCH 'x' AND m.id IN (SELECT message FROM bookmark)",
		"SELECT substr(name, 10), value FROM replica_value WHERE conversation IN (SELECT value FROM json_each('[\"a\"]')) AND name >= 'bookmark:' AND name < 'bookmark;'",
	} {
		rows, err := sqlite.QueryContext(b.Context(), "explain query plan "+q)
		check(b, err)
		for rows.Next() {
			var a, c, d int
			var s string
			check(b, rows.Scan(&a, &c, &d, &s))
			fmt.Println(s)
		}
		rows.Close()
		fmt.Println()
	}
}
