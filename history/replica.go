package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Several histories can be kept equal by exchanging files; internal/replica
// does that. This file and replica_join.go keep what a history has sent and
// taken.
//
// Messages are a set, joined by id. The head of a conversation is a set of
// values, each with the time and the machine that set it; the later one wins, and
// of the same time that of the greater machine. A deleted conversation is the
// value "deleted". Histories that have taken
// the same values and messages are equal, in any order of taking them and any
// number of times.

// A Value is one value of the head of a conversation.
type Value struct {
	Conversation string
	Name         string // a name of headValues, "created", "deleted", "system", or "gone:" or "bookmark:" and the id of a message
	Value        string
	Time         int64  // microseconds since 1970, when it was set
	Machine      string // that set it
}

const (
	createdValue = "created" // microseconds since 1970; a conversation without it is not known yet
	deletedValue = "deleted" // "1" or "0"
	isDeleted    = "1"
)

// headValues are the columns of a conversation that histories exchange. The
// account is none of them: it stays on its machine.
var headValues = []string{"title", "model", "effort", "leaf", "updated", "pinned", "archived"}

// columnOf returns the value of a name as SQL, for the conversation c.
func columnOf(name string) string {
	if name == "pinned" || name == "archived" {
		return "CAST(coalesce((SELECT k." + name + " FROM conversation_mark k WHERE k.conversation = c.id), 0) AS TEXT)"
	}
	return "CAST(c." + name + " AS TEXT)"
}

// Machine returns the name of this history among those that share folder. With
// another folder, all is sent and taken again.
func (db *DB) Machine(ctx context.Context, folder string) (name string, err error) {
	err = db.change(ctx, "prepare sync", func(tx *sql.Tx) error {
		var known string
		err := tx.QueryRowContext(ctx, "SELECT machine, folder FROM replica").Scan(&name, &known)
		if errors.Is(err, sql.ErrNoRows) {
			name = strings.ReplaceAll(NewID(), "-", "")[20:]
		} else if err != nil || known == folder {
			return err
		}
		for _, query := range []string{
			"DELETE FROM replica_file", "DELETE FROM replica_key", "DELETE FROM replica_message", "UPDATE replica_value SET sent = 0",
		} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO replica VALUES (1, ?, ?)", name, folder)
		return err
	})
	return name, err
}

// Note finds what has changed here since the last look, and stamps it with now,
// or later if a time in the folder is later: clocks differ.
func (db *DB) Note(ctx context.Context, machine string, now time.Time) error {
	return db.change(ctx, "note changes", func(tx *sql.Tx) error {
		n := noter{saver: saver{tx, map[string]*sql.Stmt{}}, machine: machine}
		var last int64 // of any value
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(time), 0) FROM replica_value").Scan(&last); err != nil {
			return err
		}
		n.time = max(now.UnixMicro(), last+1)
		return n.note(ctx)
	})
}

type noter struct {
	saver
	machine string
	time    int64
}

func (n *noter) note(ctx context.Context) error {
	// Deleted here: it was known, and it is gone.
	gone, err := n.all(ctx, `SELECT v.conversation, '' FROM replica_value v
		WHERE v.name = 'created' AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.id = v.conversation)
		AND NOT EXISTS (SELECT 1 FROM replica_value d WHERE d.conversation = v.conversation AND d.name = 'deleted' AND d.value = '1')`)
	if err != nil {
		return err
	}
	for _, id := range gone {
		if err := n.set(ctx, Value{id[0], deletedValue, isDeleted, n.time, n.machine}, isDeleted, false); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		if err := n.exec(ctx, markUnclean); err != nil {
			return err
		}
	}
	if err := n.noteRestored(ctx); err != nil {
		return err
	}
	if err := n.noteCut(ctx); err != nil {
		return err
	}
	if err := n.noteHead(ctx, createdValue); err != nil {
		return err
	}
	for _, name := range headValues {
		if err := n.noteHead(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// noteRestored finds conversations that are here again after they were deleted:
// all of them is sent again, for the other machines have dropped it, and all is
// taken again, for this one may have.
func (n *noter) noteRestored(ctx context.Context) error {
	back, err := n.all(ctx, `SELECT c.id, '' FROM conversation c
		JOIN replica_value v ON v.conversation = c.id AND v.name = 'deleted' AND v.value = '1'`)
	if err != nil {
		return err
	}
	for _, id := range back {
		if err := n.set(ctx, Value{id[0], deletedValue, "0", n.time, n.machine}, "0", false); err != nil {
			return err
		}
		if err := n.unsend(ctx, id[0]); err != nil {
			return err
		}
	}
	// One that was deleted and restored since the last look has lost its values.
	emptied, err := n.all(ctx, `SELECT c.id, '' FROM conversation c
		JOIN replica_value v ON v.conversation = c.id AND v.name = 'created'
		WHERE NOT EXISTS (SELECT 1 FROM replica_value t WHERE t.conversation = c.id AND t.name = 'title')`)
	if err != nil || len(back)+len(emptied) == 0 {
		return err
	}
	return n.exec(ctx, "DELETE FROM replica_file")
}

// noteHead finds the conversations whose column of that name was changed here.
func (n *noter) noteHead(ctx context.Context, name string) error {
	changed, err := n.all(ctx, fmt.Sprintf(`SELECT c.id, %[2]s, c.updated, v.name IS NULL FROM conversation c
		LEFT JOIN replica_value v ON v.conversation = c.id AND v.name = '%[1]s'
		WHERE v.seen IS NOT %[2]s`, name, columnOf(name)))
	if err != nil {
		return err
	}
	for _, row := range changed {
		v := Value{row[0], name, row[1], n.time, n.machine}
		if updated, _ := strconv.ParseInt(row[2], 10, 64); row[3] == "1" || name == "updated" {
			v.Time = updated // of a conversation that is new here, or of the value that only grows
		}
		if row[3] == "1" && (v.Value == "" || v.Value == "0") {
			v.Time = 0 // perhaps not taken yet
		}
		if err := n.set(ctx, v, v.Value, false); err != nil {
			return err
		}
	}
	return nil
}

// set saves a value. seen is what the conversation has now.
func (s *saver) set(ctx context.Context, v Value, seen string, sent bool) error {
	return s.exec(ctx, "INSERT OR REPLACE INTO replica_value VALUES (?, ?, ?, ?, ?, ?, ?)",
		v.Conversation, v.Name, v.Value, v.Time, v.Machine, seen, sent)
}

// all returns the rows of a query as texts.
func (s *saver) all(ctx context.Context, query string, args ...any) ([][]string, error) {
	rows, err := s.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]string
	for rows.Next() {
		row := make([]string, len(names))
		to := make([]any, len(names))
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
