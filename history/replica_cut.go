package history

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// A deleted message is the value "gone:" and its id, "1". Where it counts, the
// messages below it are deleted too: those that the machine which deleted it did
// not know get values of their own, with the same time and machine, so that no
// machine waits for their parent. A message that was restored has "0".
//
// Only messages that [DB.Cut] has removed have such a value, so that a history
// needs no row for each message that it has.

const gonePrefix = "gone:"

// watchCut prepares for [DB.Note] to find that messages were removed. Without a
// sync nothing needs to be known of them.
const watchCut = `INSERT OR IGNORE INTO replica_value
	SELECT conversation, 'gone:' || id, '0', 0, '', '0', 1 FROM message
	WHERE id IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM replica)`

// readCut returns the ids of the messages of a conversation that were removed,
// as a JSON array.
const readCut = `SELECT json_group_array(substr(name, 6)) FROM replica_value v WHERE conversation = ?1 AND name LIKE 'gone:%'
	AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = substr(v.name, 6))`

// restoreCut is watchCut for messages that were removed before their
// conversation, which is back.
const restoreCut = `INSERT OR IGNORE INTO replica_value
	SELECT ?1, 'gone:' || value, '0', 0, '', '0', 1 FROM json_each(?2) WHERE EXISTS (SELECT 1 FROM replica)`

// noteCut finds messages that were removed or restored here.
func (n *noter) noteCut(ctx context.Context) error {
	changed, err := n.all(ctx, `SELECT v.conversation, v.name, iif(v.seen = '0', '1', '0') FROM replica_value v
		JOIN conversation c ON c.id = v.conversation WHERE v.name LIKE 'gone:%' AND v.seen IS NOT iif(EXISTS
		(SELECT 1 FROM message m WHERE m.id = substr(v.name, 6) AND m.conversation = v.conversation), '0', '1')`)
	if err != nil {
		return err
	}
	for _, row := range changed {
		if err := n.set(ctx, Value{row[0], row[1], row[2], n.time, n.machine}, row[2], false); err != nil {
			return err
		}
		// Say again which branch is shown, for the other machines lose or get it.
		if err := n.exec(ctx, "UPDATE replica_value SET seen = '?' WHERE conversation = ? AND name = 'leaf'", row[0]); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return n.exec(ctx, markUnclean)
}

// cutOf returns what is known about the removal of a message. The name is empty
// if nothing is.
func (t *taker) cutOf(ctx context.Context, conversation, id string) (v Value, seen string, err error) {
	v = Value{Conversation: conversation, Name: gonePrefix + id}
	err = t.row(ctx, "SELECT value, time, machine, seen FROM replica_value WHERE conversation = ? AND name = ?",
		[]any{conversation, v.Name}, &v.Value, &v.Time, &v.Machine, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return Value{}, "", nil
	}
	return v, seen, err
}

// cut takes that a message is deleted, or is no longer; old is the value so far.
// The messages go in bury.
func (t *taker) cut(ctx context.Context, v, old Value, seen string) error {
	id := strings.TrimPrefix(v.Name, gonePrefix)
	var here, writing bool
	if err := t.row(ctx, "SELECT EXISTS (SELECT 1 FROM message WHERE id = ? AND conversation = ?)", []any{id, v.Conversation}, &here); err != nil {
		return err
	}
	switch {
	case seen == "" && here:
		seen = "0"
	case seen == "":
		seen = "1"
	}
	if v.Value == isDeleted && here && seen == "0" {
		err := t.row(ctx, walkDown+"SELECT EXISTS (SELECT 1 FROM down JOIN message m ON m.seq = down.seq WHERE m.status = 'streaming')", []any{id}, &writing)
		if err != nil {
			return err
		}
		if writing {
			t.done.Waiting = true
			return nil
		}
		t.dead, seen = append(t.dead, v), "1"
	}
	t.done.Again = t.done.Again || v.Value != isDeleted && old.Value == isDeleted // its text may be in a file that was taken
	t.done.Values++
	if v.Value != isDeleted {
		if err := t.exec(ctx, "DELETE FROM replica_message WHERE seq = (SELECT seq FROM message WHERE id = ?)", id); err != nil {
			return err
		}
	}
	sent, err := t.settled(ctx, v.Conversation, "")
	if err == nil && v.Value == isDeleted && !here {
		err = t.dropBookmark(ctx, v.Conversation, id)
	}
	if err != nil {
		return err
	}
	return t.set(ctx, v, seen, sent)
}

// bury removes the messages that were found to be deleted, and what follows
// them.
func (t *taker) bury(ctx context.Context) error {
	for _, v := range t.dead {
		id := strings.TrimPrefix(v.Name, gonePrefix)
		below, err := t.all(ctx, walkDown+"SELECT id FROM down", id)
		if err != nil {
			return err
		}
		if err := t.touch(ctx, v.Conversation); err != nil {
			return err
		}
		for _, row := range below {
			if row[0] != id {
				if err := t.follow(ctx, row[0], v); err != nil {
					return err
				}
			}
			t.buried = append(t.buried, row[0])
		}
	}
	if len(t.dead) == 0 {
		return nil
	}
	t.gone, t.dead = true, nil
	return t.exec(ctx, deleteMessages, jsonList(t.buried))
}

// follow deletes a message for its parent's sake, in all histories.
func (t *taker) follow(ctx context.Context, id string, parent Value) error {
	v := Value{parent.Conversation, gonePrefix + id, isDeleted, parent.Time, parent.Machine}
	old, _, err := t.cutOf(ctx, v.Conversation, id)
	if err != nil {
		return err
	}
	if old.Name != "" && old.Value == isDeleted {
		return t.exec(ctx, "UPDATE replica_value SET seen = '1' WHERE conversation = ? AND name = ?", old.Conversation, old.Name)
	}
	if old.Name != "" && !v.after(old) {
		v.Time = old.Time + 1
	}
	t.done.Values++
	if err := t.dropBookmark(ctx, v.Conversation, id); err != nil {
		return err
	}
	return t.set(ctx, v, isDeleted, false)
}

// orphan reports whether a message that is not here is deleted, or waits.
func (t *taker) orphan(ctx context.Context, m Message) (drop bool, err error) {
	own, seen, err := t.cutOf(ctx, m.Conversation, m.ID)
	switch {
	case err != nil:
		return false, err
	case own.Value == isDeleted:
		return true, nil
	case own.Name != "" && seen == "0": // removed here a moment ago, and not noted
		t.done.Waiting = true
		return true, nil
	}
	var parent bool
	if err := t.row(ctx, hasParent, []any{m.Conversation, m.Parent}, &parent); err != nil || parent {
		return false, err
	}
	above, _, err := t.cutOf(ctx, m.Conversation, m.Parent)
	if err != nil || above.Value != isDeleted {
		t.done.Waiting = true
		return true, err
	}
	return true, t.follow(ctx, m.ID, above)
}
