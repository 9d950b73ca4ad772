package history

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"modernc.org/sqlite"
)

// The checksums of a conversation and of a message, as SQL. Triggers keep the
// same ones; see migrations/0002_checks.sql.
const (
	conversationChecksum = "banter_checksum(c.id, c.title, c.model, c.effort, c.account, c.leaf, c.created, c.updated)"
	messageChecksum      = `banter_checksum(m.id, m.conversation, m.parent, m.role, m.model, m.effort, m.account, m.error,
		m.last_line, m.created, m.ended, m.usage, m.text, m.reasoning, m.items)`
)

func init() {
	sqlite.MustRegisterDeterministicScalarFunction("banter_checksum", -1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return checksum(args), nil })
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is a CRC-32C of values, each with its type and length, so that no
// byte can move from one to the next. It finds accidents, not forgery.
func checksum(values []driver.Value) int64 {
	var sum uint32
	add := func(kind byte, n uint64, text string) {
		head := binary.LittleEndian.AppendUint64([]byte{kind}, n)
		sum = crc32.Update(crc32.Update(sum, castagnoli, head), castagnoli, []byte(text))
	}
	for _, value := range values {
		switch value := value.(type) {
		case nil:
			add('n', 0, "")
		case int64:
			add('i', uint64(value), "")
		case string:
			add('t', uint64(len(value)), value)
		default: // a strict table holds nothing else, unless it is damaged
			add('?', 0, fmt.Sprint(value))
		}
	}
	return int64(sum)
}

// fillChecks computes the checks of the rows that schema 1 left. Rows that
// cannot be read get none, and are told as damaged from then on.
func fillChecks(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []struct{ fill, rows, one string }{
		{"INSERT OR IGNORE INTO conversation_check SELECT c.id, (SELECT count(*) FROM message WHERE conversation = c.id), " +
			conversationChecksum + " FROM conversation c", "SELECT rowid FROM conversation", " WHERE c.rowid = ?"},
		{"INSERT OR IGNORE INTO message_check SELECT m.seq, " + messageChecksum + " FROM message m", "SELECT seq FROM message", " WHERE m.seq = ?"},
	} {
		_, err := tx.ExecContext(ctx, table.fill)
		if damaged(err) {
			err = fillOneByOne(ctx, tx, table.fill+table.one, table.rows)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func fillOneByOne(ctx context.Context, tx *sql.Tx, fill, rows string) error {
	found, err := tx.QueryContext(ctx, rows)
	if err != nil {
		return ignoreDamage(err)
	}
	ids, err := integers(found)
	if err := ignoreDamage(err); err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, fill, id); ignoreDamage(err) != nil {
			return err
		}
	}
	return nil
}

func ignoreDamage(err error) error {
	if damaged(err) {
		return nil
	}
	return err
}
