package history

import (
	"context"
	"fmt"
	"strings"
)

// A Hit is a message that has all words of a search.
type Hit struct {
	Conversation string // id
	Title        string
	Message      string // id
	Snippet      string // the part of the text with most matching words, on any number of lines
	Marks        []Mark // the matching words within Snippet, in order
}

// maxWords is the number of words of a query that count.
const maxWords = 16

// Search returns messages that have every word of query, the best first; the
// last word may be unfinished. Case and accents do not matter. Any text is a
// valid query, and one without words finds nothing. limit <= 0 means all. With
// a [*DamageError] it returns the hits that it could read.
func (db *DB) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	words := strings.FieldsFunc(strings.ToValidUTF8(query, " "), func(r rune) bool { return !inWord(r) })
	words = words[:min(len(words), maxWords)]
	if len(words) == 0 {
		return nil, nil
	}
	if limit <= 0 {
		limit = -1
	}
	hits, err := db.search(ctx, words, limit)
	damage := DamageError{Path: db.path}
	if err := damage.broken(err); err != nil {
		return nil, db.fault("search history", err)
	}
	return hits, damage.orNil()
}

func (db *DB) search(ctx context.Context, words []string, limit int) ([]Hit, error) {
	// Each word is quoted, so that none is an operator; the last is a prefix.
	match := `"` + strings.Join(words, `" "`) + `"*`
	rows, err := db.read.QueryContext(ctx, `SELECT m.conversation, c.title, m.id, m.text
		FROM message_fts JOIN message m ON m.seq = message_fts.rowid JOIN conversation c ON c.id = m.conversation
		WHERE message_fts MATCH ? ORDER BY message_fts.rank LIMIT ?`, match, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var hits []Hit
	for rows.Next() {
		var h Hit
		var text string
		if err := rows.Scan(&h.Conversation, &h.Title, &h.Message, &text); err != nil {
			return hits, fmt.Errorf("%w: %w", errDamaged, err)
		}
		h.Snippet, h.Marks = snippet(text, findMarks(text, words))
		hits = append(hits, h)
	}
	return hits, rows.Err()
}
