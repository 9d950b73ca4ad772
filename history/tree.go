package history

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"
)

// walkUp is walk for at most ?3 messages, and only to the one below ?2. A
// parent's seq is lower than its child's, which ends it even if a damaged index
// has a cycle.
const walkUp = `WITH RECURSIVE path (seq, id, parent, n) AS (
	SELECT seq, id, parent, 1 FROM message WHERE id = ?1 AND id <> ?2
	UNION ALL SELECT m.seq, m.id, m.parent, n + 1 FROM message m JOIN path ON m.id = path.parent AND m.seq < path.seq
	WHERE n < ?3 AND m.id <> ?2) `

// walkDown follows children from a message to all messages that follow it.
const walkDown = `WITH RECURSIVE down (seq, id, conversation) AS (
	SELECT seq, id, conversation FROM message WHERE id = ?1
	UNION SELECT m.seq, m.id, m.conversation FROM down JOIN message m ON m.conversation = down.conversation AND m.parent = down.id) `

// End returns the end of the branch to leaf, in order: at most limit messages
// (0: all), and only those after the message above, if that is not empty. Its
// cost does not depend on the messages before them.
//
// whole reports that the first message is among them. Only then missing
// messages are known, and reported as a [*DamageError]. Read the branch with
// [DB.Branch] after one.
func (db *DB) End(ctx context.Context, leaf, above string, limit int) (found []Message, whole bool, err error) {
	if leaf == "" {
		return nil, true, nil
	}
	if limit <= 0 {
		limit = math.MaxInt
	}
	damage := DamageError{Path: db.path, of: "conversation"}
	err = db.look(ctx, "read conversation", func(tx *sql.Tx) (err error) {
		found, err = messages(ctx, tx, walkUp+"SELECT "+messageColumns+messagesWithChecks+
			" WHERE m.seq IN (SELECT seq FROM path) ORDER BY m.seq", leaf, above, limit)
		if whole = len(found) > 0 && found[0].Parent == ""; err != nil {
			return damage.skip(err)
		}
		if whole || len(found) == 0 && above == "" {
			return verify(ctx, tx, leaf, found, &damage)
		}
		return nil
	})
	if err != nil {
		return found, whole, err
	}
	return found, whole, damage.orNil()
}

// Messages returns the messages of all branches of a conversation, parents
// before children. With a [*DamageError] it returns all that it could read.
func (db *DB) Messages(ctx context.Context, conversation string) ([]Message, error) {
	return db.some(ctx, func(*Message) {}, "m.conversation = ?", conversation)
}

// MessagesByID returns those of the given messages that exist, parents before
// children. With a [*DamageError] it returns all that it could read.
func (db *DB) MessagesByID(ctx context.Context, ids ...string) ([]Message, error) {
	return db.some(ctx, func(*Message) {}, "m.id IN (SELECT value FROM json_each(?))", jsonList(ids))
}

// some returns the messages that a condition is true for, changed by change.
func (db *DB) some(ctx context.Context, change func(*Message), condition string, arg any) ([]Message, error) {
	found, err := messagesBy(ctx, db.read, change, "SELECT "+messageColumns+messagesWithChecks+" WHERE "+condition+" ORDER BY m.seq", arg)
	damage := DamageError{Path: db.path, of: "conversation"}
	if err := damage.skip(err); err != nil {
		return found, db.fault("read conversation", err)
	}
	return found, damage.orNil()
}

// newestBelow returns the message ?2 if it is below ?1, else the newest leaf. Time
// decides what is newest, for the order of seq is another one on each machine;
// and a clock that was behind makes an answer older than its question.
const newestBelow = walkDown + `SELECT d.id FROM down d JOIN message m ON m.seq = d.seq WHERE d.id = ?2
	OR NOT EXISTS (SELECT 1 FROM message b WHERE b.conversation = d.conversation AND b.parent = d.id)
	ORDER BY d.id = ?2 DESC, m.created DESC, d.id DESC LIMIT 1`

// Newest returns the leaf of a branch through the message with the given id:
// the preferred one if it is on such a branch, else the newest.
func (db *DB) Newest(ctx context.Context, id, preferred string) (leaf string, err error) {
	err = db.read.QueryRowContext(ctx, newestBelow, id, preferred).Scan(&leaf)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return leaf, db.fault("read branches", err)
}

// Forks returns, by the id of their parent, the ids of messages that have
// siblings, oldest first. It reads an index alone, except for these messages.
func (db *DB) Forks(ctx context.Context, conversation string) (map[string][]string, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT parent, id FROM message WHERE conversation = ?1 AND parent IN
		(SELECT parent FROM message WHERE conversation = ?1 GROUP BY parent HAVING count(*) > 1) ORDER BY created, id`, conversation)
	if err != nil {
		return nil, db.fault("read branches", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	forks := map[string][]string{}
	for rows.Next() {
		var parent, id string
		if err := rows.Scan(&parent, &id); err != nil {
			return nil, db.fault("read branches", err)
		}
		forks[parent] = append(forks[parent], id)
	}
	return forks, db.fault("read branches", rows.Err())
}

// A Node is a message of a tree, without its text.
type Node struct {
	ID, Parent string
	Role       Role
	Status     Status
	Model      string
	LastLine   string // of the text
	Created    time.Time
}

// Tree returns all messages of a conversation without their texts, parents
// before children.
func (db *DB) Tree(ctx context.Context, conversation string) ([]Node, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT id, parent, role, status, model, last_line, created
		FROM message WHERE conversation = ? ORDER BY seq`, conversation)
	if err != nil {
		return nil, db.fault("read branches", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	var all []Node
	for rows.Next() {
		var n Node
		var created int64
		if err := rows.Scan(&n.ID, &n.Parent, &n.Role, &n.Status, &n.Model, &n.LastLine, &created); err != nil {
			return all, db.fault("read branches", err)
		}
		n.Created = time.UnixMicro(created)
		all = append(all, n)
	}
	return all, db.fault("read branches", rows.Err())
}
