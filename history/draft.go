package history

import (
	"context"
	"database/sql"
	"errors"
)

// Draft returns the unsent text of a conversation; "" is the new one. With a
// [*DamageError] it returns the text in the file, which differs from what was
// saved.
func (db *DB) Draft(ctx context.Context, conversation string) (string, error) {
	var text string
	var intact sql.NullBool // null: written by schema 1
	err := db.read.QueryRowContext(ctx, "SELECT text, checksum = banter_checksum(conversation, text) FROM draft WHERE conversation = ?",
		conversation).Scan(&text, &intact)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err == nil && intact.Valid && !intact.Bool {
		return text, &DamageError{Path: db.path, Changed: 1, Err: errChanged}
	}
	return text, db.fault("read draft", err)
}

// SetDraft saves the unsent text of a conversation; an empty text removes it.
func (db *DB) SetDraft(ctx context.Context, conversation, text string) error {
	return db.change(ctx, "save draft", func(tx *sql.Tx) error { return saveDraft(ctx, tx, conversation, text) })
}

func saveDraft(ctx context.Context, tx *sql.Tx, conversation, text string) error {
	query, args := "INSERT OR REPLACE INTO draft (conversation, text, checksum) VALUES (?1, ?2, banter_checksum(?1, ?2))", []any{conversation, text}
	if text == "" {
		query, args = "DELETE FROM draft WHERE conversation = ?", []any{conversation}
	}
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}
