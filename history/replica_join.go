package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Joined is what [DB.Join] did with a file.
type Joined struct {
	Messages int  // added or completed
	Values   int  // that won
	Waiting  bool // something waits for another file, so this one is read again
	Again    bool // a conversation is no longer deleted: all files are read again
}

// Join merges the values and messages of a file into the history, all or
// nothing, and remembers the file unless a part of it waits: a message for its
// parent or its conversation, or a deletion for the end of an answer.
func (db *DB) Join(ctx context.Context, file string, values []Value, messages []Message) (Joined, error) {
	var done Joined
	var gone bool
	err := db.change(ctx, "take changes", func(tx *sql.Tx) error {
		t := taker{saver: saver{tx, map[string]*sql.Stmt{}}, touched: map[string]map[string]bool{}, done: &done}
		if err := t.take(ctx, values, messages); err != nil {
			return err
		}
		gone = t.gone
		switch {
		case done.Again:
			return t.exec(ctx, "DELETE FROM replica_file")
		case !done.Waiting:
			return t.exec(ctx, "INSERT OR REPLACE INTO replica_file VALUES (?)", file)
		}
		return nil
	})
	if err == nil && gone {
		if err = db.truncateLog(ctx); errors.Is(err, errTraces) {
			err = nil // the last Banter that is closed removes them
		}
		err = db.fault("take changes", err)
	}
	return done, err
}

type taker struct {
	saver
	touched map[string]map[string]bool // conversations whose heads are to be set, with the names that were changed here since Note
	done    *Joined
	gone    bool // a conversation was deleted
}

func (t *taker) take(ctx context.Context, values []Value, messages []Message) error {
	// Deletions first: they decide about everything else.
	for _, deletions := range []bool{true, false} {
		for _, v := range values {
			if (v.Name == deletedValue) == deletions {
				if err := t.value(ctx, v); err != nil {
					return err
				}
			}
		}
	}
	if err := t.heads(ctx); err != nil {
		return err
	}
	for _, m := range messages {
		if err := t.message(ctx, m); err != nil {
			return err
		}
	}
	return t.heads(ctx) // a leaf may have come
}

// deleted reports whether a conversation is deleted everywhere.
func (t *taker) deleted(ctx context.Context, conversation string) (bool, error) {
	var value string
	err := t.row(ctx, "SELECT value FROM replica_value WHERE conversation = ? AND name = 'deleted'", []any{conversation}, &value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value == isDeleted, err
}

// value keeps a value that is later than the one here.
func (t *taker) value(ctx context.Context, v Value) error {
	if v.Name != createdValue && v.Name != deletedValue && v.Name != systemValue && !slices.Contains(headValues, v.Name) {
		return nil // of a newer Banter
	}
	gone, err := t.deleted(ctx, v.Conversation)
	if err != nil || gone && v.Name != createdValue && v.Name != deletedValue {
		return err
	}
	var old Value
	var seen string
	err = t.row(ctx, "SELECT value, time, machine, seen FROM replica_value WHERE conversation = ? AND name = ?",
		[]any{v.Conversation, v.Name}, &old.Value, &old.Time, &old.Machine, &seen)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case !v.after(old):
		return nil
	}
	if v.Name == deletedValue {
		return t.deletion(ctx, v, gone)
	}
	t.done.Values++
	if err := t.touch(ctx, v.Conversation); err != nil {
		return err
	}
	return t.set(ctx, v, seen, true)
}

// touch marks the head of a conversation to be set, before anything of it is
// changed. What another process has changed meanwhile stays, for Note to find.
func (t *taker) touch(ctx context.Context, id string) error {
	if t.touched[id] != nil {
		return nil
	}
	changed, err := t.all(ctx, `SELECT v.name, '' FROM replica_value v JOIN conversation c ON c.id = v.conversation
		WHERE v.conversation = ? AND v.seen IS NOT CASE v.name WHEN 'title' THEN c.title WHEN 'model' THEN c.model
			WHEN 'effort' THEN c.effort WHEN 'leaf' THEN c.leaf WHEN 'pinned' THEN `+columnOf("pinned")+`
			WHEN 'archived' THEN `+columnOf("archived")+` ELSE v.seen END`, id)
	if err != nil {
		return err
	}
	t.touched[id] = map[string]bool{}
	for _, row := range changed {
		t.touched[id][row[0]] = true
	}
	return nil
}

// after reports whether v wins over old. The value breaks the tie of two
// histories that have the same name, because one is a copy of the other.
func (v Value) after(old Value) bool {
	switch {
	case v.Time != old.Time:
		return v.Time > old.Time
	case v.Machine != old.Machine:
		return v.Machine > old.Machine
	}
	return v.Value > old.Value
}

// deletion takes that a conversation is deleted, or is no longer.
func (t *taker) deletion(ctx context.Context, v Value, wasDeleted bool) error {
	if v.Value != isDeleted {
		t.done.Again = t.done.Again || wasDeleted
		t.done.Values++
		if err := t.set(ctx, v, v.Value, true); err != nil {
			return err
		}
		return t.touch(ctx, v.Conversation)
	}
	var writing bool
	err := t.row(ctx, "SELECT EXISTS (SELECT 1 FROM message WHERE conversation = ? AND status = 'streaming')", []any{v.Conversation}, &writing)
	if err != nil {
		return err
	}
	if writing {
		t.done.Waiting = true
		return nil
	}
	if err := t.exec(ctx, "DELETE FROM conversation WHERE id = ?", v.Conversation); err != nil {
		return err
	}
	t.gone, t.done.Values = true, t.done.Values+1
	delete(t.touched, v.Conversation)
	return t.set(ctx, v, v.Value, true)
}

