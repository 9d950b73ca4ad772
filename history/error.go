package history

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A refusal is an error without a cause.
type refusal struct{ text, sentence, hint string }

func (r *refusal) Error() string            { return r.text }
func (r *refusal) Notice() (string, string) { return r.sentence, r.hint }

var (
	// ErrNotFound reports that no conversation or message has the given id.
	ErrNotFound error = &refusal{"not found", "There is no such conversation.", "Run banter resume to pick one."}
	// ErrAmbiguous reports that several conversations begin with the given
	// prefix.
	ErrAmbiguous error = &refusal{"ambiguous id", "Several conversations begin like that.", "Give more characters of the ID."}
	// ErrNewer reports that a newer version of Banter wrote the database.
	ErrNewer error = &refusal{"schema of a newer version", "The history was written by a newer Banter.", "Update Banter, or use another place with --home. Nothing was changed."}
	// ErrForeign reports that the file is the database of another program.
	ErrForeign error = &refusal{"not a history", "The history file belongs to another program.", "Choose another place with --home. Nothing was changed."}
)

// An Error is an error of the database. It names the file and gives a sentence
// for the user; SQLite's own text stays in the chain.
type Error struct {
	Op   string // operation, such as "list conversations"
	Path string // the database file, or :memory:
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("%s in %s: %v", e.Op, e.Path, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Notice implements notice.Noticer. It returns nothing if the cause has the
// better words.
func (e *Error) Notice() (sentence, hint string) {
	if words, hint := misplaced(e.Err); words != "" {
		return e.Path + " " + words + ".", hint + " Nothing was changed."
	}
	if noRoom(e.Err) {
		return "The disk is full: the history in " + e.Path + " cannot be opened.", "Make room, then try again. Nothing was changed."
	}
	switch primaryCode(e.Err) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "The history in " + e.Path + " is damaged.",
			"Nothing was overwritten. " + repairHint
	case sqlite3.SQLITE_FULL:
		return "The disk is full: " + e.unsaved() + ".", "Make room, then try again."
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return e.Path + " cannot be written.", "Check who owns it and its folder, choose another place with --home, or keep nothing with --temporary."
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return "Another program is holding the history in " + e.Path + ".", "Close it, then try again."
	case sqlite3.SQLITE_IOERR:
		return "The disk failed while the history was used.", "Check the disk of " + e.Path + ", then try again."
	}
	return "", ""
}

// unsaved says what a full disk has prevented.
func (e *Error) unsaved() string {
	switch e.Op {
	case "create conversation", "save message", "add conversation":
		return "the conversation could not be saved"
	}
	return "the history could not be changed"
}

// noRoom reports whether the disk has no room for the file beside the database
// that its users share. Even reading needs it.
func noRoom(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE
}

// repairHint is the next step after damage.
const repairHint = "Close every Banter, then run banter history repair: it recovers what can be read and keeps the damaged file."

// fault wraps err with the operation and the file. A refusal keeps its own
// words.
func (db *DB) fault(op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Op: op, Path: db.path, Err: err}
}

// primaryCode returns SQLite's primary result code, or 0.
func primaryCode(err error) int {
	e, ok := errors.AsType[*sqlite.Error](err)
	switch {
	case errors.Is(err, errDamaged):
		return sqlite3.SQLITE_CORRUPT
	case ok && e.Code()&0xff == sqlite3.SQLITE_ERROR:
		// SQLite reports valid statements as wrong if the schema or the index
		// of the search is damaged.
		return sqlite3.SQLITE_CORRUPT
	case ok:
		return e.Code() & 0xff
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return sqlite3.SQLITE_PERM
	}
	return 0
}

// damaged reports whether err means that a record cannot be read.
func damaged(err error) bool {
	code := primaryCode(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// errDamaged reports a value that SQLite could read but that cannot be right.
var errDamaged = errors.New("value makes no sense")
