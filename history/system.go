package history

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// The system prompt of a conversation is a value of its head that has no column:
// a new column would be missing in the checksum of an older Banter. It is saved
// where the sync keeps its values (replica.go), with the time of the change, so
// the sync sends it unchanged. The machine stays empty: a history without a sync
// has no name.
const systemValue = "system"

// systemColumn is the system prompt of the conversation c as SQL.
const systemColumn = "coalesce((SELECT v.value FROM replica_value v WHERE v.conversation = c.id AND v.name = '" + systemValue + "'), '')"

// saveSystem saves a system prompt that differs from the saved one. An empty one
// is saved too, because it removes the one that another machine has.
func saveSystem(ctx context.Context, tx *sql.Tx, conversation, text string) error {
	var saved string
	var last int64
	err := tx.QueryRowContext(ctx, "SELECT value, time FROM replica_value WHERE conversation = ? AND name = ?", conversation, systemValue).Scan(&saved, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) || saved == text {
		return ignoreMissing(err)
	}
	now := max(time.Now().UnixMicro(), last+1) // clocks of machines differ
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO replica_value VALUES (?1, ?2, ?3, ?4, '', ?3, 0)", conversation, systemValue, text, now)
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
