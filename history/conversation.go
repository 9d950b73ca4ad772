package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Create saves a new conversation and its first messages as [DB.Put] does: all
// or nothing.
func (db *DB) Create(ctx context.Context, c Conversation, first ...Message) error {
	return db.put(ctx, "create conversation", first, func(tx *sql.Tx) error {
		return insertHead(ctx, tx, c)
	})
}

func insertHead(ctx context.Context, tx *sql.Tx, c Conversation) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO conversation (id, title, model, effort, account, leaf, created, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Title, c.Model, c.effortColumn(), c.Account, c.Leaf, c.Created.UnixMicro(), c.Updated.UnixMicro())
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, sealConversation, c.ID, true); err != nil || c.System == "" {
		return err // a sync may have saved the system prompt already
	}
	return saveSystem(ctx, tx, c.ID, c.System)
}

// Update saves the changed head of a conversation. It keeps Created and never
// sets Updated back. Several processes may change a head: read it with
// [DB.Find] just before.
func (db *DB) Update(ctx context.Context, c Conversation) error {
	return db.change(ctx, "update conversation", func(tx *sql.Tx) error {
		err := oneRow(tx.ExecContext(ctx, `UPDATE conversation
			SET title = ?, model = ?, effort = ?, account = ?, leaf = ?, updated = max(updated, ?) WHERE id = ?`,
			c.Title, c.Model, c.effortColumn(), c.Account, c.Leaf, c.Updated.UnixMicro(), c.ID))
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, sealConversation, c.ID, true); err != nil {
			return err
		}
		return saveSystem(ctx, tx, c.ID, c.System)
	})
}

// oneRow returns [ErrNotFound] if a statement matched no row.
func oneRow(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrNotFound
}

// Delete removes a conversation, its messages and its draft, and their words
// from the search index, from the files beside the database and from its
// backup.
func (db *DB) Delete(ctx context.Context, id string) error {
	const op = "delete conversation"
	if err := db.forget(ctx, deleteConversation, id); err != nil {
		return db.fault(op, err)
	}
	err := db.change(ctx, op, func(tx *sql.Tx) error {
		return oneRow(tx.ExecContext(ctx, deleteConversation, id))
	})
	if err != nil {
		return err
	}
	_, err = db.discard(ctx)
	return db.fault(op, err)
}

const deleteConversation = "DELETE FROM conversation WHERE id = ?"

// truncateLog moves the write-ahead log, which still has the deleted text, into
// the database and empties it.
func (db *DB) truncateLog(ctx context.Context) error {
	for end := time.Now().Add(busyTime); ; {
		var busy, pages, moved int
		err := db.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
		switch {
		case err != nil || busy == 0:
			return err
		case !time.Now().Before(end):
			return errTraces
		}
	}
}

var errTraces = &refusal{
	"write-ahead log is in use",
	"The conversation is deleted, but another Banter still holds traces of it.",
	"They are removed when the last Banter is closed.",
}

const headColumns = "c.id, c.title, c.model, c.effort, c.account, c.leaf, c.created, c.updated, " + systemColumn

// A head receives the columns of headColumns.
type head struct {
	Conversation
	created, updated int64
}

func (h *head) columns() []any {
	return []any{&h.ID, &h.Title, &h.Model, &h.Effort, &h.Account, &h.Leaf, &h.created, &h.updated, &h.System}
}

func (h *head) conversation() Conversation {
	c := h.Conversation
	c.readChoices()
	c.Created, c.Updated = time.UnixMicro(h.created), time.UnixMicro(h.updated)
	return c
}

// Find returns the conversation whose id is prefix or begins with it. The error
// wraps [ErrNotFound] or [ErrAmbiguous].
func (db *DB) Find(ctx context.Context, prefix string) (Conversation, error) {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	if prefix == "" {
		return Conversation{}, db.fault("find conversation", ErrNotFound)
	}
	found, err := heads(ctx, db.read, "SELECT "+headColumns+
		" FROM conversation c WHERE c.id BETWEEN ?1 AND ?1 || char(0x10ffff) ORDER BY c.id LIMIT 2", prefix)
	switch {
	case err != nil:
	case len(found) == 0:
		err = &lookupError{prefix, ErrNotFound}
	case len(found) > 1 && found[0].ID != prefix:
		err = &lookupError{prefix, ErrAmbiguous}
	default:
		return found[0], nil
	}
	return Conversation{}, db.fault("find conversation", err)
}

func heads(ctx context.Context, from querier, query string, args ...any) ([]Conversation, error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var found []Conversation
	for rows.Next() {
		var h head
		if err := rows.Scan(h.columns()...); err != nil {
			return nil, fmt.Errorf("%w: %w", errDamaged, err)
		}
		found = append(found, h.conversation())
	}
	return found, rows.Err()
}

// A lookupError names a prefix that matches no or several conversations.
type lookupError struct {
	prefix string
	err    error // ErrNotFound or ErrAmbiguous
}

func (e *lookupError) Error() string { return fmt.Sprintf("%q: %v", e.prefix, e.err) }
func (e *lookupError) Unwrap() error { return e.err }

func (e *lookupError) Notice() (sentence, hint string) {
	if errors.Is(e.err, ErrAmbiguous) {
		return "Several conversations begin with " + e.prefix + ".", "Give more characters of the ID."
	}
	return "No conversation begins with " + e.prefix + ".", "Run banter resume to pick one."
}
