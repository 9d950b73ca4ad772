package history_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"banter/history"
)

// vocabulary returns words of which the n-th is used about 1/n as often as the
// first, as in a language.
func vocabulary(random *rand.Rand, n int) func() string {
	words := make([]string, n)
	for i := range words {
		var b strings.Builder
		for range 2 + random.IntN(7) {
			b.WriteByte("etaoinshrdlcumwfgypbvk"[random.IntN(22)])
		}
		words[i] = b.String()
	}
	return func() string { return words[int(math.Pow(float64(n), random.Float64()))-1] }
}

// fillLarge saves 100,000 messages of about 120 words in 10,000 conversations.
func fillLarge(b *testing.B, path string) {
	b.Helper()
	db := raw(b, path)
	ctx := b.Context()
	tx, err := db.BeginTx(ctx, nil)
	check(b, err)
	prepare := func(query string) *sql.Stmt {
		stmt, err := tx.PrepareContext(ctx, query)
		check(b, err)
		return stmt
	}
	conversation, message := prepare(olderCreate), prepare(olderInsert)
	word := vocabulary(rand.New(rand.NewPCG(1, 2)), 20_000)
	words := func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = word()
		}
		return strings.Join(all, " ")
	}
	for i := range 10_000 {
		id := fmt.Sprintf("c%08d", i)
		_, err := conversation.ExecContext(ctx, id, words(6), "gpt-6.1-sol", "low", "acc", fmt.Sprintf("m%08d-9", i), i, i*7919%10_000)
		check(b, err)
		parent := ""
		for j := range perConversation {
			m := fmt.Sprintf("m%08d-%d", i, j)
			text := words(120)
			if i == 5000 && j == 5 {
				text += " needleword"
			}
			_, err := message.ExecContext(ctx, "done", "gpt-6.1-sol", "low", "acc", "", "the last line", i, "", text, "", "", m, id, parent, []string{"user", "assistant"}[j%2], i)
			check(b, err)
			parent = m
		}
	}
	check(b, errors.Join(tx.Commit(), db.Close()))
}

// rawSearch is the search as SQL alone: the same rows of the same tables.
const rawSearch = `SELECT * FROM (SELECT m.seq, m.id, c.id, c.title, c.leaf, m.role, m.model, m.created, m.text
	FROM message_fts f JOIN message m ON m.seq = f.rowid JOIN conversation c ON c.id = m.conversation
	WHERE message_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2)
	UNION ALL SELECT * FROM (SELECT m.seq, m.id, c.id, c.title, c.leaf, m.role, m.model, m.created, m.reasoning
	FROM reasoning_fts f JOIN message m ON m.seq = f.rowid JOIN conversation c ON c.id = m.conversation
	WHERE reasoning_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2)
	UNION ALL SELECT * FROM (SELECT 0, '', c.id, c.title, c.leaf, '', c.model, c.updated, c.title
	FROM title_fts f JOIN conversation_mark k ON k.seq = f.rowid JOIN conversation c ON c.id = k.conversation
	WHERE title_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2)`

// BenchmarkKeystrokes measures each keystroke of a search in 100,000 messages,
// and prints its time as a multiple of that of the raw query.
func BenchmarkKeystrokes(b *testing.B) {
	db, path := openFile(b)
	fillLarge(b, path)
	sqlite := raw(b, path)
	const limit = 50
	for _, query := range []string{"n", "ne", "nee", "need", "needle", "needleword", "t", "th", "tha", "that", "role:user tha", "the rest", "after:1971 nothing"} {
		b.Run(query, func(b *testing.B) {
			q := asked(query)
			var ours, theirs time.Duration
			for b.Loop() {
				began := time.Now()
				_, err := db.Search(b.Context(), q, limit)
				ours += time.Since(began)
				check(b, err)
				began = time.Now()
				check(b, runRaw(b.Context(), sqlite, q, limit))
				theirs += time.Since(began)
			}
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "us/search")
			b.ReportMetric(float64(theirs.Microseconds())/float64(b.N), "us/raw")
			b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
		})
	}
}

