package history

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// The writer of an answer holds a lock on a file of its own beside the database
// for as long as the answer streams. The system releases the lock when the
// process ends, in any way, so a streaming answer whose lock is free has lost
// its writer. Unlike a time stamp, a lock needs no clock and survives the sleep
// of a laptop; unlike a process id, it is never reused.

func (db *DB) leasePath(message string) string { return db.path + "-" + message + ".lock" }

// claim takes the lease of an answer and reports whether it is new. If a file
// system has no locks, the answer is saved without one: another process may
// then mark it as interrupted, which its next Put undoes.
func (db *DB) claim(message string) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.path == inMemory || db.leases[message] != nil {
		return false
	}
	path := db.leasePath(message)
	for range leaseTries {
		lease := flock.New(path, flock.SetPermissions(0o600))
		if held, err := lease.TryLock(); !held || err != nil {
			continue // another process is looking at it
		}
		if leaseAt(lease, path) {
			db.leases[message] = lease
			return true
		}
		_ = lease.Close() // another process has removed the file since it was opened
	}
	return false
}

// leaseTries is how often claim tries: other processes hold a lease for a
// moment when they look for abandoned ones.
const leaseTries = 5

// leaseAt reports whether the locked file is still the one at path.
func leaseAt(lease *flock.Flock, path string) bool {
	locked, err := lease.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(locked, there)
}

// release frees the leases of the given answers that this DB holds.
func (db *DB) release(messages ...string) {
	db.mu.Lock()
	defer db.mu.Unlock()
	for _, id := range messages {
		db.drop(id)
	}
}

func (db *DB) drop(message string) {
	if lease := db.leases[message]; lease != nil {
		delete(db.leases, message)
		removeLease(lease)
	}
}

// Recover marks the answers of processes that have ended as interrupted. Call
// it before a conversation is resumed; [Open] calls it too.
func (db *DB) Recover(ctx context.Context) error {
	const op = "recover interrupted answers"
	if db.path == inMemory {
		return nil
	}
	ids, err := db.streaming(ctx)
	if err != nil {
		return db.fault(op, err)
	}
	db.sweep(ids)
	var dead []string
	for _, id := range ids {
		if !db.alive(id) {
			dead = append(dead, id)
		}
	}
	if len(dead) == 0 {
		return nil
	}
	return db.change(ctx, op, func(tx *sql.Tx) error {
		for _, id := range dead {
			if err := interrupt(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// interrupt marks an answer as interrupted, unless its writer has ended it
// since it was listed.
func interrupt(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, "UPDATE message SET status = ? WHERE id = ? AND status = ?", Interrupted, id, Streaming)
	return err
}

func (db *DB) streaming(ctx context.Context) ([]string, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT id FROM message WHERE status = 'streaming'")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// alive reports whether a process, perhaps this one, still writes the answer.
func (db *DB) alive(message string) bool {
	path := db.leasePath(message)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	lease := flock.New(path, flock.SetPermissions(0o600))
	held, err := lease.TryLock()
	if err != nil || !held {
		return true // in doubt, nothing is marked
	}
	removeLease(lease)
	return false
}

// sweep removes lease files that no answer needs. A killed process leaves one
// that it made before it saved the answer; a replaced history leaves all of
// them.
func (db *DB) sweep(streaming []string) {
	entries, err := os.ReadDir(filepath.Dir(db.path))
	if err != nil {
		return
	}
	for _, entry := range entries {
		id, isLease := strings.CutPrefix(entry.Name(), filepath.Base(db.path)+"-")
		id, isLock := strings.CutSuffix(id, ".lock")
		if isLease && isLock && !slices.Contains(streaming, id) {
			_ = db.alive(id)
		}
	}
}

// removeLease frees a lease that is held and removes its file. It removes the
// file first if the system allows that: a process that opens it meanwhile then
// finds that its lock excludes no other, see leaseAt.
func removeLease(lease *flock.Flock) {
	removed := os.Remove(lease.Path()) == nil
	_ = lease.Close()
	if !removed {
		_ = os.Remove(lease.Path())
	}
}
