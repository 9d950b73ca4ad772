package history

import (
	"context"
	"strings"
	"unicode"
)

// A Hit is a message that holds all words of a search.
type Hit struct {
	Conversation string // id
	Title        string
	Message      string // id
	Snippet      string // the part of the text that matches best, on any number of lines
	Marks        []Mark // the matching words within Snippet, in order
}

// A Mark is the range of bytes [Start, End) of a text.
type Mark struct{ Start, End int }

// The snippet's words come between these noncharacters, which Unicode keeps
// free for such use inside a program. Text that holds them anyway only shifts
// what is lit.
const (
	markOpen  = "\ufdd0"
	markClose = "\ufdd1"
)

// snippetWords is how many words a snippet has at most.
const snippetWords = 24

// maxWords is how many words of a query count.
const maxWords = 16

// Search returns messages that hold every word of query, the best first; the
// last word may be unfinished. Case and accents do not matter. No text is a
// wrong query: what holds no word finds nothing. limit <= 0 means all.
func (db *DB) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	match := matchExpression(query)
	if match == "" {
		return nil, nil
	}
	if limit <= 0 {
		limit = -1
	}
	hits, err := db.search(ctx, match, limit)
	return hits, db.fault("search history", err)
}

func (db *DB) search(ctx context.Context, match string, limit int) ([]Hit, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT m.conversation, c.title, m.id, snippet(message_fts, 0, ?, ?, '…', ?)
		FROM message_fts JOIN message m ON m.seq = message_fts.rowid JOIN conversation c ON c.id = m.conversation
		WHERE message_fts MATCH ? ORDER BY message_fts.rank LIMIT ?`, markOpen, markClose, snippetWords, match, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its fault is rows.Err's
	var hits []Hit
	for rows.Next() {
		var h Hit
		var snippet string
		if err := rows.Scan(&h.Conversation, &h.Title, &h.Message, &snippet); err != nil {
			return nil, err
		}
		h.Snippet, h.Marks = readMarks(snippet)
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// matchExpression makes an FTS5 expression of whatever was typed: every word
// quoted, the last one as a prefix. It is empty when there is no word.
func matchExpression(query string) string {
	words := strings.FieldsFunc(strings.ToValidUTF8(query, " "), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
	words = words[:min(len(words), maxWords)]
	if len(words) == 0 {
		return ""
	}
	return `"` + strings.Join(words, `" "`) + `"*`
}

// readMarks takes the marks out of a snippet.
func readMarks(marked string) (string, []Mark) {
	var b strings.Builder
	var marks []Mark
	for {
		before, rest, found := strings.Cut(marked, markOpen)
		b.WriteString(strings.ReplaceAll(before, markClose, ""))
		if !found {
			return b.String(), marks
		}
		word, after, _ := strings.Cut(rest, markClose)
		word = strings.ReplaceAll(word, markOpen, "")
		marks = append(marks, Mark{b.Len(), b.Len() + len(word)})
		b.WriteString(word)
		marked = after
	}
}
