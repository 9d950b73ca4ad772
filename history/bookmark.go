package history

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// A Bookmark is what a person marks a message with, to find it again. It is never
// sent to a model.
//
// It is saved where the system prompt is, as a value of the conversation
// (migrations/0006_bookmarks.sql), and read apart from the messages: damage there
// hides no message.
type Bookmark struct {
	On   bool
	Note string // a line of the person's own; empty: none
}

// maxNote is the longest note in bytes. The rest of a longer one, which only a
// foreign file can have, is not read.
const maxNote = 4 << 10

const bookmarkPrefix = "bookmark:" // and the id of the message: the name of the value

// value returns the bookmark in the form of the table.
func (b Bookmark) value() string {
	if !b.On {
		return ""
	}
	return "*" + b.Note
}

func bookmarkOf(value string) Bookmark {
	note, on := strings.CutPrefix(value, "*")
	if !on {
		return Bookmark{}
	}
	return Bookmark{on, cutText(note, maxNote)}
}

// Noted returns a bookmark with a note, which becomes one line.
func Noted(note string) Bookmark {
	return Bookmark{true, cutText(strings.Join(strings.Fields(note), " "), maxNote)}
}

// trimmed returns the bookmark as Noted makes it.
func (b Bookmark) trimmed() Bookmark {
	if !b.On && b.Note == "" {
		return b
	}
	return Noted(b.Note)
}

// SetBookmark changes the bookmark of a message, and returns the one before. Its
// words leave the file, its log and the backup.
func (db *DB) SetBookmark(ctx context.Context, message string, b Bookmark) (before Bookmark, err error) {
	const op = "save bookmark"
	b = b.trimmed()
	err = db.change(ctx, op, func(tx *sql.Tx) error {
		var conversation string
		err := tx.QueryRowContext(ctx, "SELECT conversation FROM message WHERE id = ?", message).Scan(&conversation)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		before, err = saveBookmark(ctx, tx, conversation, message, b)
		return err
	})
	if err != nil || before.Note == "" || before == b {
		return before, err
	}
	err = db.clean(ctx)
	if errors.Is(err, errTraces) {
		err = nil // the last Banter that is closed removes them
	}
	const forget = "DELETE FROM replica_value WHERE name = ?"
	return before, db.fault(op, errors.Join(err, db.forget(ctx, forget, bookmarkPrefix+message)))
}

// saveBookmark saves a bookmark that differs from the saved one. One that was
// removed is saved too, because it removes the one that another machine has.
func saveBookmark(ctx context.Context, tx *sql.Tx, conversation, message string, b Bookmark) (before Bookmark, err error) {
	var saved string
	var last int64
	name := bookmarkPrefix + message
	err = tx.QueryRowContext(ctx, "SELECT value, time FROM replica_value WHERE conversation = ? AND name = ?", conversation, name).Scan(&saved, &last)
	if before = bookmarkOf(saved); ignoreMissing(err) != nil || saved == b.value() {
		return before, ignoreMissing(err)
	}
	now := max(time.Now().UnixMicro(), last+1) // clocks of machines differ
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO replica_value VALUES (?1, ?2, ?3, ?4, '', ?3, 0)", conversation, name, b.value(), now)
	if err == nil && before.Note != "" {
		_, err = tx.ExecContext(ctx, markUnclean)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, noteChange, conversation, message)
	}
	return before, err
}

// noteChange has other processes read a message again.
const noteChange = "INSERT INTO change (conversation, message) VALUES (?, ?)"

// readBookmarks returns the bookmarks of conversations by the ids of their
// messages, and none if they cannot be read.
func readBookmarks(ctx context.Context, from querier, conversations ...string) map[string]Bookmark {
	rows, err := from.QueryContext(ctx, `SELECT substr(name, 10), value FROM replica_value
		WHERE conversation IN (SELECT value FROM json_each(?)) AND name >= 'bookmark:' AND name < 'bookmark;'`, jsonList(conversations))
	if err != nil {
		return nil
	}
	defer func() { _ = rows.Close() }() // what could be read counts
	found := map[string]Bookmark{}
	for rows.Next() {
		var message, value string
		if rows.Scan(&message, &value) != nil {
			break
		}
		found[message] = bookmarkOf(value)
	}
	return found
}

// addBookmarks gives messages their bookmarks.
func addBookmarks(ctx context.Context, from querier, messages []Message) {
	var conversations []string
	for i := range messages {
		if id := messages[i].Conversation; i == 0 || id != messages[i-1].Conversation {
			conversations = append(conversations, id)
		}
	}
	if len(conversations) == 0 {
		return
	}
	bookmarks := readBookmarks(ctx, from, conversations...)
	for i := range messages {
		messages[i].Bookmark = bookmarks[messages[i].ID]
	}
}

// takeBookmark takes a bookmark of another machine that is later than the one here.
// One of a deleted message is dropped.
func (t *taker) takeBookmark(ctx context.Context, v, old Value) error {
	message := strings.TrimPrefix(v.Name, bookmarkPrefix)
	cut, _, err := t.cutOf(ctx, v.Conversation, message)
	if err != nil || cut.Value == isDeleted {
		return err
	}
	sent, err := t.settled(ctx, v.Conversation, message)
	if err != nil {
		return err
	}
	t.done.Values++
	t.gone = t.gone || bookmarkOf(old.Value).Note != "" // its words leave the file
	if err := t.set(ctx, v, v.Value, sent); err != nil {
		return err
	}
	return t.exec(ctx, noteChange, v.Conversation, message)
}

// dropBookmark removes the bookmark of a deleted message that has not come.
func (t *taker) dropBookmark(ctx context.Context, conversation, message string) error {
	return t.exec(ctx, "DELETE FROM replica_value WHERE conversation = ? AND name = ?", conversation, bookmarkPrefix+message)
}

// stale reports whether a bookmark is not the one here any more, or its message is
// deleted.
func (t *taker) stale(ctx context.Context, v Value) (bool, error) {
	message, ok := strings.CutPrefix(v.Name, bookmarkPrefix)
	if !ok {
		return false, nil
	}
	cut, _, err := t.cutOf(ctx, v.Conversation, message)
	if err != nil || cut.Value == isDeleted {
		return true, err
	}
	var here bool
	err = t.row(ctx, "SELECT EXISTS (SELECT 1 FROM replica_value WHERE conversation = ? AND name = ? AND time = ? AND machine = ? AND value = ?)",
		[]any{v.Conversation, v.Name, v.Time, v.Machine, v.Value}, &here)
	return !here, err
}
