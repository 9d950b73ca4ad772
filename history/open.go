package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	sqlite3 "modernc.org/sqlite/lib"
)

// inMemory is the path of a database that leaves nothing on disk.
const inMemory = ":memory:"

// readers is the number of connections that may read at once, beside the one
// that writes.
const readers = 4

// busyTime is how long a process waits for another one that holds the file, and
// tryTime how long SQLite itself waits before a write. SQLite asks ever less
// often, and would lose against processes that save one answer after the other.
const busyTime, tryTime = 10 * time.Second, 60 * time.Millisecond

// DB is an open history. It is safe for concurrent use.
type DB struct {
	path  string
	write *sql.DB // one connection: SQLite has one writer at a time
	read  *sql.DB // in memory the same as write: a second one would be empty

	entered string // path in inUse
	unclean bool   // the last program that had it open did not close it
	lost    bool   // some of its changes are missing

	checking sync.RWMutex    // read-locked by each Check
	closing  context.Context // ended by Close, and with it running checks
	close    context.CancelFunc

	statements statements // of the search
	files      *fileStore // of questions

	onAnswer atomic.Pointer[func()] // see OnAnswer; nil: none

	mu     sync.Mutex
	leases map[string]*flock.Flock // by id of an answer that this DB is writing
}

// Open opens the database at path. It creates (mode 0600, its directory 0700)
// and migrates it as needed. The path ":memory:" gives a database that leaves
// nothing on disk. Answers whose writer has died are marked as interrupted.
//
// A file that is damaged, foreign or newer than this program is left unchanged,
// and the error explains why. Damage inside is reported by the methods that
// read it, and by [DB.Check].
func Open(ctx context.Context, path string) (*DB, error) {
	db := &DB{path: path, leases: map[string]*flock.Flock{}}
	db.closing, db.close = context.WithCancel(context.WithoutCancel(ctx))
	if err := db.open(ctx); err != nil {
		return nil, errors.Join(db.fault("open history", err), db.closePools())
	}
	if err := db.Recover(ctx); ignoreDamage(err) != nil {
		return nil, errors.Join(err, db.closePools())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) (err error) {
	if db.path == inMemory {
		db.files = filesOf(db.path)
		if db.write, err = pool(inMemory, "", tryTime, 1); err != nil {
			return err
		}
		db.read = db.write
		return db.migrate(ctx)
	}
	if db.path, err = filepath.Abs(db.path); err != nil {
		return err
	}
	db.files = filesOf(db.path)
	all, err := steps()
	if err != nil {
		return err
	}
	if err := db.enter(len(all)); err != nil {
		return err
	}
	if db.write, err = pool(db.path, "&mode=rw", tryTime, 1); err != nil {
		return err
	}
	if err := patiently(ctx, db.migrate); err != nil {
		return err
	}
	if db.unclean && !db.lost {
		// A program that was killed may have left deleted words in the log.
		_, _ = db.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)") // SQLite tries again at the end
	}
	db.read, err = pool(db.path, "&mode=rw&_query_only=1", busyTime, readers)
	return err
}

// pool returns at most n connections to the database at path. It does no I/O.
//
// Each waits up to busy for another process, checks foreign keys, overwrites
// deleted data, keeps temporary tables and sorts in memory, and takes the write
// lock when a transaction begins, so that no transaction fails half-way.
func pool(path, more string, busy time.Duration, n int) (*sql.DB, error) {
	address := "file:" + inMemory
	if path != inMemory {
		address = fileURL(path)
	}
	if !strings.Contains(more, "_defensive=") {
		more += "&_defensive=1"
	}
	pool, err := sql.Open("sqlite", address+fmt.Sprintf("?_busy_timeout=%d", busy.Milliseconds())+
		"&_foreign_keys=1&_synchronous=FULL&_pragma=cell_size_check(1)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)"+
		"&_txlock=immediate&_dqs=0&_error_rc=1"+more)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return pool, nil
}

// Temporary reports whether the database leaves nothing on disk.
func (db *DB) Temporary() bool { return db.path == inMemory }

// Close closes the database. An answer that is still marked as streaming counts
// as interrupted from then on.
func (db *DB) Close() error {
	err := db.fault("close history", db.closePools())
	db.mu.Lock()
	defer db.mu.Unlock()
	for id := range db.leases {
		db.drop(id)
	}
	return err
}

func (db *DB) closePools() error {
	db.close()
	db.checking.Lock()
	defer db.checking.Unlock()
	db.statements.close()
	var errs []error
	if db.read != nil && db.read != db.write {
		errs = append(errs, db.read.Close())
	}
	if db.write != nil {
		errs = append(errs, db.write.Close())
	}
	db.leave()
	return errors.Join(errs...)
}

// begin starts a write transaction once no other process has one.
func (db *DB) begin(ctx context.Context) (tx *sql.Tx, err error) {
	err = patiently(ctx, func(ctx context.Context) error {
		tx, err = db.write.BeginTx(ctx, nil)
		return err
	})
	return tx, err
}

// patiently calls f again while another process holds the file. SQLite itself
// does not wait if two connections could wait for each other, as when both
// change the journal mode of a new file.
func patiently(ctx context.Context, f func(context.Context) error) error {
	for end := time.Now().Add(busyTime - 2*tryTime); ; {
		err := f(ctx)
		if primaryCode(err) != sqlite3.SQLITE_BUSY || !time.Now().Before(end) {
			return err
		}
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// change runs fn in one write transaction.
func (db *DB) change(ctx context.Context, op string, fn func(tx *sql.Tx) error) error {
	tx, err := db.begin(ctx)
	if err != nil {
		return db.fault(op, err)
	}
	if err := fn(tx); err != nil {
		return db.fault(op, errors.Join(err, ignoreDone(tx.Rollback())))
	}
	return db.fault(op, tx.Commit())
}

// ignoreDone drops the error that a failed transaction has already ended.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
