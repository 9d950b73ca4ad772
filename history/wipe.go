package history

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"banter/internal/pages"
)

// clean removes what deleted rows have left in the files: copies in unused parts
// of pages, and the pages in the log from before.
func (db *DB) clean(ctx context.Context) error {
	if db.path == inMemory {
		return nil
	}
	if err := wipe(ctx, db.path); ignoreDamage(err) != nil {
		return errors.Join(err, db.truncateLog(ctx))
	}
	return db.truncateLog(ctx)
}

// wipe clears the unused parts of all pages. SQLite overwrites a deleted row,
// but not the copies that it left when it moved the row to another page.
func wipe(ctx context.Context, path string) (err error) {
	// Only a connection that is not defensive may write pages.
	one, err := pool(path, "&mode=rw&_defensive=0", tryTime, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, one.Close()) }()
	var tx *sql.Tx
	if err := patiently(ctx, func(ctx context.Context) error {
		tx, err = one.BeginTx(ctx, nil)
		return err
	}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }() // after Commit it does nothing
	wiped, err := wipedPages(ctx, tx)
	if err != nil {
		return err
	}
	for number, page := range wiped {
		if _, err := tx.ExecContext(ctx, "UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?", page, number); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// wipedPages returns the pages that have something in their unused parts, without that.
func wipedPages(ctx context.Context, tx *sql.Tx) (map[int64][]byte, error) {
	rows, err := tx.QueryContext(ctx, "SELECT pgno, data FROM sqlite_dbpage")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	wiped := map[int64][]byte{}
	var copied []byte
	for rows.Next() {
		var number int64
		var page sql.RawBytes
		if err := rows.Scan(&number, &page); err != nil {
			return nil, err
		}
		if copied = append(copied[:0], page...); pages.Wipe(copied) {
			wiped[number] = bytes.Clone(copied)
		}
	}
	return wiped, rows.Err()
}
