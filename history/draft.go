package history

import (
	"context"
	"database/sql"
	"errors"
)

// Draft returns the unsent text of a conversation ("" is the new one).
func (db *DB) Draft(ctx context.Context, conversation string) (string, error) {
	var text string
	err := db.read.QueryRowContext(ctx, "SELECT text FROM draft WHERE conversation = ?", conversation).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return text, db.fault("read draft", err)
}

// SetDraft saves it; an empty text removes it.
func (db *DB) SetDraft(ctx context.Context, conversation, text string) error {
	return db.change(ctx, "save draft", func(tx *sql.Tx) error {
		query, args := "INSERT OR REPLACE INTO draft (conversation, text) VALUES (?, ?)", []any{conversation, text}
		if text == "" {
			query, args = "DELETE FROM draft WHERE conversation = ?", []any{conversation}
		}
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}
