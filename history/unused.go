package history

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"banter/internal/attach"
)

// discard removes from the disk what a deletion has left of the deleted, and returns
// the files among it.
func (db *DB) discard(ctx context.Context) (files [][]byte, err error) {
	files, err = db.removeUnused(ctx)
	return files, errors.Join(err, db.clean(ctx))
}

// RemoveUnused removes the files that neither a message nor a draft names any
// more. Deleting calls it; a program that was killed before may have left some.
func (db *DB) RemoveUnused(ctx context.Context) error {
	_, err := db.removeUnused(ctx)
	return err
}

// removeUnused also returns what it removed of the files of messages. Most calls
// find nothing, and do not keep others from writing.
func (db *DB) removeUnused(ctx context.Context) (removed [][]byte, err error) {
	const op = "remove attachments"
	names, err := db.files.names()
	if err != nil || len(names) == 0 {
		return nil, db.fault(op, err)
	}
	if names, err = unused(ctx, db.read, names); err != nil || len(names) == 0 {
		return nil, db.fault(op, err)
	}
	err = db.change(ctx, op, func(tx *sql.Tx) error {
		names, err := unused(ctx, tx, names) // a message may have come meanwhile
		if err != nil {
			return err
		}
		for name := range names {
			if isHash(name) {
				if data, err := db.files.get(name); err == nil {
					removed = append(removed, data)
				}
			}
			if err := db.files.remove(name); err != nil {
				return err
			}
		}
		return nil
	})
	return removed, err
}

// userItems holds the items of questions that have any. The length is in the head
// of a row, so that long texts are not read.
const userItems = "SELECT items FROM message WHERE role = 'user' AND octet_length(items) > 0"

// unused returns those of names that neither a message nor a draft refers to. What
// a draft will name, or what is being written, is young.
func unused(ctx context.Context, from querier, names map[string]time.Time) (map[string]time.Time, error) {
	inMessages, err := column(ctx, from, userItems)
	if err != nil {
		return nil, err
	}
	drafts, err := column(ctx, from, "SELECT text FROM draft")
	if err != nil {
		return nil, err
	}
	found := map[string]time.Time{}
	for name, saved := range names {
		hash, draft := strings.CutPrefix(name, draftPrefix)
		old := time.Since(saved) >= draftAge
		switch {
		case isHash(name) && !strings.Contains(inMessages, name),
			draft && old && isHash(hash) && !strings.Contains(drafts, attach.KeptRef(hash)),
			old && strings.HasPrefix(name, "."): // the rest of a save that was cut short
			found[name] = saved
		}
	}
	return found, nil
}

// column returns the texts of the only column of a query, joined.
func column(ctx context.Context, from querier, query string) (string, error) {
	rows, err := from.QueryContext(ctx, query)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var all strings.Builder
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return "", err
		}
		all.WriteString(text)
		all.WriteByte('\n')
	}
	return all.String(), rows.Err()
}
