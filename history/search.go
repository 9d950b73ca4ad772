package history

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Field is the part of a conversation in which a search found something.
type Field string

const (
	InText      Field = "text"
	InReasoning Field = "reasoning"
	InTitle     Field = "title"
	InNote      Field = "note" // of a bookmark
)

// A Hit is a passage that a search found.
type Hit struct {
	Conversation string // ID
	Title        string
	Message      string // ID; empty: the title of the conversation
	Leaf         string // ID of the last message of the shown branch; see [DB.SetLeaves]
	In           Field
	Role         Role // of the message
	Model        string
	Time         time.Time // of the message, or of the last use of the conversation
	Snippet      string    // the part of the text with most matches, on any number of lines
	Marks        []Mark    // the matches within Snippet, in order
	Match        Mark      // the first match of the snippet, within the whole text of the field; empty without a match

	seq int64 // of the message
}

// Search returns what the query finds, newest messages first. Titles, then notes,
// come before messages, and take at most half of limit if both are found. Case and
// accents do not matter. A query without terms returns the newest messages that
// pass its filters; of a bookmark, the note. limit <= 0 means all. It ends with ctx. With a
// [*DamageError] it returns the hits that it could read.
//
// A growing answer is found when it ends. Reasoning and parts of words in
// messages that [DB.Index] has not reached are not found.
func (db *DB) Search(ctx context.Context, q Query, limit int) ([]Hit, error) {
	if q.Empty() {
		return nil, nil
	}
	damage := DamageError{Path: db.path}
	s := searcher{ctx: ctx, db: db, query: q, limit: limit}
	hits, err := s.search()
	switch err := damage.broken(err); {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, db.fault("search history", err)
	}
	return hits, damage.orNil()
}

// A searcher runs one search.
type searcher struct {
	ctx   context.Context
	db    *DB
	query Query
	limit int // <= 0: all
}

// search returns the hits that it could read, also with an error.
func (s *searcher) search() ([]Hit, error) {
	var titles, notes, messages []Hit
	var faults []error
	for _, source := range []struct {
		into *[]Hit
		find func() ([]Hit, error)
	}{{&titles, s.titles}, {&notes, s.notes}, {&messages, s.messages}} {
		found, err := source.find()
		*source.into = append(*source.into, found...)
		if faults = append(faults, err); ignoreDamage(err) != nil {
			return nil, err
		}
	}
	hits := s.merge(titles, notes, messages)
	return hits, errors.Join(faults...)
}

// merge orders and limits the hits. Without terms, notes take the place of messages.
func (s *searcher) merge(titles, notes, messages []Hit) []Hit {
	slices.SortStableFunc(titles, func(a, b Hit) int { return b.Time.Compare(a.Time) })
	if len(s.query.Terms) == 0 {
		notes, messages = nil, append(notes, messages...)
	}
	titles = append(titles, notes...)
	slices.SortStableFunc(messages, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.seq, a.seq), cmp.Compare(b.In, a.In)) })
	messages = slices.CompactFunc(messages, func(a, b Hit) bool { return a.seq == b.seq && a.In == b.In })
	if s.limit > 0 {
		messages = messages[:min(len(messages), s.limit)]
		titles = titles[:min(len(titles), max(s.limit-len(messages), (s.limit+1)/2))]
		messages = messages[:min(len(messages), s.limit-len(titles))]
	}
	return append(titles, messages...)
}

// rows calls take with each row of a query until that returns false.
func (s *searcher) rows(query string, args []any, take func(scan func(...any) error) (more bool, err error)) error {
	rows, err := s.db.statements.query(s.ctx, s.db.read, query, args)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	for rows.Next() {
		switch more, err := take(rows.Scan); {
		case err != nil:
			return fmt.Errorf("%w: %w", errDamaged, err)
		case !more:
			return nil
		}
	}
	return rows.Err()
}

// SetLeaves changes the leaf of each hit that is not on the shown branch to that of a
// branch with its message. Search leaves that out, because it costs as much as a part
// of the search, and who opens a hit looks for its message anyway.
func (db *DB) SetLeaves(ctx context.Context, hits []Hit) error {
	s := searcher{ctx: ctx, db: db}
	return db.fault("search history", s.setLeaves(hits))
}

// setLeaves is SetLeaves. Only a conversation with branches has such hits.
func (s *searcher) setLeaves(hits []Hit) error {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Conversation
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	branched := map[string]map[int64]bool{} // by conversation: the messages of the shown branch
	err = s.rows(`SELECT DISTINCT conversation FROM message WHERE conversation IN (SELECT value FROM json_each(?))
		GROUP BY conversation, parent HAVING count(*) > 1`, []any{string(list)}, func(scan func(...any) error) (bool, error) {
		var id string
		err := scan(&id)
		branched[id] = nil
		return true, err
	})
	for i := range hits {
		h := &hits[i]
		shown, isBranched := branched[h.Conversation]
		if err != nil || !isBranched || h.Message == "" {
			continue
		}
		if shown == nil {
			shown, err = s.branch(h.Leaf)
			branched[h.Conversation] = shown
		}
		if err == nil && !shown[h.seq] {
			h.Leaf, err = s.newestLeaf(h.Conversation, h.Message)
		}
	}
	return err
}

// branch returns the seqs of the messages up to leaf.
func (s *searcher) branch(leaf string) (map[int64]bool, error) {
	seqs := map[int64]bool{}
	err := s.rows(walk+"SELECT seq FROM path", []any{leaf}, func(scan func(...any) error) (bool, error) {
		var seq int64
		err := scan(&seq)
		seqs[seq] = true
		return true, err
	})
	return seqs, err
}

// newestLeaf follows the newest child from a message to a leaf.
func (s *searcher) newestLeaf(conversation, message string) (leaf string, err error) {
	leaf = message
	err = s.rows(`WITH RECURSIVE down (id) AS (SELECT ?2 UNION SELECT
			(SELECT id FROM message WHERE conversation = ?1 AND parent = down.id ORDER BY seq DESC LIMIT 1) FROM down WHERE id IS NOT NULL)
		SELECT id FROM down WHERE id IS NOT NULL`, []any{conversation, message}, func(scan func(...any) error) (bool, error) {
		return true, scan(&leaf)
	})
	return leaf, err
}

// matchWords returns the terms as a query of FTS5. Each word is quoted, so that
// none is an operator.
func matchWords(terms []Term) string {
	var b strings.Builder
	for _, t := range terms {
		b.WriteString(` "` + strings.Join(t.words, " ") + `"`)
		if t.Prefix {
			b.WriteByte('*')
		}
	}
	return b.String()[1:]
}
