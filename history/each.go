package history

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// All returns all conversations, archived ones too, sorted by id. With a
// [*DamageError] it returns all that it could read.
func (db *DB) All(ctx context.Context) ([]Summary, error) {
	all, err := db.list(ctx, listing{"1", "0"}, 0)
	slices.SortFunc(all, func(a, b Summary) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// Each calls fn with every message of a conversation, in the order in which
// they were saved: a parent comes before its children. It holds one message in
// memory, and ends with the first error of fn. fn must not use db. With a
// [*DamageError] fn has had all that could be read.
func (db *DB) Each(ctx context.Context, conversation string, fn func(Message) error) error {
	damage := DamageError{Path: db.path, of: "conversation"}
	var stop error // of fn: it is not the history's
	err := db.look(ctx, "read conversation", func(tx *sql.Tx) error {
		bookmarks := readBookmarks(ctx, tx, conversation)
		rows, err := tx.QueryContext(ctx, "SELECT "+messageColumns+messagesWithChecks+
			" WHERE m.conversation = ? ORDER BY m.seq", conversation)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // rows.Err has its error
		for rows.Next() {
			m, err := scanMessage(rows)
			if err != nil {
				damage.Changed++
				damage.note(err)
			}
			if m.ID == "" {
				continue
			}
			m.Bookmark = bookmarks[m.ID]
			if stop = fn(m); stop != nil {
				return stop
			}
		}
		return damage.skip(rows.Err())
	})
	switch {
	case stop != nil:
		return stop
	case err != nil:
		return err
	}
	return damage.orNil()
}
