package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

const messageColumns = `m.id, m.conversation, m.parent, m.role, m.status, m.model, m.effort, m.account, m.error,
	m.created, m.ended, m.usage, m.text, m.reasoning, m.items`

// walk goes from a leaf to the first message, over an index alone. UNION
// ends it even if a damaged index leads in a circle.
const walk = `WITH RECURSIVE path (seq, parent) AS (
	SELECT seq, parent FROM message WHERE id = ?
	UNION SELECT m.seq, m.parent FROM message m JOIN path ON m.id = path.parent) `

// Branch returns the messages from the first one to leaf, in order; none for
// an empty leaf. Beside a [*DamageError] it returns all that can be read.
func (db *DB) Branch(ctx context.Context, leaf string) ([]Message, error) {
	const op = "read conversation"
	if leaf == "" {
		return nil, nil
	}
	found, err := db.messages(ctx, walk+"SELECT "+messageColumns+
		" FROM message m WHERE m.seq IN (SELECT seq FROM path) ORDER BY m.seq", leaf)
	if damaged(err) {
		return db.salvage(ctx, leaf)
	}
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	return found, db.fault(op, err)
}

// Children returns the messages whose parent is the given one, oldest first:
// the branches that part there. An empty parent stands for the beginning of
// the conversation.
func (db *DB) Children(ctx context.Context, conversation, parent string) ([]Message, error) {
	found, err := db.messages(ctx, "SELECT "+messageColumns+
		" FROM message m WHERE m.conversation = ? AND m.parent = ? ORDER BY m.seq", conversation, parent)
	return found, db.fault("read branches", err)
}

// salvage reads a branch one message at a time and leaves out what cannot be
// read.
func (db *DB) salvage(ctx context.Context, leaf string) ([]Message, error) {
	const op = "read damaged conversation"
	rows, err := db.read.QueryContext(ctx, walk+"SELECT seq FROM path ORDER BY seq", leaf)
	if err != nil {
		return nil, db.fault(op, err)
	}
	seqs, err := integers(rows)
	if err != nil {
		return nil, db.fault(op, err)
	}
	var found []Message
	damage := DamageError{Path: db.path}
	for _, seq := range seqs {
		one, err := db.messages(ctx, "SELECT "+messageColumns+" FROM message m WHERE m.seq = ?", seq)
		found = append(found, one...)
		if err := damage.skip(err); err != nil {
			return found, db.fault(op, err)
		}
	}
	return found, damage.orNil()
}

// messages returns what it could read, also beside an error. A message whose
// items make no sense is returned without them: its text can stand for them.
func (db *DB) messages(ctx context.Context, query string, args ...any) ([]Message, error) {
	rows, err := db.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its fault is rows.Err's
	var found []Message
	var odd error
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil && !damaged(err) {
			return found, err
		}
		found, odd = append(found, m), errors.Join(odd, err)
	}
	return found, errors.Join(rows.Err(), odd)
}

func scanMessage(rows *sql.Rows) (Message, error) {
	var m Message
	var created int64
	var ended sql.NullInt64
	var usage, items []byte
	err := rows.Scan(&m.ID, &m.Conversation, &m.Parent, &m.Role, &m.Status, &m.Model, &m.Effort, &m.Account, &m.Error,
		&created, &ended, &usage, &m.Text, &m.Reasoning, &items)
	if err != nil {
		return m, err
	}
	m.Created = time.UnixMicro(created)
	if ended.Valid {
		m.Ended = time.UnixMicro(ended.Int64)
	}
	if len(usage) > 0 {
		m.Usage = usage
	}
	if len(items) > 0 {
		if err := json.Unmarshal(items, &m.Items); err != nil {
			m.Items = nil
			return m, fmt.Errorf("items of message %s: %w: %w", m.ID, errDamaged, err)
		}
	}
	return m, nil
}

// integers returns the only column of rows and closes them.
func integers(rows *sql.Rows) ([]int64, error) {
	defer func() { _ = rows.Close() }() // its fault is rows.Err's
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// skip counts err if it says that a record is damaged, and returns it if it
// is any other.
func (e *DamageError) skip(err error) error {
	if !damaged(err) {
		return err
	}
	e.Skipped++
	if e.Err == nil {
		e.Err = err
	}
	return nil
}

func (e *DamageError) orNil() error {
	if e.Skipped == 0 {
		return nil
	}
	return e
}
