package history

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Put saves new or changed messages, all or none, and updates the time of their
// conversation. A new message becomes the leaf of its conversation; its parent
// must exist. A changed message keeps its conversation, parent, role and
// creation time.
//
// While an answer streams, Put is called at most once a second with the text so
// far. From the first Put with Streaming until the Put that ends it, other
// processes know that its writer lives.
func (db *DB) Put(ctx context.Context, messages ...Message) error {
	return db.put(ctx, "save message", messages, func(*sql.Tx) error { return nil })
}

// OnAnswer has fn called after each [DB.Put] and [DB.Create] that saves the end
// of an answer. fn must not wait.
func (db *DB) OnAnswer(fn func()) { db.onAnswer.Store(&fn) }

// put calls before and saves messages, in one transaction.
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
		if err := db.saveFiles(messages...); err != nil {
			return err
		}
		return save(ctx, tx, messages)
	})
	if err != nil {
		db.release(claimed...)
		return err
	}
	answered := false
	for _, m := range messages {
		if m.Status != Streaming {
			db.release(m.ID)
			answered = answered || m.Role == Assistant
		}
	}
	if tell := db.onAnswer.Load(); answered && tell != nil {
		(*tell)()
	}
	return nil
}

// The statements that save a message. Those that change a row remove its check,
// and another one writes it again.
const (
	updateMessage = `UPDATE message SET status = ?, model = ?, effort = ?, account = ?, error = ?, last_line = ?,
		ended = ?, usage = ?, text = ?, reasoning = ?, items = ? WHERE id = ? RETURNING seq, conversation, parent, role, created`
	insertMessage = `INSERT INTO message (status, model, effort, account, error, last_line, ended, usage, text,
		reasoning, items, id, conversation, parent, role, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`
	sealMessage = `UPDATE message_check SET checksum = ? WHERE seq = ?`
	hasParent   = `SELECT EXISTS (SELECT 1 FROM conversation WHERE id = ?1
		AND (?2 = '' OR id = (SELECT conversation FROM message WHERE id = ?2)))`

	readConversation = `SELECT c.updated, ` + conversationIntact + `
		FROM conversation c LEFT JOIN conversation_check k ON k.id = c.id WHERE c.id = ?`
	touchConversation = `UPDATE conversation SET updated = max(updated, ?), leaf = iif(?, ?, leaf) WHERE id = ?`
	sealConversation  = `UPDATE conversation_check SET checksum = iif(?2, (SELECT ` + conversationChecksum + `
		FROM conversation c WHERE c.id = ?1), -1) WHERE id = ?1` // -1 is the checksum of no row
)

// A saver saves messages within one transaction, which closes its statements.
type saver struct {
	tx         *sql.Tx
	statements map[string]*sql.Stmt
}

func save(ctx context.Context, tx *sql.Tx, messages []Message) error {
	s := saver{tx, map[string]*sql.Stmt{}}
	for _, m := range messages {
		if err := s.save(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *saver) save(ctx context.Context, m Message) error {
	if !m.Whole() {
		return ErrOmitted
	}
	lastLine, ended, usage, items := lastLine(m.Text), micros(m.Ended), string(m.Usage), joinItems(m.Items)
	if m.IsSummary() {
		lastLine = "" // a list shows the answer before it
	}
	values := []any{m.Status, m.Model, m.Effort, m.Account, m.Error, lastLine, ended, usage, m.Text, m.Reasoning, items, m.ID}
	var seq, created int64
	var conversation, parent, role string
	err := s.row(ctx, updateMessage, values, &seq, &conversation, &parent, &role, &created)
	isNew := errors.Is(err, sql.ErrNoRows)
	if isNew {
		conversation, parent, role, created = m.Conversation, m.Parent, string(m.Role), m.Created.UnixMicro()
		seq, err = s.add(ctx, m, append(values, conversation, parent, role, created))
	}
	if err == nil && isNew && m.Bookmark.On {
		_, err = saveBookmark(ctx, s.tx, conversation, m.ID, m.Bookmark.trimmed())
	}
	if err != nil {
		return err
	}
	sum := checksum([]driver.Value{m.ID, conversation, parent, role, m.Model, m.Effort, m.Account, m.Error,
		lastLine, created, ended, usage, m.Text, m.Reasoning, items})
	if err := s.exec(ctx, sealMessage, sum, seq); err != nil {
		return err
	}
	return s.touch(ctx, m, isNew)
}

func (s *saver) add(ctx context.Context, m Message, values []any) (seq int64, err error) {
	var known bool
	if err := s.row(ctx, hasParent, []any{m.Conversation, m.Parent}, &known); err != nil {
		return 0, err
	}
	if !known {
		return 0, ErrNotFound
	}
	return seq, s.row(ctx, insertMessage, values, &seq)
}

// touch sets the time of last use of the conversation of m, and makes m its
// leaf if it is new. A damaged conversation stays known as damaged.
func (s *saver) touch(ctx context.Context, m Message, isNew bool) error {
	var updated int64
	var intact bool
	err := s.row(ctx, readConversation, []any{m.Conversation}, &updated, &intact)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	used := m.Created.UnixMicro()
	if m.Ended.After(m.Created) {
		used = m.Ended.UnixMicro()
	}
	if err != nil || !isNew && used <= updated {
		return err
	}
	if err := s.exec(ctx, touchConversation, used, isNew, m.ID, m.Conversation); err != nil {
		return err
	}
	return s.exec(ctx, sealConversation, m.Conversation, intact)
}

func (s *saver) exec(ctx context.Context, query string, args ...any) error {
	stmt, err := s.prepare(ctx, query)
	if err == nil {
		_, err = stmt.ExecContext(ctx, args...)
	}
	return err
}

// row scans the only row of a query.
func (s *saver) row(ctx context.Context, query string, args []any, columns ...any) error {
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(columns...)
}

func (s *saver) prepare(ctx context.Context, query string) (stmt *sql.Stmt, err error) {
	if s.statements[query] == nil {
		s.statements[query], err = s.tx.PrepareContext(ctx, query)
	}
	return s.statements[query], err
}

// micros returns a time as a column that may be null.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// joinItems returns a JSON array with the items unchanged; encoding/json would
// compact and escape them.
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

// maxLastLine is the longest line that a list shows, in bytes.
const maxLastLine = 400

// lastLine returns the last line of text that has a word, or, without one near
// the end, the last that is not blank. The end of a block of code has none. It
// reads the end of the text only: a growing answer is saved every second.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	last := ""
	for rest := text; rest != "" && len(text)-len(rest) < maxLastLine; {
		i := strings.LastIndexByte(rest, '\n')
		line := rest[i+1:]
		if !strings.HasPrefix(line, "```") && strings.ContainsFunc(line, inWord) {
			last = line
			break
		}
		if last == "" {
			last = line
		}
		rest = strings.TrimSpace(rest[:max(i, 0)])
	}
	if len(last) > maxLastLine {
		last = strings.ToValidUTF8(last[:maxLastLine], "")
	}
	return strings.TrimSpace(last)
}
