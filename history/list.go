package history

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
)

// preview is the columns of a list beside the head: whether the conversation is
// intact, the last line of the leaf, or of its question while the answer is
// empty, and the number of messages.
const preview = conversationIntact + ` AND k.messages = (SELECT count(*) FROM message a WHERE a.conversation = c.id),
	coalesce(nullif(m.last_line, ''), (SELECT p.last_line FROM message p WHERE p.id = m.parent), ''),
	(SELECT count(*) FROM message a WHERE a.conversation = c.id)`

// summaryTables is the source of headColumns and preview.
const summaryTables = ` FROM conversation c LEFT JOIN message m ON m.id = c.leaf
	LEFT JOIN conversation_check k ON k.id = c.id`

// List returns conversations by last use, newest first; limit <= 0 means all.
// With a [*DamageError] it returns all that it could read.
func (db *DB) List(ctx context.Context, limit int) ([]Summary, error) {
	if limit <= 0 {
		limit = -1
	}
	var all []Summary
	damage := DamageError{Path: db.path}
	err := db.look(ctx, "list conversations", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+headColumns+", "+preview+summaryTables+
			" ORDER BY c.updated DESC, c.id DESC LIMIT ?", limit)
		if err == nil {
			all, err = summaries(rows, &damage)
		}
		if damaged(err) {
			damage.Changed = 0
			all, err = salvageList(ctx, tx, limit, &damage)
		}
		if err != nil {
			return err
		}
		return countConversations(ctx, tx, len(all), limit, &damage)
	})
	if err != nil {
		return all, err
	}
	return all, damage.orNil()
}

func summaries(rows *sql.Rows, damage *DamageError) ([]Summary, error) {
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var all []Summary
	for rows.Next() {
		var h head
		var s Summary
		var intact sql.NullBool
		if err := rows.Scan(append(h.columns(), &intact, &s.LastLine, &s.Messages)...); err != nil {
			return nil, fmt.Errorf("%w: %w", errDamaged, err)
		}
		if !intact.Bool {
			damage.Changed++
			damage.note(errChanged)
		}
		s.Conversation = h.conversation()
		all = append(all, s)
	}
	return all, rows.Err()
}

// countConversations compares the number of listed and of present conversations
// with the number that was saved.
func countConversations(ctx context.Context, tx *sql.Tx, listed, limit int, damage *DamageError) error {
	var saved, present int
	err := tx.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM conversation_check), (SELECT count(*) FROM conversation)").
		Scan(&saved, &present)
	if damaged(err) {
		damage.missing(1, err)
		return nil
	}
	if limit < 0 || listed < limit {
		present = listed
	}
	damage.missing(saved-present, fmt.Errorf("%w: fewer conversations than were saved", errDamaged))
	return err
}

// salvageList reads one conversation at a time and skips those that it cannot
// read. It lists a head even if its messages are damaged.
func salvageList(ctx context.Context, tx *sql.Tx, limit int, damage *DamageError) ([]Summary, error) {
	rows, err := tx.QueryContext(ctx, "SELECT rowid FROM conversation ORDER BY updated DESC, id DESC LIMIT ?", limit)
	if err != nil {
		return nil, err
	}
	ids, err := integers(rows)
	if err := damage.skip(err); err != nil {
		return nil, err
	}
	var all []Summary
	for _, id := range ids {
		one, err := salvageHead(ctx, tx, id, damage)
		all = append(all, one...)
		if err := damage.skip(err); err != nil {
			return all, err
		}
	}
	return all, nil
}

// salvageHead returns one conversation, also with an error about its messages,
// and none if it cannot be read.
func salvageHead(ctx context.Context, tx *sql.Tx, id int64, damage *DamageError) ([]Summary, error) {
	found, err := heads(ctx, tx, "SELECT "+headColumns+" FROM conversation c WHERE c.rowid = ?", id)
	if len(found) != 1 {
		return nil, cmp.Or(err, fmt.Errorf("%w: conversation that an index names", errDamaged))
	}
	s := Summary{Conversation: found[0]}
	var intact sql.NullBool
	err = tx.QueryRowContext(ctx, "SELECT "+preview+summaryTables+" WHERE c.rowid = ?", id).Scan(&intact, &s.LastLine, &s.Messages)
	if err == nil && !intact.Bool {
		damage.Changed++
		damage.note(errChanged)
	}
	if damaged(err) {
		damage.Changed++
		damage.note(err)
		err = nil
	}
	return []Summary{s}, err
}
