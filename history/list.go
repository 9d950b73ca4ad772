package history

import (
	"context"
	"database/sql"
	"errors"
)

// preview is what a list shows of the messages: the last line of the leaf, or
// of its question while the answer is empty, and their number.
const preview = `coalesce(nullif(m.last_line, ''), (SELECT p.last_line FROM message p WHERE p.id = m.parent), ''),
	(SELECT count(*) FROM message a WHERE a.conversation = c.id)`

// List returns conversations by last use, newest first; limit <= 0 means all.
// Beside a [*DamageError] it returns all that can be read.
func (db *DB) List(ctx context.Context, limit int) ([]Summary, error) {
	if limit <= 0 {
		limit = -1
	}
	all, err := db.summaries(ctx, limit)
	if damaged(err) {
		return db.salvageList(ctx, limit)
	}
	return all, db.fault("list conversations", err)
}

func (db *DB) summaries(ctx context.Context, limit int) ([]Summary, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT "+headColumns+", "+preview+
		" FROM conversation c LEFT JOIN message m ON m.id = c.leaf ORDER BY c.updated DESC, c.id DESC LIMIT ?", limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its fault is rows.Err's
	var all []Summary
	for rows.Next() {
		var h head
		var s Summary
		if err := rows.Scan(append(h.columns(), &s.LastLine, &s.Messages)...); err != nil {
			return nil, err
		}
		s.Conversation = h.conversation()
		all = append(all, s)
	}
	return all, rows.Err()
}

// salvageList reads one conversation at a time and leaves out what cannot be
// read. A head is listed even when its messages are damaged.
func (db *DB) salvageList(ctx context.Context, limit int) ([]Summary, error) {
	const op = "list damaged conversations"
	rows, err := db.read.QueryContext(ctx, "SELECT rowid FROM conversation ORDER BY updated DESC, id DESC LIMIT ?", limit)
	if err != nil {
		return nil, db.fault(op, err)
	}
	ids, err := integers(rows)
	if err != nil {
		return nil, db.fault(op, err)
	}
	var all []Summary
	damage := DamageError{Path: db.path}
	for _, id := range ids {
		found, err := db.heads(ctx, "SELECT "+headColumns+" FROM conversation c WHERE c.rowid = ?", id)
		if len(found) == 1 {
			s := Summary{Conversation: found[0]}
			err = db.read.QueryRowContext(ctx, "SELECT "+preview+
				" FROM conversation c LEFT JOIN message m ON m.id = c.leaf WHERE c.rowid = ?", id).Scan(&s.LastLine, &s.Messages)
			all = append(all, s)
		}
		if errors.Is(err, sql.ErrNoRows) { // deleted meanwhile
			continue
		}
		if err := damage.skip(err); err != nil {
			return all, db.fault(op, err)
		}
	}
	return all, damage.orNil()
}
