package history

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"
)

// SetPinned pins conversations, or unpins them: all or none.
func (db *DB) SetPinned(ctx context.Context, on bool, ids ...string) error {
	return db.mark(ctx, "pin conversation", "pinned", on, ids)
}

// SetArchived moves conversations to the archive, or back: all or none.
func (db *DB) SetArchived(ctx context.Context, on bool, ids ...string) error {
	return db.mark(ctx, "archive conversation", "archived", on, ids)
}

func (db *DB) mark(ctx context.Context, op, column string, on bool, ids []string) error {
	since := int64(0)
	if on {
		since = time.Now().UnixMicro()
	}
	return db.change(ctx, op, func(tx *sql.Tx) error {
		for _, id := range ids {
			// A conversation of an older Banter has no row before it is indexed.
			if err := oneRow(tx.ExecContext(ctx, `INSERT INTO conversation_mark (conversation, `+column+`)
				SELECT id, ?2 FROM conversation WHERE id = ?1 ON CONFLICT DO UPDATE SET `+column+` = ?2`, id, since)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Rename changes the title of a conversation.
func (db *DB) Rename(ctx context.Context, id, title string) error {
	c, err := db.Find(ctx, id)
	if err != nil {
		return err
	}
	c.Title = title
	return db.Update(ctx, c)
}

// DeleteAll removes conversations as [DB.Delete] does: all or none.
func (db *DB) DeleteAll(ctx context.Context, ids ...string) error {
	const op = "delete conversations"
	if len(ids) == 0 {
		return nil
	}
	err := db.change(ctx, op, func(tx *sql.Tx) error {
		for _, id := range ids {
			if err := oneRow(tx.ExecContext(ctx, deleteConversation, id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = db.discard(ctx)
	return db.fault(op, errors.Join(err, db.forget(ctx, deleteConversations, jsonList(ids))))
}

const deleteConversations = "DELETE FROM conversation WHERE id IN (SELECT value FROM json_each(?))"

// Old returns the conversations that were last used before a moment, the oldest
// first, archived ones too, and pinned ones only if asked for. It fails if the
// history is damaged: what is to be deleted must be known.
func (db *DB) Old(ctx context.Context, before time.Time, pinned bool) ([]Summary, error) {
	all, err := db.list(ctx, listing{"1", "0"}, 0)
	if err != nil {
		return nil, err
	}
	var old []Summary
	for i := len(all) - 1; i >= 0 && all[i].Updated.Before(before); i-- {
		if pinned || !all[i].Pinned {
			old = append(old, all[i])
		}
	}
	return old, nil
}

// Use is how much a history has and takes.
type Use struct {
	Conversations, Messages int
	Disk                    int64 // bytes of its files
	Free                    int64 // of those, bytes that new messages will fill
}

// Use counts what the history has.
func (db *DB) Use(ctx context.Context) (Use, error) {
	var u Use
	var pages, page int64
	err := db.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM message), freelist_count, page_size
		FROM pragma_freelist_count, pragma_page_size`).Scan(&u.Conversations, &u.Messages, &pages, &page)
	u.Free = pages * page
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(db.path + suffix); err == nil {
			u.Disk += info.Size()
		}
	}
	u.Disk += db.files.size()
	return u, db.fault("measure history", err)
}

// Compact returns free space of the file to the disk. It needs as much memory
// as the file has data, and waits for other processes that use the history.
func (db *DB) Compact(ctx context.Context) error {
	const op = "compact history"
	err := patiently(ctx, func(ctx context.Context) error {
		_, err := db.write.ExecContext(ctx, "VACUUM")
		return err
	})
	if err != nil {
		return db.fault(op, err)
	}
	return db.fault(op, db.truncateLog(ctx))
}
