package history

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

const messageColumns = `m.id, m.conversation, m.parent, m.role, m.status, m.model, m.effort, m.account, m.error,
	m.created, m.ended, m.usage, m.text, m.reasoning, m.items, ` + messageIntact

// messagesWithChecks is the source of messageColumns.
const messagesWithChecks = " FROM message m LEFT JOIN message_check k ON k.seq = m.seq"

// walk follows parents from a leaf to the first message, using an index alone.
// UNION ends it even if a damaged index has a cycle.
const walk = `WITH RECURSIVE path (seq, parent) AS (
	SELECT seq, parent FROM message WHERE id = ?
	UNION SELECT m.seq, m.parent FROM message m JOIN path ON m.id = path.parent) `

// Branch returns the messages from the first one to leaf, in order, and none
// for an empty leaf. With a [*DamageError] it returns all that it could read.
func (db *DB) Branch(ctx context.Context, leaf string) ([]Message, error) {
	if leaf == "" {
		return nil, nil
	}
	var found []Message
	damage := DamageError{Path: db.path, of: "conversation"}
	err := db.look(ctx, "read conversation", func(tx *sql.Tx) (err error) {
		found, err = messages(ctx, tx, walk+"SELECT "+messageColumns+messagesWithChecks+
			" WHERE m.seq IN (SELECT seq FROM path) ORDER BY m.seq", leaf)
		if damaged(err) {
			found, err = salvage(ctx, tx, leaf, &damage)
		}
		if err != nil {
			return err
		}
		return verify(ctx, tx, leaf, found, &damage)
	})
	if err != nil {
		return found, err
	}
	return found, damage.orNil()
}

// Beginning returns the first messages of the branch to leaf, at most limit of them.
// Unlike [DB.Branch] it reads no others, and does not know of what is missing in them.
func (db *DB) Beginning(ctx context.Context, leaf string, limit int) ([]Message, error) {
	found, err := messages(ctx, db.read, walk+"SELECT "+messageColumns+messagesWithChecks+
		" WHERE m.seq IN (SELECT seq FROM path) ORDER BY m.seq LIMIT ?", leaf, limit)
	return found, db.fault("read conversation", err)
}

// Children returns the messages with the given parent, oldest first: the
// branches that part there. An empty parent gives the first messages of the
// conversation.
func (db *DB) Children(ctx context.Context, conversation, parent string) ([]Message, error) {
	found, err := messages(ctx, db.read, "SELECT "+messageColumns+messagesWithChecks+
		" WHERE m.conversation = ? AND m.parent = ? ORDER BY m.created, m.id", conversation, parent)
	return found, db.fault("read branches", err)
}

// look runs fn in one read transaction, so that all its queries see the same
// state of the file.
func (db *DB) look(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return db.fault(op, err)
	}
	err = fn(tx)
	_ = tx.Rollback() // nothing was written
	return db.fault(op, err)
}

