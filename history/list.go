package history

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// preview is the columns of a list beside the head: what the checks say, the
// number of messages, the last line of the leaf, or of its question while the
// answer is empty, and the marks.
const preview = `k.id IS NOT NULL, k.checksum, k.messages, (SELECT count(*) FROM message a WHERE a.conversation = c.id),
	coalesce(nullif(m.last_line, ''), (SELECT p.last_line FROM message p WHERE p.id = m.parent), ''),
	coalesce(d.pinned, 0), coalesce(d.archived, 0), coalesce(d.size, 0)`

// summaryTables is the source of headColumns and preview.
const summaryTables = ` FROM conversation c LEFT JOIN message m ON m.id = c.leaf
	LEFT JOIN conversation_check k ON k.id = c.id LEFT JOIN conversation_mark d ON d.conversation = c.id`

// List returns the conversations that are not archived by last use, newest
// first; limit <= 0 means all. With a [*DamageError] it returns all that it
// could read.
func (db *DB) List(ctx context.Context, limit int) ([]Summary, error) {
	return db.list(ctx, listing{"coalesce(d.archived, 0) = 0", "(SELECT count(*) FROM conversation_mark WHERE archived <> 0)"}, limit)
}

// Archived returns the archived conversations as [DB.List] does the others.
func (db *DB) Archived(ctx context.Context, limit int) ([]Summary, error) {
	return db.list(ctx, listing{"d.archived <> 0",
		"(SELECT count(*) FROM conversation c LEFT JOIN conversation_mark d ON d.conversation = c.id WHERE coalesce(d.archived, 0) = 0)"}, limit)
}

// A listing is the condition of a list, and the number of conversations that do
// not meet it, as SQL.
type listing struct{ where, others string }

func (db *DB) list(ctx context.Context, l listing, limit int) ([]Summary, error) {
	query := "SELECT " + headColumns + ", " + preview + summaryTables + " WHERE " + l.where + " ORDER BY c.updated DESC, c.id DESC LIMIT ?"
	if limit > 0 {
		if all, err := db.listFirst(ctx, query, limit); err == nil && len(all) == limit {
			return all, nil
		}
	} else {
		limit = -1
	}
	var all []Summary
	damage := DamageError{Path: db.path}
	err := db.look(ctx, "list conversations", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, query, limit)
		if err == nil {
			all, err = summaries(rows, &damage)
		}
		if damaged(err) {
			damage.Changed = 0
			all, err = salvageList(ctx, tx, limit, &damage)
		}
		if err != nil {
			return err
		}
		rows, err = tx.QueryContext(ctx, countAll+l.others)
		return countConversations(rows, err, len(all), limit, &damage)
	})
	if err != nil {
		return all, err
	}
	return all, damage.orNil()
}

// listFirst lists with prepared statements, and fails at any damage. It needs
// no transaction: of a list that is cut off, only the total number is compared.
func (db *DB) listFirst(ctx context.Context, query string, limit int) ([]Summary, error) {
	damage := DamageError{Path: db.path}
	rows, err := db.statements.query(ctx, db.read, query, []any{limit})
	if err != nil {
		return nil, err
	}
	all, err := summaries(rows, &damage)
	if err != nil || len(all) < limit {
		return nil, err
	}
	rows, err = db.statements.query(ctx, db.read, countAll+"0", nil)
	if err := countConversations(rows, err, len(all), limit, &damage); err != nil {
		return nil, err
	}
	return all, damage.orNil()
}

func summaries(rows *sql.Rows, damage *DamageError) ([]Summary, error) {
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var all []Summary
	var row summaryRow
	columns := append(row.columns(), row.preview()...)
	for rows.Next() {
		if err := rows.Scan(columns...); err != nil {
			return nil, fmt.Errorf("%w: %w", errDamaged, err)
		}
		row.compare(damage)
		all = append(all, row.summary())
	}
	return all, rows.Err()
}

// A summaryRow receives the columns of headColumns and preview.
type summaryRow struct {
	head
	checked          bool          // there is a check
	checksum         sql.NullInt64 // null: an older Banter wrote the row
	saved            sql.NullInt64 // number of messages
	messages         int64
	lastLine         string
	pinned, archived int64
	size             int64
}

