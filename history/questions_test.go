package history_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"banter/history"
)

func TestQuestions(t *testing.T) {
	db := open(t, ":memory:")
	long := strings.Repeat("a long question ", 1000)
	add(t, db, "old", start, "How do goroutines work?", "Goroutines are cheap.", "Why?", "So.", long, "Yes.")
	add(t, db, "new", start.Add(time.Hour), "What is a thread?", "Like goroutines.", "Why?", "So.")
	for query, want := range map[string]string{
		"":           "new: Why?|new: What is a thread?|old: a long question a long|old: How do goroutines work?",
		"gorou":      "old: How do goroutines work?",
		"why":        "new: Why?",
		"cheap":      "",
		"a question": "old: a long question a long",
	} {
		found, err := db.Questions(t.Context(), asked(query), 10)
		check(t, err)
		got := make([]string, len(found))
		for i, q := range found {
			got[i] = q.Conversation + ": " + strings.TrimSpace(q.Text[:min(len(q.Text), 23)])
			if text, err := db.QuestionText(t.Context(), q); err != nil || len(text) != q.Size || !strings.HasPrefix(text, q.Text) {
				t.Errorf("the text of %q has %d bytes, want %d: %v", got[i], len(text), q.Size, err)
			}
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("questions with %q: %s, want %s", query, got, want)
		}
	}
	if found, _ := db.Questions(t.Context(), history.Query{}, 2); len(found) != 2 || found[0].Text != "Why?" {
		t.Errorf("the first two are %v", found)
	}
}

// BenchmarkQuestions reads what a list of questions shows first, and what a query
// adds to it.
func BenchmarkQuestions(b *testing.B) {
	db, path := openFile(b)
	_, err := raw(b, path).ExecContext(b.Context(), `BEGIN;
		WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
		INSERT INTO conversation SELECT printf('c%08d', i), 'Title ' || i, 'gpt-6.1-sol', 'low', 'acc', printf('m%08d', i * 10 + 9), i, i FROM n;
		WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
		INSERT INTO message SELECT NULL, printf('m%08d', i), printf('c%08d', i / 10), iif(i % 10, printf('m%08d', i - 1), ''), iif(i % 2, 'assistant', 'user'),
			'done', '', '', '', '', 'the last line', i, i, '', 'question ' || i || ' about some words', '', '[]' FROM n;
		COMMIT`)
	check(b, err)
	for _, query := range []string{"", "q", "question", "nothing"} {
		b.Run(fmt.Sprintf("%q", query), func(b *testing.B) {
			for b.Loop() {
				found, err := db.Questions(b.Context(), asked(query), 1000)
				check(b, err)
				b.ReportMetric(float64(len(found)), "found")
			}
		})
	}
}
