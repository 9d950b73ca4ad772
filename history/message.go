package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Put saves messages, new or changed, all of them or none, and touches their
// conversation. A new message becomes its conversation's leaf; its parent
// must be there. Of a changed one conversation, parent, role and creation
// stay as they were.
//
// While an answer streams, Put is called at most once a second with the text
// so far. From its first Put as Streaming until the Put that ends it, other
// processes know that the answer has a living writer.
func (db *DB) Put(ctx context.Context, messages ...Message) error {
	return db.put(ctx, "save message", messages, func(*sql.Tx) error { return nil })
}

// put runs before and saves messages in one transaction.
func (db *DB) put(ctx context.Context, op string, messages []Message, before func(tx *sql.Tx) error) error {
	var claimed []string
	for _, m := range messages {
		if m.Status == Streaming && db.claim(m.ID) {
			claimed = append(claimed, m.ID)
		}
	}
	err := db.change(ctx, op, func(tx *sql.Tx) error {
		if err := before(tx); err != nil {
			return err
		}
		return save(ctx, tx, messages)
	})
	if err != nil {
		db.release(claimed...)
		return err
	}
	for _, m := range messages {
		if m.Status != Streaming {
			db.release(m.ID)
		}
	}
	return nil
}

// The statements that save a message.
const (
	updateMessage = `UPDATE message SET status = ?, model = ?, effort = ?, account = ?, error = ?, last_line = ?,
		ended = ?, usage = ?, text = ?, reasoning = ?, items = ? WHERE id = ?`
	insertMessage = `INSERT INTO message (status, model, effort, account, error, last_line, ended, usage, text,
		reasoning, items, id, conversation, parent, role, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	hasParent = `SELECT EXISTS (SELECT 1 FROM conversation WHERE id = ?1
		AND (?2 = '' OR id = (SELECT conversation FROM message WHERE id = ?2)))`
	touchConversation = `UPDATE conversation SET updated = max(updated, ?), leaf = iif(?, ?, leaf) WHERE id = ?`
)

// A saver saves messages within one transaction, which closes its statements.
type saver struct{ update, insert, parent, touch *sql.Stmt }

func save(ctx context.Context, tx *sql.Tx, messages []Message) error {
	if len(messages) == 0 {
		return nil
	}
	var s saver
	for query, stmt := range map[string]**sql.Stmt{
		updateMessage: &s.update, insertMessage: &s.insert, hasParent: &s.parent, touchConversation: &s.touch,
	} {
		var err error
		if *stmt, err = tx.PrepareContext(ctx, query); err != nil {
			return err
		}
	}
	for _, m := range messages {
		if err := s.save(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *saver) save(ctx context.Context, m Message) error {
	values := []any{m.Status, m.Model, m.Effort, m.Account, m.Error, lastLine(m.Text),
		micros(m.Ended), string(m.Usage), m.Text, m.Reasoning, joinItems(m.Items), m.ID}
	err := oneRow(s.update.ExecContext(ctx, values...))
	isNew := errors.Is(err, ErrNotFound)
	if isNew {
		err = s.add(ctx, m, values)
	}
	if err != nil {
		return err
	}
	used := m.Created
	if m.Ended.After(used) {
		used = m.Ended
	}
	return oneRow(s.touch.ExecContext(ctx, used.UnixMicro(), isNew, m.ID, m.Conversation))
}

func (s *saver) add(ctx context.Context, m Message, values []any) error {
	var known bool
	if err := s.parent.QueryRowContext(ctx, m.Conversation, m.Parent).Scan(&known); err != nil {
		return err
	}
	if !known {
		return ErrNotFound
	}
	_, err := s.insert.ExecContext(ctx, append(values, m.Conversation, m.Parent, m.Role, m.Created.UnixMicro())...)
	return err
}

// micros is the form of a time that may be missing.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// joinItems makes a JSON array without touching a byte of its elements;
// encoding/json would compact and escape them.
func joinItems(items []json.RawMessage) string {
	if len(items) == 0 {
		return ""
	}
	var b strings.Builder
	for i, item := range items {
		b.WriteByte(",["[max(0, 1-i)])
		b.Write(item)
	}
	b.WriteByte(']')
	return b.String()
}

// maxLastLine is as many bytes of a line as any list shows.
const maxLastLine = 400

// lastLine returns the last line of text that is not blank. It looks at the
// end of the text only: a growing answer is saved every second.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	line := text[strings.LastIndexByte(text, '\n')+1:]
	if len(line) > maxLastLine {
		line = strings.ToValidUTF8(line[:maxLastLine], "")
	}
	return strings.TrimSpace(line)
}