func (r *summaryRow) preview() []any {
	return []any{&r.checked, &r.checksum, &r.saved, &r.messages, &r.lastLine, &r.pinned, &r.archived, &r.size}
}

// compare records a difference from what was saved.
func (r *summaryRow) compare(damage *DamageError) {
	sum := checksum([]driver.Value{r.ID, r.Title, r.Model, r.Effort, r.Account, r.Leaf, r.created, r.updated})
	if r.checked && (!r.checksum.Valid || r.checksum.Int64 == sum) && r.saved.Int64 == r.messages {
		return
	}
	damage.Changed++
	damage.note(errChanged)
}

func (r *summaryRow) summary() Summary {
	return Summary{
		Conversation: r.conversation(), LastLine: r.lastLine, Messages: int(r.messages),
		Pinned: r.pinned != 0, Archived: r.archived != 0, Size: r.size,
	}
}

// countAll is the beginning of a query of the number of conversations that were
// saved, of those that are there, and of those that are not listed.
const countAll = "SELECT (SELECT count(*) FROM conversation_check), (SELECT count(*) FROM conversation), "

// countConversations compares the number of listed and of other conversations
// with the number that was saved.
func countConversations(rows *sql.Rows, err error, listed, limit int, damage *DamageError) error {
	var saved, present, others int
	if err == nil {
		err = one(rows, &saved, &present, &others)
	}
	if damaged(err) {
		damage.missing(1, err)
		return nil
	}
	if limit < 0 || listed < limit {
		present = listed + others
	}
	damage.missing(saved-present, fmt.Errorf("%w: fewer conversations than were saved", errDamaged))
	return err
}

// one reads the only row and closes rows.
func one(rows *sql.Rows, columns ...any) error {
	defer func() { _ = rows.Close() }() // rows.Err has its error
	if !rows.Next() {
		return cmp.Or(rows.Err(), sql.ErrNoRows)
	}
	return rows.Scan(columns...)
}

// salvageList reads one conversation at a time and skips those that it cannot
// read. It lists a head even if its messages are damaged.
func salvageList(ctx context.Context, tx *sql.Tx, limit int, damage *DamageError) ([]Summary, error) {
	rows, err := tx.QueryContext(ctx, "SELECT rowid FROM conversation ORDER BY updated DESC, id DESC LIMIT ?", limit)
	if err != nil {
		return nil, err
	}
	ids, err := integers(rows)
	if err := damage.skip(err); err != nil {
		return nil, err
	}
	var all []Summary
	for _, id := range ids {
		one, err := salvageHead(ctx, tx, id, damage)
		all = append(all, one...)
		if err := damage.skip(err); err != nil {
			return all, err
		}
	}
	return all, nil
}

// salvageHead returns one conversation, also with an error about its messages,
// and none if it cannot be read.
func salvageHead(ctx context.Context, tx *sql.Tx, id int64, damage *DamageError) ([]Summary, error) {
	found, err := heads(ctx, tx, "SELECT "+headColumns+" FROM conversation c WHERE c.rowid = ?", id)
	if len(found) != 1 {
		return nil, cmp.Or(err, fmt.Errorf("%w: conversation that an index names", errDamaged))
	}
	row := summaryRow{head: head{Conversation: found[0], created: found[0].Created.UnixMicro(), updated: found[0].Updated.UnixMicro()}}
	err = tx.QueryRowContext(ctx, "SELECT "+preview+summaryTables+" WHERE c.rowid = ?", id).Scan(row.preview()...)
	switch {
	case err == nil:
		row.compare(damage)
	case damaged(err), ctx.Err() == nil && primaryCode(err) == 0: // or a value of another type
		damage.Changed++
		damage.note(err)
		err = nil
	}
	return []Summary{row.summary()}, err
}

// Titles returns the titles that begin with a text.
func (db *DB) Titles(ctx context.Context, beginning string) ([]string, error) {
	var list string
	err := db.read.QueryRowContext(ctx, "SELECT json_group_array(title) FROM conversation WHERE substr(title, 1, length(?1)) = ?1", beginning).Scan(&list)
	var titles []string
	if err == nil {
		err = json.Unmarshal([]byte(list), &titles)
	}
	return titles, db.fault("read titles", err)
}
