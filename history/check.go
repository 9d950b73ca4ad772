package history

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"

	"banter/internal/crash"
)

// smallFile is the size of a database, in bytes, up to which [DB.Check] always
// reads all of it.
const smallFile = 4 << 20

// Check looks for damage that reading a conversation or a list of them does not
// show, and returns it as a [*DamageError]. It reads the whole database if that
// is small, or if the last program that had it open did not close it; otherwise
// it only counts. It does not delay other users, and ends with ctx or when the
// history is closed.
func (db *DB) Check(ctx context.Context) error { return db.check(ctx, db.checksAll()) }

func (db *DB) check(ctx context.Context, all bool) error {
	db.checking.RLock()
	defer db.checking.RUnlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer crash.OnDone(db.closing, cancel)()
	damage := DamageError{Path: db.path, Lost: db.lost}
	err := db.look(ctx, "check history", func(tx *sql.Tx) error {
		c := checker{ctx, tx, &damage}
		err := c.count()
		if err == nil && all {
			err = c.readAll()
		}
		return err
	})
	if err == nil && all {
		err = db.checkIndex(ctx, &damage)
	}
	if found := damage.orNil(); found != nil {
		return found
	}
	return cmp.Or(ctx.Err(), err)
}

func (db *DB) checksAll() bool {
	if db.path == inMemory {
		return false
	}
	info, err := os.Stat(db.path)
	return db.unclean || err == nil && info.Size() <= smallFile
}

type checker struct {
	ctx    context.Context
	tx     *sql.Tx
	damage *DamageError
}

// number returns the result of a count; it records damage that the query meets.
func (c *checker) number(query string) (int, error) {
	var n int
	err := c.tx.QueryRowContext(c.ctx, query).Scan(&n)
	return n, c.damage.broken(err)
}

// count compares the number of rows with the number that was saved.
func (c *checker) count() error {
	missing := 0
	for _, query := range []string{
		"SELECT (SELECT count(*) FROM conversation_check) - (SELECT count(*) FROM conversation)",
		"SELECT (SELECT total(messages) FROM conversation_check) - (SELECT count(*) FROM message)",
	} {
		n, err := c.number(query)
		if err != nil {
			return err
		}
		missing += max(n, 0)
	}
	c.damage.missing(missing, fmt.Errorf("%w: fewer rows than were saved", errDamaged))
	return nil
}

// readAll compares every row with its checksum, follows every message to its
// parent, and lets SQLite check every page and index.
func (c *checker) readAll() error {
	for _, query := range []string{
		"SELECT count(*) FROM conversation c LEFT JOIN conversation_check k ON k.id = c.id WHERE NOT " + conversationIntact,
		"SELECT count(*)" + messagesWithChecks + " WHERE NOT " + messageIntact +
			" OR m.status NOT IN ('streaming', 'done', 'stopped', 'failed', 'interrupted')",
		"SELECT count(*) FROM message m WHERE m.parent <> '' AND NOT EXISTS (SELECT 1 FROM message p WHERE p.id = m.parent)",
		"SELECT count(*) FROM conversation c WHERE c.leaf <> '' AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = c.leaf)",
		"SELECT count(*) FROM draft WHERE checksum <> banter_checksum(conversation, text)",
	} {
		n, err := c.number(query)
		if err != nil {
			return err
		}
		if c.damage.Changed += n; n > 0 {
			c.damage.note(errChanged)
		}
	}
	// integrity_check uses what FTS5 remembers of its index from an earlier
	// transaction, which other processes may have changed since. A query makes
	// it read the index again.
	for _, index := range indexes {
		if _, err := c.number("SELECT count(*) FROM (SELECT 1 FROM " + index + " WHERE " + index + " MATCH 'abc' LIMIT 1)"); err != nil {
			return err
		}
		// FTS5 does not notice that all its pages are lost.
		lost, err := c.number("SELECT EXISTS (SELECT 1 FROM " + index + "_docsize) AND NOT EXISTS (SELECT 1 FROM " + index + "_idx WHERE typeof(segid) = 'integer')")
		if lost > 0 {
			err = c.damage.broken(fmt.Errorf("%w: %s has no pages", errDamaged, index))
		}
		if err != nil {
			return err
		}
	}
	var said string
	err := c.tx.QueryRowContext(c.ctx, "PRAGMA integrity_check(1)").Scan(&said)
	if err == nil && said != "ok" {
		err = fmt.Errorf("%w: %s", errDamaged, said)
	}
	return c.damage.broken(err)
}

// indexes are the tables of the search.
var indexes = []string{"message_fts", "reasoning_fts", "title_fts", "part_fts"}

// checkIndex compares the indexes of the search with the messages. It does
// nothing while an answer is written: message_fts does not have it yet.
func (db *DB) checkIndex(ctx context.Context, damage *DamageError) error {
	tx, err := db.begin(ctx)
	if err != nil {
		return db.fault("check search", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing is written, although SQLite sees a write
	var growing bool
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM message WHERE status = 'streaming')").Scan(&growing)
	for _, index := range indexes {
		if err == nil && !growing {
			_, err = tx.ExecContext(ctx, "INSERT INTO "+index+" ("+index+", rank) VALUES ('integrity-check', 1)")
		}
	}
	return db.fault("check search", damage.broken(err))
}
