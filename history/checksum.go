package history

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"modernc.org/sqlite"
)

// The checksums of a conversation and of a message, as SQL.
const (
	conversationChecksum = "banter_checksum(c.id, c.title, c.model, c.effort, c.account, c.leaf, c.created, c.updated)"
	messageChecksum      = `banter_checksum(m.id, m.conversation, m.parent, m.role, m.model, m.effort, m.account, m.error,
		m.last_line, m.created, m.ended, m.usage, m.text, m.reasoning, m.items)`

	// A row that has a check without a checksum was written by an older Banter.
	conversationIntact = "coalesce(k.checksum = " + conversationChecksum + ", k.id IS NOT NULL)"
	messageIntact      = "coalesce(k.checksum = " + messageChecksum + ", k.seq IS NOT NULL)"
)

func init() {
	sqlite.MustRegisterFunction("banter_checksum", &sqlite.FunctionImpl{
		NArgs: -1, Deterministic: true,
		VolatileArgs: true, // not copied, and not cut at a NUL
		Scalar: func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			return checksum(args), nil
		},
	})
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is a CRC-32C of values, each with its type and length, so that no
// byte can move from one value to the next. It finds accidents, not forgery.
func checksum(values []driver.Value) int64 {
	var sum uint32
	var part [8 << 10]byte // converting the text would copy it
	add := func(kind byte, n uint64, text string) {
		head := binary.LittleEndian.AppendUint64(append(part[:0], kind), n)
		for sum = crc32.Update(sum, castagnoli, head); text != ""; {
			n := copy(part[:], text)
			sum, text = crc32.Update(sum, castagnoli, part[:n]), text[n:]
		}
	}
	for _, value := range values {
		switch value := value.(type) {
		case nil:
			add('n', 0, "")
		case int64:
			add('i', uint64(value), "")
		case string:
			add('t', uint64(len(value)), value)
		default: // impossible in a strict table that is intact
			add('?', 0, fmt.Sprint(value))
		}
	}
	return int64(sum)
}

// The checks that schema 1 lacks: the source of each, and how to write all of
// them or one.
var lacking = []struct{ from, rows, row, all, one string }{{
	from: "SELECT c.id AS key, (SELECT count(*) FROM message WHERE conversation = c.id) AS messages, " + conversationChecksum + " AS checksum FROM conversation c",
	rows: "SELECT rowid FROM conversation", row: " WHERE c.rowid = ?",
	all: "INSERT INTO conversation_check SELECT key, messages, checksum FROM ", one: "INSERT OR IGNORE INTO conversation_check VALUES (?1, ?2, ?3)",
}, {
	from: "SELECT m.seq AS key, 0, " + messageChecksum + " AS checksum FROM message m",
	rows: "SELECT seq FROM message", row: " WHERE m.seq = ?",
	all: "INSERT INTO message_check SELECT key, checksum FROM ", one: "INSERT OR IGNORE INTO message_check SELECT ?1, ?3",
}}

// fillChecks computes the checks of the rows of schema 1. If it cannot read a
// row, tx cannot be used further.
func fillChecks(ctx context.Context, tx *sql.Tx) error {
	for _, check := range lacking {
		if _, err := tx.ExecContext(ctx, check.all+"("+check.from+")"); err != nil {
			return err
		}
	}
	return nil
}

// salvageChecks reads the rows of a damaged database one by one, and returns a
// function that writes their checks. Rows that it cannot read get no check and
// are reported as damaged from then on. It uses a connection of its own,
// because a read that meets damage spoils later writes.
func (db *DB) salvageChecks(ctx context.Context) (fill func(context.Context, *sql.Tx) error, err error) {
	from, err := pool(db.path, "&mode=rw&_query_only=1", busyTime, 1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	var writes []string
	var values [][]any
	for _, check := range lacking {
		rows, err := from.QueryContext(ctx, check.rows)
		if err != nil {
			return nil, err
		}
		ids, err := integers(rows)
		if ignoreDamage(err) != nil {
			return nil, err
		}
		for _, id := range ids {
			var key any
			var messages, checksum int64
			switch err := from.QueryRowContext(ctx, check.from+check.row, id).Scan(&key, &messages, &checksum); {
			case err == nil:
				writes, values = append(writes, check.one), append(values, []any{key, messages, checksum})
			case !damaged(err):
				return nil, err
			}
		}
	}
	return func(ctx context.Context, tx *sql.Tx) error {
		for i, write := range writes {
			if _, err := tx.ExecContext(ctx, write, values[i]...); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func ignoreDamage(err error) error {
	if damaged(err) {
		return nil
	}
	return err
}