// verify counts the messages that a branch lacks: each must lead to the next,
// and the conversation must have as many as were saved.
func verify(ctx context.Context, tx *sql.Tx, leaf string, found []Message, damage *DamageError) error {
	var head sql.NullBool
	var missing sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT `+conversationIntact+`,
		k.messages - (SELECT count(*) FROM message WHERE conversation = c.id)
		FROM conversation c LEFT JOIN conversation_check k ON k.id = c.id
		WHERE c.id = coalesce((SELECT conversation FROM message WHERE id = ?1), (SELECT id FROM conversation WHERE leaf = ?1))`,
		leaf).Scan(&head, &missing)
	switch {
	case errors.Is(err, sql.ErrNoRows) && len(found) == 0:
		return ErrNotFound
	case errors.Is(err, sql.ErrNoRows), damaged(err):
		damage.missing(1, fmt.Errorf("head of the conversation: %w", err))
	case err != nil:
		return err
	case !head.Bool:
		damage.Changed++
		damage.note(fmt.Errorf("%w: head of the conversation", errDamaged))
	}
	damage.missing(int(missing.Int64), fmt.Errorf("%w: fewer messages than were saved", errDamaged))
	for _, m := range slices.Backward(found) {
		if m.ID != leaf {
			break
		}
		leaf = m.Parent
	}
	if leaf != "" {
		damage.missing(1, fmt.Errorf("%w: message %s is missing", errDamaged, leaf))
	}
	return nil
}

// salvage reads a branch one message at a time and skips those that it cannot
// read.
func salvage(ctx context.Context, tx *sql.Tx, leaf string, damage *DamageError) ([]Message, error) {
	rows, err := tx.QueryContext(ctx, walk+"SELECT seq FROM path ORDER BY seq", leaf)
	if err != nil {
		return nil, err
	}
	seqs, err := integers(rows)
	if err := damage.skip(err); err != nil {
		return nil, err
	}
	var found []Message
	for _, seq := range seqs {
		one, err := messages(ctx, tx, "SELECT "+messageColumns+messagesWithChecks+" WHERE m.seq = ?", seq)
		found = append(found, one...)
		switch {
		case len(one) == 1 && damaged(err):
			damage.Changed++
			damage.note(err)
		case err == nil && len(one) == 0:
			damage.Skipped++
		case damage.skip(err) != nil:
			return found, err
		}
	}
	return found, nil
}

// A querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// messages returns the messages that it could read, also with an error. A
// message that differs from what was saved comes without its items: its text
// can replace them.
func messages(ctx context.Context, from querier, query string, args ...any) ([]Message, error) {
	return messagesBy(ctx, from, func(*Message) {}, query, args...)
}

// messagesBy is messages, except that it passes each message to change before it
// reads the next one.
func messagesBy(ctx context.Context, from querier, change func(*Message), query string, args ...any) ([]Message, error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var found []Message
	var odd error
	for rows.Next() {
		m, err := scanMessage(rows)
		if n := len(found); n > 0 {
			m.share(&found[n-1])
		}
		change(&m)
		found, odd = append(found, m), errors.Join(odd, err)
	}
	err = errors.Join(rows.Err(), odd)
	addBookmarks(ctx, from, found)
	return found, err
}

// share makes m use the memory of the strings that it has in common with the message
// before it.
func (m *Message) share(before *Message) {
	if m.Parent == before.ID {
		m.Parent = before.ID
	}
	for _, s := range [][2]*string{
		{&m.Conversation, &before.Conversation}, {&m.Model, &before.Model}, {&m.Effort, &before.Effort}, {&m.Account, &before.Account},
	} {
		if *s[0] == *s[1] {
			*s[0] = *s[1]
		}
	}
}

func scanMessage(rows *sql.Rows) (Message, error) {
	var m Message
	var created int64
	var ended sql.NullInt64
	var usage, items []byte
	var intact bool
	err := rows.Scan(&m.ID, &m.Conversation, &m.Parent, &m.Role, &m.Status, &m.Model, &m.Effort, &m.Account, &m.Error,
		&created, &ended, &usage, &m.Text, &m.Reasoning, &items, &intact)
	if err != nil { // a column is missing or has another type
		return m, fmt.Errorf("%w: %w", errDamaged, err)
	}
	m.Created = time.UnixMicro(created)
	if ended.Valid {
		m.Ended = time.UnixMicro(ended.Int64)
	}
	if len(usage) > 0 {
		m.Usage = usage
	}
	if len(items) > 0 {
		err = json.Unmarshal(items, &m.Items)
	}
	if !intact || !m.Status.known() || err != nil {
		m.Items = nil
		return m, fmt.Errorf("%w: message %s: %w", errDamaged, m.ID, cmp.Or(err, errChanged))
	}
	return m, nil
}

// errChanged reports that a row differs from what was saved.
var errChanged = errors.New("wrong checksum")

func (s Status) known() bool {
	return slices.Contains([]Status{Streaming, Done, Stopped, Failed, Interrupted}, s)
}

// integers returns the only column of rows and closes them.
func integers(rows *sql.Rows) ([]int64, error) {
	defer func() { _ = rows.Close() }() // rows.Err has its error
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
