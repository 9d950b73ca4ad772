package history

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"

	"banter/internal/safefile"
)

// backupPath returns the path of the backup of a database that had the given
// schema. There is one backup: the next migration replaces it.
func backupPath(path string, version int) string {
	return fmt.Sprintf("%s-schema-%d.bak", path, version)
}

// backUp copies the database, which has the given schema, page by page: a
// damaged one too, and unchanged while other processes write. It keeps no copy
// of a later schema, for then another process has migrated and has made one.
func (db *DB) backUp(ctx context.Context, version int) error {
	if db.path == inMemory {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(db.path), filepath.Base(db.path)+"-schema-*.tmp") // mode 0600
	if err != nil {
		return err
	}
	copied := file.Name()
	err = errors.Join(file.Close(), db.copyTo(ctx, copied))
	if err == nil && backedUp(ctx, copied) == version {
		err = safefile.Rename(copied, backupPath(db.path, version))
		removeOthers(db.path, version)
	}
	if removeErr := os.Remove(copied); !errors.Is(removeErr, os.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	return err
}

// copyTo copies the pages of the database to the file at path.
func (db *DB) copyTo(ctx context.Context, path string) error {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	return conn.Raw(func(driver any) error {
		from, ok := driver.(interface {
			NewBackup(to string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the driver cannot copy a database")
		}
		backup, err := from.NewBackup(fileURL(path))
		if err != nil {
			return err
		}
		_, err = backup.Step(-1)
		return errors.Join(err, backup.Finish())
	})
}

// backedUp makes the copy at path a file without others beside it, and returns
// its schema, or -1 if the copy cannot be read.
func backedUp(ctx context.Context, path string) (version int) {
	copied, err := pool(path, "&mode=rw", busyTime, 1)
	if err != nil {
		return -1
	}
	defer func() { _ = copied.Close() }() // nothing is left to write
	var mode string
	if copied.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode) != nil {
		return -1
	}
	if copied.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version) != nil {
		return -1
	}
	return version
}

// backups returns the backups of the database at path, by the end of their
// names: .bak, or .tmp for those that were not finished.
func backups(path, suffix string) []string { return beside(path, "-schema-", suffix) }

// beside returns the files beside the one at path whose names go on like that
// and have that end.
func beside(path, more, end string) []string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil
	}
	var all []string
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, filepath.Base(path)+more) && strings.HasSuffix(name, end) {
			all = append(all, filepath.Join(filepath.Dir(path), name))
		}
	}
	return all
}

// removeOthers removes the backups of other schemas.
func removeOthers(path string, version int) {
	for _, name := range backups(path, ".bak") {
		if name != backupPath(path, version) {
			_ = os.Remove(name) // a second backup is no harm
		}
	}
}

// forget runs a statement that deletes from every backup what is deleted from
// the database. It is called before that where the statement is known: a program
// that is killed in between then leaves no word behind. A backup that is too
// damaged is removed.
func (db *DB) forget(ctx context.Context, query string, args ...any) error {
	if db.path == inMemory {
		return nil
	}
	var errs []error
	for _, name := range backups(db.path, ".tmp") { // of a program that was killed
		if err := os.Remove(name); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	for _, name := range beside(db.path, "-repair-", ".tmp") { // as above
		errs = append(errs, os.RemoveAll(name))
	}
	for _, name := range backups(db.path, ".bak") {
		err := forgetIn(ctx, name, query, args...)
		if err == nil {
			err = wipe(ctx, name)
		}
		if damaged(err) {
			err = os.Remove(name)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func forgetIn(ctx context.Context, path, query string, args ...any) error {
	backup, err := pool(path, "&mode=rw", busyTime, 1)
	if err != nil {
		return err
	}
	_, err = backup.ExecContext(ctx, query, args...)
	return errors.Join(err, backup.Close())
}

// fileURL returns the address of a database file for SQLite.
func fileURL(path string) string {
	u := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}
	return u.String()
}
