package history

import (
	"context"
	"database/sql"
	"strings"
)

// The files that this history wrote may have words that were deleted later. A
// row that is named as no file is says that they have none.
const (
	cleanMark   = "clean"
	markUnclean = "DELETE FROM replica_file WHERE name = 'clean'"
)

// Unclean reports whether something was deleted since [DB.Cleaned].
func (db *DB) Unclean(ctx context.Context) (bool, error) {
	taken, err := db.Taken(ctx)
	return err == nil && !taken[cleanMark], err
}

// Cleaned records that the files of this history have no deleted word.
func (db *DB) Cleaned(ctx context.Context) error {
	return db.Sent(ctx, cleanMark, Parcel{})
}

// Remains returns what of a file is not deleted, and no bookmark that was changed. Of a deleted conversation that
// is when it began and that it is deleted.
func (db *DB) Remains(ctx context.Context, values []Value, messages []Message) (Parcel, error) {
	var p Parcel
	err := db.look(ctx, "read sync", func(tx *sql.Tx) error {
		t := taker{saver: saver{tx, map[string]*sql.Stmt{}}}
		for _, v := range values {
			gone, err := t.deleted(ctx, v.Conversation)
			if err != nil {
				return err
			}
			if old, err := t.stale(ctx, v); err != nil {
				return err
			} else if old {
				continue
			}
			if !gone || v.Name == createdValue || v.Name == deletedValue || strings.HasPrefix(v.Name, gonePrefix) {
				p.Values = append(p.Values, v)
			}
		}
		for _, m := range messages {
			gone, err := t.deleted(ctx, m.Conversation)
			if err != nil {
				return err
			}
			cut, _, err := t.cutOf(ctx, m.Conversation, m.ID)
			if err != nil {
				return err
			}
			if !gone && cut.Value != isDeleted {
				p.Messages = append(p.Messages, m)
			}
		}
		return nil
	})
	return p, err
}