func runRaw(ctx context.Context, db *sql.DB, q history.Query, limit int) error {
	var match []string
	for _, t := range q.Terms {
		word := `"` + t.Text + `"`
		if t.Prefix {
			word += "*"
		}
		match = append(match, word)
	}
	rows, err := db.QueryContext(ctx, rawSearch, strings.Join(match, " "), limit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq, created int64
		var id, conversation, title, leaf, role, model, text string
		if err := rows.Scan(&seq, &id, &conversation, &title, &leaf, &role, &model, &created, &text); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rawList is the list as SQL alone: the same columns, without the checks.
const rawList = `SELECT c.id, c.title, c.model, c.effort, c.account, c.leaf, c.created, c.updated,
	(SELECT count(*) FROM message a WHERE a.conversation = c.id),
	coalesce(nullif(m.last_line, ''), (SELECT p.last_line FROM message p WHERE p.id = m.parent), ''),
	coalesce(d.pinned, 0), coalesce(d.archived, 0), coalesce(d.size, 0)
	FROM conversation c LEFT JOIN message m ON m.id = c.leaf LEFT JOIN conversation_mark d ON d.conversation = c.id
	WHERE coalesce(d.archived, 0) = 0 ORDER BY c.updated DESC, c.id DESC LIMIT ?`

// BenchmarkListRatio lists 10,000 conversations of 100,000 messages, and prints
// its time as a multiple of that of the raw query.
func BenchmarkListRatio(b *testing.B) {
	db, path := openFile(b)
	fillLarge(b, path)
	sqlite := raw(b, path)
	for _, limit := range []int{50, 10_000} {
		b.Run(fmt.Sprint(limit), func(b *testing.B) {
			var ours, theirs time.Duration
			for b.Loop() {
				began := time.Now()
				all, err := db.List(b.Context(), limit)
				ours += time.Since(began)
				if _, damaged := errors.AsType[*history.DamageError](err); err != nil && !damaged || len(all) != limit {
					b.Fatal(len(all), err)
				}
				began = time.Now()
				rows, err := sqlite.QueryContext(b.Context(), rawList, limit)
				check(b, err)
				var c history.Conversation
				var created, updated, size int64
				var messages, pinned, archived int
				var line string
				raw := make([]history.Summary, 0, limit)
				for rows.Next() {
					check(b, rows.Scan(&c.ID, &c.Title, &c.Model, &c.Effort, &c.Account, &c.Leaf, &created, &updated, &messages, &line, &pinned, &archived, &size))
					raw = append(raw, history.Summary{Conversation: c, LastLine: line, Messages: messages})
				}
				check(b, rows.Err())
				theirs += time.Since(began)
				if len(raw) != limit {
					b.Fatal(len(raw))
				}
			}
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "us/list")
			b.ReportMetric(float64(theirs.Microseconds())/float64(b.N), "us/raw")
			b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
		})
	}
}

// BenchmarkIndex opens a history of an earlier Banter with 100,000 messages, or
// with 10,000 in Chinese, and indexes it.
func BenchmarkIndex(b *testing.B) {
	for _, chinese := range []bool{false, true} {
		b.Run(fmt.Sprintf("chinese=%v", chinese), func(b *testing.B) {
			for b.Loop() {
				db, path := openFile(b)
				fillLarge(b, path)
				old := raw(b, path)
				query := "UPDATE search_state SET pending = 9223372036854775807; INSERT INTO reasoning_fts (reasoning_fts) VALUES ('delete-all'); DELETE FROM conversation_mark"
				if chinese {
					query += "; UPDATE message SET text = replace(replace(text, 'e', '数'), 't', '竞争') WHERE seq <= 10000"
				}
				_, err := old.ExecContext(b.Context(), query)
				check(b, err)
				began := time.Now()
				longest, last := time.Duration(0), began
				check(b, db.Index(b.Context(), func(int) {
					longest, last = max(longest, time.Since(last)), time.Now()
				}))
				b.ReportMetric(time.Since(began).Seconds(), "s/index")
				b.ReportMetric(float64(longest.Milliseconds()), "ms/longest-step")
			}
		})
	}
}
