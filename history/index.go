package history

import (
	"context"
	"database/sql"
)

// indexBatch is the number of messages or titles that one transaction indexes:
// other processes that save wait for one at most.
const indexBatch = 200

// Index lets the search find what an earlier Banter saved: titles, reasoning,
// and parts of words in scripts that do not separate words. It does nothing
// once all is indexed. It can run beside all other use, in several processes,
// and goes on where it stopped. progress, which may be nil, gets the number of
// messages that are left, at most.
func (db *DB) Index(ctx context.Context, progress func(left int)) error {
	for step := indexTitles; ; {
		var more bool
		var left int
		err := db.change(ctx, "index history", func(tx *sql.Tx) (err error) {
			more, left, err = step(ctx, tx)
			return err
		})
		switch {
		case err != nil:
			return err
		case more && progress != nil:
			progress(left)
		case !more && left < 0:
			step = indexMessages
		case !more:
			return nil
		}
	}
}

// indexTitles indexes titles; the trigger of conversation_mark does the work. A
// negative number of messages means that those come next.
func indexTitles(ctx context.Context, tx *sql.Tx) (more bool, left int, err error) {
	result, err := tx.ExecContext(ctx, `INSERT INTO conversation_mark (conversation) SELECT id FROM conversation c
		WHERE NOT EXISTS (SELECT 1 FROM conversation_mark k WHERE k.conversation = c.id) LIMIT ?`, indexBatch)
	if err != nil {
		return false, 0, err
	}
	n, err := result.RowsAffected()
	return n > 0, -1, err
}

// indexMessages indexes the newest messages that are pending.
func indexMessages(ctx context.Context, tx *sql.Tx) (more bool, left int, err error) {
	var first sql.NullInt64
	var pending int64
	err = tx.QueryRowContext(ctx, `SELECT pending, (SELECT min(seq) FROM (SELECT seq FROM message WHERE seq <= pending ORDER BY seq DESC LIMIT ?))
		FROM search_state`, indexBatch).Scan(&pending, &first)
	if err != nil || pending == 0 {
		return false, 0, err
	}
	next := int64(0)
	if first.Valid {
		next = first.Int64 - 1
		for _, query := range []string{
			"INSERT INTO reasoning_fts (rowid, reasoning) SELECT seq, reasoning FROM message WHERE seq BETWEEN ?1 AND ?2 AND status <> 'streaming' AND reasoning <> ''",
			`INSERT INTO part_fts (rowid, text) SELECT p.seq, p.text FROM message_part p JOIN message m ON m.seq = p.seq
				WHERE p.seq BETWEEN ?1 AND ?2 AND m.status <> 'streaming'`,
			`UPDATE conversation_mark AS k SET size = k.size + m.bytes FROM (
				SELECT conversation, sum(octet_length(text) + octet_length(reasoning) + octet_length(items)) AS bytes FROM message
				WHERE seq BETWEEN ?1 AND ?2 AND status <> 'streaming' GROUP BY conversation) AS m WHERE m.conversation = k.conversation`,
		} {
			if _, err := tx.ExecContext(ctx, query, first.Int64, pending); err != nil {
				return false, 0, err
			}
		}
	}
	_, err = tx.ExecContext(ctx, "UPDATE search_state SET pending = ?", next)
	return next > 0, int(next), err
}

// indexed marks a new history as indexed: its triggers index what is saved.
func (db *DB) indexed(ctx context.Context) error {
	_, err := db.write.ExecContext(ctx, "UPDATE search_state SET pending = 0 WHERE NOT EXISTS (SELECT 1 FROM message)")
	return err
}