// message adds a message, or replaces one that ended earlier.
func (t *taker) message(ctx context.Context, m Message) error {
	gone, err := t.deleted(ctx, m.Conversation)
	if err != nil || gone {
		return err
	}
	var ended sql.NullInt64
	var status, account, conversation string
	err = t.row(ctx, "SELECT ended, status, account, conversation FROM message WHERE id = ?", []any{m.ID}, &ended, &status, &account, &conversation)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		var parent bool
		if err := t.row(ctx, hasParent, []any{m.Conversation, m.Parent}, &parent); err != nil {
			return err
		}
		if !parent {
			t.done.Waiting = true
			return nil
		}
	case err != nil:
		return err
	case status == string(Streaming), conversation != m.Conversation, m.Ended.IsZero(), ended.Valid && ended.Int64 >= m.Ended.UnixMicro():
		return nil
	default:
		m.Account = account // it stays here
	}
	if err := t.touch(ctx, m.Conversation); err != nil {
		return err
	}
	if err := t.save(ctx, m); err != nil {
		return err
	}
	t.done.Messages++
	return t.exec(ctx, "INSERT OR REPLACE INTO replica_message SELECT seq FROM message WHERE id = ?", m.ID)
}

// heads sets the heads of the touched conversations to their values.
func (t *taker) heads(ctx context.Context) error {
	for id := range t.touched {
		if err := t.head(ctx, id); err != nil {
			return fmt.Errorf("conversation %s: %w", id, err)
		}
	}
	return nil
}

func (t *taker) head(ctx context.Context, id string) error {
	rows, err := t.all(ctx, "SELECT name, value FROM replica_value WHERE conversation = ?", id)
	if err != nil {
		return err
	}
	values := map[string]string{}
	for _, row := range rows {
		values[row[0]] = row[1]
	}
	created, ok := values[createdValue]
	if !ok || values[deletedValue] == isDeleted {
		return nil
	}
	found, err := heads(ctx, t.tx, "SELECT "+headColumns+" FROM conversation c WHERE c.id = ?", id)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		at := microTime(created)
		found = []Conversation{{ID: id, Created: at, Updated: at}}
		if err := insertHead(ctx, t.tx, found[0]); err != nil {
			return err
		}
	}
	return t.setHead(ctx, found[0], values)
}

// setHead sets the columns that have a value, and notes them as seen.
func (t *taker) setHead(ctx context.Context, c Conversation, values map[string]string) error {
	kept := t.touched[c.ID]
	for name, to := range map[string]*string{"title": &c.Title, "model": &c.Model, "effort": &c.Effort} {
		if value, ok := values[name]; ok && !kept[name] {
			*to = value
		}
	}
	if leaf, ok := values["leaf"]; ok && !kept["leaf"] {
		var here bool
		if err := t.row(ctx, hasParent, []any{c.ID, leaf}, &here); err != nil {
			return err
		}
		if here {
			c.Leaf = leaf
		}
	}
	if updated := microTime(values["updated"]); updated.After(c.Updated) {
		c.Updated = updated
	}
	err := t.exec(ctx, "UPDATE conversation SET title = ?, model = ?, effort = ?, leaf = ?, created = ?, updated = ? WHERE id = ?",
		c.Title, c.Model, c.Effort, c.Leaf, microTime(values[createdValue]).UnixMicro(), c.Updated.UnixMicro(), c.ID)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, sealConversation, c.ID, true); err != nil {
		return err
	}
	return t.setMarks(ctx, c, values)
}

// setMarks sets what the person decided about a conversation, and notes all of
// its head as seen.
func (t *taker) setMarks(ctx context.Context, c Conversation, values map[string]string) error {
	kept := t.touched[c.ID]
	for _, name := range []string{"pinned", "archived"} {
		if value, ok := values[name]; ok && !kept[name] {
			err := t.exec(ctx, "INSERT INTO conversation_mark (conversation, "+name+") VALUES (?1, ?2) ON CONFLICT DO UPDATE SET "+name+" = ?2",
				c.ID, microTime(value).UnixMicro())
			if err != nil {
				return err
			}
		}
	}
	for _, name := range append([]string{createdValue}, headValues...) {
		if kept[name] {
			continue
		}
		err := t.exec(ctx, "UPDATE replica_value SET seen = (SELECT "+columnOf(name)+" FROM conversation c WHERE c.id = ?1) WHERE conversation = ?1 AND name = ?2",
			c.ID, name)
		if err != nil {
			return err
		}
	}
	return nil
}

// lastMicro is the end of the year 9999, in microseconds since 1970.
const lastMicro = 253402300799999999

// microTime reads microseconds since 1970; a wrong text is 1970.
func microTime(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > lastMicro {
		n = 0
	}
	return time.UnixMicro(n)
}
