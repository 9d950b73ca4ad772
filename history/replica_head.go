package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// heads sets the heads of the touched conversations to their values.
func (t *taker) heads(ctx context.Context) error {
	for id := range t.touched {
		if err := t.head(ctx, id); err != nil {
			return fmt.Errorf("conversation %s: %w", id, err)
		}
	}
	return nil
}

func (t *taker) head(ctx context.Context, id string) error {
	rows, err := t.all(ctx, "SELECT name, value FROM replica_value WHERE conversation = ?", id)
	if err != nil {
		return err
	}
	values := map[string]string{}
	for _, row := range rows {
		values[row[0]] = row[1]
	}
	created, ok := values[createdValue]
	if !ok || values[deletedValue] == isDeleted {
		return nil
	}
	found, err := heads(ctx, t.tx, "SELECT "+headColumns+" FROM conversation c WHERE c.id = ?", id)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		at := microTime(created)
		found = []Conversation{{ID: id, Created: at, Updated: at}}
		if err := insertHead(ctx, t.tx, found[0]); err != nil {
			return err
		}
	}
	return t.setHead(ctx, found[0], values)
}

// setHead sets the columns that have a value, and notes them as seen.
func (t *taker) setHead(ctx context.Context, c Conversation, values map[string]string) error {
	kept := t.touched[c.ID]
	c.Effort = c.effortColumn() // the value of the other machine has the choices too
	for name, to := range map[string]*string{"title": &c.Title, "model": &c.Model, "effort": &c.Effort} {
		if value, ok := values[name]; ok && !kept[name] {
			*to = value
		}
	}
	if leaf, ok := values["leaf"]; ok && !kept["leaf"] {
		if err := t.leaf(ctx, &c, leaf); err != nil {
			return err
		}
	}
	if updated := microTime(values["updated"]); updated.After(c.Updated) {
		c.Updated = updated
	}
	err := t.exec(ctx, "UPDATE conversation SET title = ?, model = ?, effort = ?, leaf = ?, created = ?, updated = ? WHERE id = ?",
		c.Title, c.Model, c.Effort, c.Leaf, microTime(values[createdValue]).UnixMicro(), c.Updated.UnixMicro(), c.ID)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, sealConversation, c.ID, true); err != nil {
		return err
	}
	return t.setMarks(ctx, c, values)
}

// leaf sets the leaf of a conversation to the wanted one. In place of one that
// is deleted it is the newest, which is the same in all histories.
func (t *taker) leaf(ctx context.Context, c *Conversation, wanted string) error {
	const isHere = "SELECT EXISTS (SELECT 1 FROM message WHERE id = ? AND conversation = ?)"
	var here, usable bool
	if err := t.row(ctx, isHere, []any{wanted, c.ID}, &here); err != nil {
		return err
	}
	if here {
		c.Leaf = wanted
		return nil
	}
	cut, _, err := t.cutOf(ctx, c.ID, wanted)
	if err != nil {
		return err
	}
	if err := t.row(ctx, isHere, []any{c.Leaf, c.ID}, &usable); err != nil || usable && wanted != "" && cut.Value != isDeleted {
		return err
	}
	err = t.row(ctx, newestLeaf, []any{c.ID}, &c.Leaf)
	if errors.Is(err, sql.ErrNoRows) {
		c.Leaf, err = "", nil
	}
	return err
}

// newestLeaf returns the newest message that no other follows.
const newestLeaf = `SELECT id FROM message m WHERE conversation = ?1
	AND NOT EXISTS (SELECT 1 FROM message b WHERE b.conversation = ?1 AND b.parent = m.id) ORDER BY created DESC, id DESC LIMIT 1`

// setMarks sets what the person decided about a conversation, and notes all of
// its head as seen.
func (t *taker) setMarks(ctx context.Context, c Conversation, values map[string]string) error {
	kept := t.touched[c.ID]
	for _, name := range []string{"pinned", "archived"} {
		if value, ok := values[name]; ok && !kept[name] {
			err := t.exec(ctx, "INSERT INTO conversation_mark (conversation, "+name+") VALUES (?1, ?2) ON CONFLICT DO UPDATE SET "+name+" = ?2",
				c.ID, microTime(value).UnixMicro())
			if err != nil {
				return err
			}
		}
	}
	for _, name := range append([]string{createdValue}, headValues...) {
		if kept[name] {
			continue
		}
		err := t.exec(ctx, "UPDATE replica_value SET seen = (SELECT "+columnOf(name)+" FROM conversation c WHERE c.id = ?1) WHERE conversation = ?1 AND name = ?2",
			c.ID, name)
		if err != nil {
			return err
		}
	}
	return nil
}

// lastMicro is the end of the year 9999, in microseconds since 1970.
const lastMicro = 253402300799999999

// microTime reads microseconds since 1970; a wrong text is 1970.
func microTime(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > lastMicro {
		n = 0
	}
	return time.UnixMicro(n)
}
