package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// WatchEvery is the time after which [DB.Wait] looks for changes again.
const WatchEvery = 400 * time.Millisecond

// A Revision is a state of the history. Zero is the empty one.
type Revision int64

// Changes are the changes by all processes since a revision, this one included.
type Changes struct {
	To  Revision // the present state; pass it to the next call
	All bool     // everything may have changed: the revision is too old
	// Conversations holds, by id, each conversation that was created, changed
	// or deleted, and the ids of its messages that were.
	Conversations map[string][]string
}

// Revision returns the present state of the history. It costs little.
func (db *DB) Revision(ctx context.Context) (Revision, error) {
	var now Revision
	err := db.read.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM change").Scan(&now)
	return now, db.fault("watch history", err)
}

// Changes returns what has changed since a revision. It reads nothing but the
// changes.
func (db *DB) Changes(ctx context.Context, since Revision) (Changes, error) {
	now, err := db.Revision(ctx)
	if err != nil || now == since {
		return Changes{To: since}, err
	}
	found, err := db.changes(ctx, since)
	if damaged(err) {
		found, err = Changes{To: now, All: true}, nil
	}
	return found, db.fault("watch history", err)
}

func (db *DB) changes(ctx context.Context, since Revision) (Changes, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT n, conversation, message FROM change WHERE n >= ? ORDER BY n", since)
	if err != nil {
		return Changes{}, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	// The row of the revision itself shows that no later one has been dropped.
	found := Changes{To: since, All: since > 0, Conversations: map[string][]string{}}
	for first := true; rows.Next(); first = false {
		var n Revision
		var conversation, message string
		if err := rows.Scan(&n, &conversation, &message); err != nil {
			return Changes{}, err
		}
		if found.To = n; first {
			found.All = n != max(since, 1)
		}
		if n > since {
			found.add(conversation, message)
		}
	}
	return found, rows.Err()
}

func (c *Changes) add(conversation, message string) {
	ids := c.Conversations[conversation]
	if message != "" {
		ids = append(ids, message)
	}
	c.Conversations[conversation] = ids
}

// Wait returns the changes since a revision as soon as it has found any, which takes
// up to [WatchEvery] after one was made.
func (db *DB) Wait(ctx context.Context, since Revision) (Changes, error) {
	for {
		if found, err := db.Changes(ctx, since); err != nil || found.To != since {
			return found, err
		}
		select {
		case <-time.After(WatchEvery):
		case <-ctx.Done():
			return Changes{To: since}, ctx.Err()
		}
	}
}

// Summaries returns the rows of a list of conversations, in the order of
// [DB.List]; those that do not exist are left out. With a [*DamageError] it
// returns all that it could read.
func (db *DB) Summaries(ctx context.Context, ids ...string) ([]Summary, error) {
	var found []Summary
	damage := DamageError{Path: db.path}
	err := db.look(ctx, "list conversations", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+headColumns+", "+preview+summaryTables+
			" WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY c.updated DESC, c.id DESC", jsonList(ids))
		if err == nil {
			found, err = summaries(rows, &damage)
		}
		return damage.skip(err)
	})
	if err != nil {
		return found, err
	}
	return found, damage.orNil()
}

// jsonList returns ids as the argument of json_each.
func jsonList(ids []string) string {
	list, _ := json.Marshal(ids) // strings cannot fail
	return string(list)
}
