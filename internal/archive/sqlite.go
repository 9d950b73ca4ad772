package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"banter/history"
)

// openSQLite opens the database of another program. It changes nothing there:
// if the file has a log that cannot be read without writing, the database is
// read without it.
func openSQLite(ctx context.Context, path string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(abs), "/")}
	for _, mode := range []string{"?mode=ro", "?mode=ro&immutable=1"} {
		var db *sql.DB
		if db, err = sql.Open("sqlite", address.String()+mode+"&_query_only=1&_pragma=trusted_schema(0)"); err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(1)
		var n int
		if err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n); err == nil {
			return db, nil
		}
		err = errors.Join(err, db.Close())
	}
	return nil, fmt.Errorf("open database: %w", err)
}

// sqliteKind finds the kind of a database by its tables.
func sqliteKind(ctx context.Context, path string) (Kind, error) {
	db, err := openSQLite(ctx, path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	for _, known := range []struct {
		kind    Kind
		table   string
		columns []string
	}{
		{LLM, "responses", []string{"id", "model", "prompt", "response", "conversation_id", "datetime_utc"}},
		{Elia, "message", []string{"id", "chat_id", "role", "content"}},
	} {
		there, err := columns(ctx, db, known.table)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(known.columns, func(c string) bool { return !slices.Contains(there, c) }) {
			return known.kind, nil
		}
	}
	return "", ErrUnknown
}

// columns returns the names of the columns of a table, none if it is missing.
func columns(ctx context.Context, db *sql.DB, table string) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// optional returns a column as text, or an empty text if the table lacks it.
func optional(there []string, table, column string) string {
	if slices.Contains(there, column) {
		return "coalesce(CAST(" + table + "." + column + " AS TEXT), '')"
	}
	return "''"
}

// A sqliteReader passes on the conversations of a database, whose messages come
// in order, one conversation after the other.
type sqliteReader struct {
	db    *sql.DB
	emit  func(Batch) error
	step  func() // called for each conversation
	batch Batch
	size  int
}

// readSQLite opens the database of file and reads it with read. Damage ends it
// early, and so counts as a cut.
func readSQLite(ctx context.Context, file File, emit func(Batch) error, progress func(int64), read func(context.Context, *sqliteReader) error) (Notes, error) {
	db, err := openSQLite(ctx, file.Path)
	if err != nil {
		return Notes{}, err
	}
	defer db.Close()
	var stopped error // of emit
	var rows, done int64
	table := "chat"
	if file.Kind == LLM {
		table = "conversations"
	}
	_ = db.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&rows) // without it there is no progress
	r := &sqliteReader{db: db}
	r.emit = func(b Batch) error {
		stopped = emit(b)
		return stopped
	}
	r.step = func() {
		done++
		progress(file.Size * min(done, rows) / max(rows, 1))
	}
	err = read(ctx, r)
	switch {
	case err == nil:
		return Notes{}, r.flush()
	case stopped != nil, ctx.Err() != nil:
		return Notes{}, err
	}
	return Notes{Cut: true}, r.flush()
}

// begin passes on what came before, and begins a conversation.
func (r *sqliteReader) begin(c history.Conversation) error {
	err := r.flush()
	r.step()
	r.batch = Batch{Conversation: c, First: true}
	return err
}

// add adds a message to the conversation that has begun.
func (r *sqliteReader) add(m history.Message) error {
	head := &r.batch.Conversation
	m.Conversation, m.Status = head.ID, history.Done
	if m.Ended.IsZero() {
		m.Ended = m.Created
	}
	head.Leaf = m.ID
	if head.Updated.Before(m.Ended) {
		head.Updated = m.Ended
	}
	r.batch.Messages = append(r.batch.Messages, m)
	if r.size += len(m.Text); r.size < batchBytes && len(r.batch.Messages) < batchMessages {
		return nil
	}
	return r.flush()
}

func (r *sqliteReader) flush() error {
	if len(r.batch.Messages) == 0 {
		return nil
	}
	err := r.emit(r.batch)
	r.batch, r.size = Batch{Conversation: r.batch.Conversation}, 0
	return err
}

// sqliteTime reads a time as Python's sqlite3 and SQLAlchemy write it, in UTC
// unless it says otherwise.
func sqliteTime(text string, fallback time.Time) time.Time {
	text = strings.Replace(text, "T", " ", 1)
	for _, form := range []string{"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"} {
		if at, err := time.Parse(form, text); err == nil && at.After(epoch) && at.Year() < 10000 {
			return at.Truncate(time.Microsecond)
		}
	}
	return fallback
}

// clean returns a text of a database, which may be no UTF-8.
func clean(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
