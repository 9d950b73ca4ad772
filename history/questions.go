package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"
)

// A Question is a text that a person has asked, in any conversation.
type Question struct {
	Message      string // ID of the newest message with the text
	Conversation string // its title
	Text         string // the beginning of the text
	Size         int    // of the whole text, in bytes
	Time         time.Time
}

// Whole reports whether Text is not just a beginning.
func (q Question) Whole() bool { return len(q.Text) == q.Size }

// questionCut is the most characters of a question that a list holds.
const questionCut = 4 << 10

// Questions returns what was asked in all conversations, newest first and each text
// once, at most limit of them. A query with terms finds those with every term, as
// [DB.Search] does.
func (db *DB) Questions(ctx context.Context, q Query, limit int) ([]Question, error) {
	q.Role = User
	s := searcher{ctx: ctx, db: db, query: q, limit: limit}
	const columns = "SELECT m.id, c.title, substr(m.text, 1, ?1), octet_length(m.text), m.created FROM "
	var all []Question
	var err error
	if len(q.Terms) == 0 { // those of the conversations that were used last
		all, err = s.questions(columns+`conversation c CROSS JOIN message m ON m.conversation = c.id
			WHERE m.role = 'user' ORDER BY c.updated DESC, c.id DESC, m.seq DESC`, questionCut)
	} else {
		s.limit = 4 * limit // some ask the same again
		var hits []Hit
		if hits, err = s.messages(); err == nil {
			ids := make([]string, len(hits))
			for i, h := range hits {
				ids[i] = h.Message
			}
			all, err = s.questions(columns+`json_each(?2) j CROSS JOIN message m ON m.id = j.value
				JOIN conversation c ON c.id = m.conversation`, questionCut, jsonList(ids))
		}
	}
	return all[:min(len(all), limit)], db.fault("read questions", err)
}

// questions reads the rows of a query, and returns each text once, newest first.
func (s *searcher) questions(query string, args ...any) ([]Question, error) {
	type content struct {
		text string
		size int
	}
	at := map[content]int{} // index in all
	var all []Question
	err := s.rows(query, args, func(scan func(...any) error) (bool, error) {
		var q Question
		var created int64
		if err := scan(&q.Message, &q.Conversation, &q.Text, &q.Size, &created); err != nil {
			return false, err
		}
		q.Time = time.UnixMicro(created)
		switch i, known := at[content{q.Text, q.Size}]; {
		case !known:
			at[content{q.Text, q.Size}] = len(all)
			all = append(all, q)
		case q.Time.After(all[i].Time):
			all[i] = q
		}
		return len(all) < s.limit, nil
	})
	slices.SortStableFunc(all, func(a, b Question) int { return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.Message, a.Message)) })
	return all, err
}

// QuestionText returns the whole text of a question.
func (db *DB) QuestionText(ctx context.Context, q Question) (string, error) {
	if q.Whole() {
		return q.Text, nil
	}
	var text string
	err := db.read.QueryRowContext(ctx, "SELECT text FROM message WHERE id = ?", q.Message).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	return text, db.fault("read question", err)
}
