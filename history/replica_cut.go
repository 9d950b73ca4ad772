package history

import (
	"context"
	"database/sql"
)

// A single message that was removed here must not come back when the files of
// the folder are read again, so its id stays as a value of its conversation. The
// value is never sent: other machines keep the message.
const (
	markCut = `INSERT OR REPLACE INTO replica_value
		SELECT ?1, 'cut/' || j.value, '1', 0, '', '', 1 FROM json_each(?2) j WHERE EXISTS (SELECT 1 FROM replica)`
	isCut = `SELECT EXISTS (SELECT 1 FROM replica_value WHERE conversation = ?1 AND name IN ('cut/' || ?2, 'cut/' || ?3))`
)

// cutMessages returns the messages of a conversation that were removed.
func cutMessages(ctx context.Context, tx *sql.Tx, conversation string) (ids []string, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT substr(name, 5) FROM replica_value WHERE conversation = ? AND name GLOB 'cut/*'", conversation)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// restoreCut keeps the marks of a conversation that comes back.
func restoreCut(ctx context.Context, tx *sql.Tx, r Removed) error {
	if len(r.cut) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, markCut, r.Conversation.ID, jsonList(r.cut))
	return err
}

// unmarkCut removes the marks of messages that come back.
func unmarkCut(ctx context.Context, tx *sql.Tx, r Removed) error {
	for _, m := range r.Messages {
		if _, err := tx.ExecContext(ctx, "DELETE FROM replica_value WHERE conversation = ? AND name = 'cut/' || ?", m.Conversation, m.ID); err != nil {
			return err
		}
	}
	return nil
}
