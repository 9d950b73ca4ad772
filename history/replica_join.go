package history

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
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
	var t taker
	err := db.change(ctx, "take changes", func(tx *sql.Tx) error {
		if err := db.saveFiles(messages...); err != nil {
			return err
		}
		t = taker{saver: saver{tx, map[string]*sql.Stmt{}}, touched: map[string]map[string]bool{}, done: &done}
		if err := t.take(ctx, values, messages); err != nil {
			return err
		}
		if t.gone {
			if err := t.exec(ctx, markUnclean); err != nil {
				return err
			}
		}
		switch {
		case done.Again:
			return t.exec(ctx, "DELETE FROM replica_file")
		case !done.Waiting:
			return t.exec(ctx, "INSERT OR REPLACE INTO replica_file VALUES (?)", file)
		}
		return nil
	})
	if err == nil && t.gone {
		err = db.forgetTaken(ctx, t)
	}
	return done, err
}

// forgetTaken removes the traces of what was deleted.
func (db *DB) forgetTaken(ctx context.Context, t taker) error {
	_, err := db.discard(ctx)
	if errors.Is(err, errTraces) {
		err = nil // the last Banter that is closed removes them
	}
	if len(t.buried) > 0 {
		err = errors.Join(err, db.forget(ctx, deleteMessages, jsonList(t.buried)))
	}
	if len(t.ended) > 0 {
		err = errors.Join(err, db.forget(ctx, deleteConversations, jsonList(t.ended)))
	}
	return db.fault("take changes", err)
}

type taker struct {
	saver
	touched map[string]map[string]bool // conversations whose heads are to be set, with the names that were changed here since Note
	done    *Joined
	dead    []Value  // removed messages that are here, with all below them
	buried  []string // removed messages
	ended   []string // deleted conversations
	gone    bool     // something was deleted
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
	if err := t.bury(ctx); err != nil {
		return err
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

// settled reports whether the folder keeps what is taken of a conversation or a
// message. What was deleted once may vanish from the file that it was taken of,
// so each machine that has it, or gets it, sends it once.
func (t *taker) settled(ctx context.Context, conversation, message string) (bool, error) {
	var deleted bool
	err := t.row(ctx, "SELECT EXISTS (SELECT 1 FROM replica_value WHERE conversation = ? AND name IN ('deleted', ?))",
		[]any{conversation, gonePrefix + message}, &deleted)
	return !deleted, err
}

// value keeps a value that is later than the one here.
func (t *taker) value(ctx context.Context, v Value) error {
	isCut, isBookmark := strings.HasPrefix(v.Name, gonePrefix), strings.HasPrefix(v.Name, bookmarkPrefix)
	if v.Name != createdValue && v.Name != deletedValue && v.Name != systemValue && !isCut && !isBookmark && !slices.Contains(headValues, v.Name) {
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
	switch {
	case v.Name == deletedValue:
		return t.deletion(ctx, v, gone)
	case isCut:
		return t.cut(ctx, v, old, seen)
	case isBookmark:
		return t.takeBookmark(ctx, v, old)
	}
	t.done.Values++
	if err := t.touch(ctx, v.Conversation); err != nil {
		return err
	}
	sent, err := t.settled(ctx, v.Conversation, "")
	if err != nil {
		return err
	}
	return t.set(ctx, v, seen, sent)
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
		if err := t.unsend(ctx, v.Conversation); err != nil {
			return err
		}
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
	if err := t.exec(ctx, deleteConversation, v.Conversation); err != nil {
		return err
	}
	t.gone, t.done.Values, t.ended = true, t.done.Values+1, append(t.ended, v.Conversation)
	delete(t.touched, v.Conversation)
	return t.set(ctx, v, v.Value, true)
}

// unsend has all of a conversation sent again.
func (s *saver) unsend(ctx context.Context, conversation string) error {
	err := s.exec(ctx, "DELETE FROM replica_message WHERE seq IN (SELECT seq FROM message WHERE conversation = ?)", conversation)
	if err != nil {
		return err
	}
	return s.exec(ctx, "UPDATE replica_value SET sent = 0 WHERE conversation = ?", conversation)
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
		if drop, err := t.orphan(ctx, m); err != nil || drop {
			return err
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
	if err := t.exec(ctx, "UPDATE replica_value SET seen = '0' WHERE conversation = ? AND name = ?", m.Conversation, gonePrefix+m.ID); err != nil {
		return err
	}
	if sent, err := t.settled(ctx, m.Conversation, m.ID); err != nil || !sent {
		return err
	}
	return t.exec(ctx, "INSERT OR REPLACE INTO replica_message SELECT seq FROM message WHERE id = ?", m.ID)
}
