package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// Removed is what [DB.Take] or [DB.Cut] has removed. It is in memory alone: the
// files have none of it any more.
type Removed struct {
	Conversation Conversation // with the leaf from before
	Messages     []Message    // parents before children
	Next         string       // leaf to show in their place: that of a sibling, or the parent
	draft        string
	cut          string   // a JSON array: ids of messages that were removed before
	whole        bool     // the head was removed too
	files        [][]byte // that only the removed messages had
}

// Take is [DB.Delete], except that it returns what [DB.Restore] needs to undo
// it. What it could not read is lost.
func (db *DB) Take(ctx context.Context, id string) (Removed, error) {
	const op = "delete conversation"
	if err := db.forget(ctx, deleteConversation, id); err != nil {
		return Removed{}, db.fault(op, err)
	}
	r := Removed{whole: true}
	err := db.change(ctx, op, func(tx *sql.Tx) (err error) {
		if r.Conversation, err = oneHead(ctx, tx, id); err != nil {
			return err
		}
		r.Messages, err = messages(ctx, tx, "SELECT "+messageColumns+messagesWithChecks+" WHERE m.conversation = ? ORDER BY m.seq", id)
		if ignoreDamage(err) != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, readCut, id).Scan(&r.cut); err != nil {
			return err
		}
		err = tx.QueryRowContext(ctx, "SELECT coalesce((SELECT text FROM draft WHERE conversation = ?), '')", id).Scan(&r.draft)
		if ignoreDamage(err) != nil {
			return err
		}
		return oneRow(tx.ExecContext(ctx, deleteConversation, id))
	})
	if err != nil {
		return Removed{}, err
	}
	r.files, err = db.discard(ctx)
	return r, db.fault(op, err)
}

// ErrGrowing reports that an answer is being written among the messages to
// remove.
var ErrGrowing error = &refusal{"an answer is being written", "An answer is being written there.", "Stop it first, or wait."}

// Cut removes a message and all that follow it, as [DB.Take] removes a
// conversation. If the leaf of the conversation is among them, the newest leaf of
// the siblings of the message replaces it, or its parent. The error wraps
// [ErrGrowing] if one of them is an answer that is being written.
func (db *DB) Cut(ctx context.Context, id string) (Removed, error) {
	const op = "delete message"
	var r Removed
	var ids []string
	err := db.change(ctx, op, func(tx *sql.Tx) (err error) {
		r.Messages, err = messages(ctx, tx, walkDown+"SELECT "+messageColumns+messagesWithChecks+
			" WHERE m.seq IN (SELECT seq FROM down) ORDER BY m.seq", id)
		if ignoreDamage(err) != nil {
			return err
		}
		if len(r.Messages) == 0 {
			return ErrNotFound
		}
		for _, m := range r.Messages {
			if ids = append(ids, m.ID); m.Status == Streaming {
				return ErrGrowing
			}
		}
		if r.Conversation, err = oneHead(ctx, tx, r.Messages[0].Conversation); err != nil {
			return err
		}
		for _, query := range []string{watchCut, deleteMessages} {
			if _, err := tx.ExecContext(ctx, query, jsonList(ids)); err != nil {
				return err
			}
		}
		if r.Next, err = next(ctx, tx, r.Messages[0]); err != nil || !slices.Contains(ids, r.Conversation.Leaf) {
			return err
		}
		return setLeaf(ctx, tx, r.Conversation, r.Next)
	})
	if err != nil {
		return Removed{}, err
	}
	r.files, err = db.discard(ctx)
	return r, db.fault(op, errors.Join(err, db.forget(ctx, deleteMessages, jsonList(ids))))
}

// next returns the newest leaf below the newest sibling of m, which has been
// removed, or the parent if there is no sibling.
func next(ctx context.Context, tx *sql.Tx, m Message) (leaf string, err error) {
	err = tx.QueryRowContext(ctx, "SELECT id FROM message WHERE conversation = ? AND parent = ? ORDER BY created DESC, id DESC LIMIT 1",
		m.Conversation, m.Parent).Scan(&leaf)
	if errors.Is(err, sql.ErrNoRows) {
		return m.Parent, nil
	}
	if err == nil {
		err = tx.QueryRowContext(ctx, newestBelow, leaf, "").Scan(&leaf)
	}
	return leaf, err
}

const deleteMessages = "DELETE FROM message WHERE id IN (SELECT value FROM json_each(?))"

// Restore saves again what was removed, all or nothing, and makes the leaf from
// before the leaf again. Of a conversation that was removed whole, the answer
// that was being written is interrupted.
func (db *DB) Restore(ctx context.Context, r Removed) error {
	all := slices.Clone(r.Messages)
	for i := range all {
		if all[i].Status == Streaming {
			all[i].Status = Interrupted
		}
	}
	return db.change(ctx, "restore", func(tx *sql.Tx) error {
		if err := db.saveFiles(Message{Data: r.files}); err != nil {
			return err
		}
		if r.whole {
			if err := insertHead(ctx, tx, r.Conversation); err != nil {
				return err
			}
			if err := saveDraft(ctx, tx, r.Conversation.ID, r.draft); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, restoreCut, r.Conversation.ID, r.cut); err != nil {
				return err
			}
		}
		if err := save(ctx, tx, all); err != nil {
			return err
		}
		return setLeaf(ctx, tx, r.Conversation, r.Conversation.Leaf)
	})
}

// setLeaf makes leaf the message that the shown branch of c ends with.
func setLeaf(ctx context.Context, tx *sql.Tx, c Conversation, leaf string) error {
	if err := oneRow(tx.ExecContext(ctx, "UPDATE conversation SET leaf = ?, updated = max(updated, ?) WHERE id = ?",
		leaf, c.Updated.UnixMicro(), c.ID)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, sealConversation, c.ID, true)
	return err
}

// oneHead returns the head of the conversation with exactly that id.
func oneHead(ctx context.Context, from querier, id string) (Conversation, error) {
	found, err := heads(ctx, from, "SELECT "+headColumns+" FROM conversation c WHERE c.id = ?", id)
	switch {
	case err != nil:
		return Conversation{}, fmt.Errorf("read head: %w", err)
	case len(found) == 0:
		return Conversation{}, ErrNotFound
	}
	return found[0], nil
}
