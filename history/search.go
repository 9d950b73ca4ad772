package history

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Hit is a message that holds all words of a search.
type Hit struct {
	Conversation string // id
	Title        string
	Message      string // id
	Snippet      string // the part of the text with most matching words, on any number of lines
	Marks        []Mark // the matching words within Snippet, in order
}

// A Mark is the range of bytes [Start, End) of a text.
type Mark struct{ Start, End int }

// The matching words come between these noncharacters, which Unicode keeps
// free for such use inside a program. Text that holds them anyway only shifts
// what is lit.
const (
	markOpen  = "\ufdd0"
	markClose = "\ufdd1"
)

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
	rows, err := db.read.QueryContext(ctx, `SELECT m.conversation, c.title, m.id, highlight(message_fts, 0, ?, ?)
		FROM message_fts JOIN message m ON m.seq = message_fts.rowid JOIN conversation c ON c.id = m.conversation
		WHERE message_fts MATCH ? ORDER BY message_fts.rank LIMIT ?`, markOpen, markClose, match, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its fault is rows.Err's
	var hits []Hit
	for rows.Next() {
		var h Hit
		var marked string
		if err := rows.Scan(&h.Conversation, &h.Title, &h.Message, &marked); err != nil {
			return nil, err
		}
		h.Snippet, h.Marks = snippet(readMarks(marked))
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

// readMarks takes the marks out of a text.
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

// A snippet has about snippetBefore bytes before its first mark, and
// snippetLength in all.
const snippetBefore, snippetLength = 60, 240

// snippet cuts the part out of text where most marks are, between words. It
// is made here, since that of FTS5 takes the square of the number of marks.
func snippet(text string, marks []Mark) (string, []Mark) {
	best, most := 0, 0
	for first, last := 0, 0; first < len(marks); first++ {
		for last < len(marks) && marks[last].End <= marks[first].Start+snippetLength-snippetBefore {
			last++
		}
		if last-first > most {
			best, most = first, last-first
		}
	}
	marks = marks[best:max(best+most, min(best+1, len(marks)))]
	if len(marks) == 0 {
		return "", nil
	}
	from := wordStart(text, marks[0].Start-snippetBefore, marks[0].Start)
	to := wordEnd(text, max(from+snippetLength, marks[len(marks)-1].End))
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(text) {
		after = "…"
	}
	var moved []Mark
	for _, m := range marks {
		moved = append(moved, Mark{m.Start - from + len(before), m.End - from + len(before)})
	}
	return before + text[from:to] + after, moved
}

// wordStart returns where the first word at or after i begins, at most limit.
func wordStart(text string, i, limit int) int {
	if i <= 0 {
		return 0
	}
	if space := strings.IndexAny(text[i:limit], " \n\t"); space >= 0 {
		return i + space + 1
	}
	return limit
}

// wordEnd returns where the word at i ends; in the middle of a very long one
// after the last whole character.
func wordEnd(text string, i int) int {
	if i >= len(text) {
		return len(text)
	}
	near := text[i:min(len(text), i+snippetBefore)]
	if space := strings.IndexAny(near, " \n\t"); space >= 0 {
		return i + space
	}
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return i
}
