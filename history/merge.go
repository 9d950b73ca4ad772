package history

import (
	"context"
	"database/sql"
	"errors"
)

// A Part is a conversation and some of its messages.
type Part struct {
	Conversation Conversation
	Messages     []Message
}

// Merged counts what [DB.Merge] did with messages.
type Merged struct {
	New     bool // the conversation was unknown
	Added   int
	Known   int // messages that the history has already
	Orphans int // messages whose parent it lacks
}

// Merge adds what the history lacks of conversations: heads, and messages in
// order, a parent before its children. It changes no message that it has, and
// saves all or nothing. The shown branch becomes that of a part whose
// conversation was used later than the saved one. A streaming message is saved
// as interrupted: its writer is elsewhere. The result has an element for each
// part.
func (db *DB) Merge(ctx context.Context, parts ...Part) ([]Merged, error) {
	merged := make([]Merged, len(parts))
	err := db.change(ctx, "add conversation", func(tx *sql.Tx) error {
		s := saver{tx, map[string]*sql.Stmt{}}
		for i, part := range parts {
			if err := db.saveFiles(part.Messages...); err != nil {
				return err
			}
			m := merger{s, part.Conversation, &merged[i]}
			if err := m.merge(ctx, part.Messages); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return merged, nil
}

// A merger merges one conversation within one transaction.
type merger struct {
	saver
	c      Conversation
	merged *Merged
}

const (
	hasMessage = "SELECT EXISTS (SELECT 1 FROM message WHERE id = ?)"
	readHead   = `SELECT c.leaf, c.updated, ` + conversationIntact + `
		FROM conversation c LEFT JOIN conversation_check k ON k.id = c.id WHERE c.id = ?`
	showLeaf = "UPDATE conversation SET leaf = ?, updated = max(updated, ?) WHERE id = ?"
)

func (m *merger) merge(ctx context.Context, messages []Message) error {
	leaf, later := "", true
	var updated int64
	intact := true
	err := m.row(ctx, readHead, []any{m.c.ID}, &leaf, &updated, &intact)
	isNew := errors.Is(err, sql.ErrNoRows)
	switch {
	case isNew:
		m.merged.New = true
		c := m.c
		c.Leaf = ""
		err = insertHead(ctx, m.tx, c)
	case err == nil:
		later = m.c.Updated.UnixMicro() >= updated
	}
	if err != nil {
		return err
	}
	last, err := m.addAll(ctx, messages)
	if err != nil || !isNew && m.merged.Added == 0 {
		return err
	}
	if leaf == "" {
		leaf = last
	}
	return m.settle(ctx, leaf, later, intact)
}

// addAll adds the messages that are unknown, and returns the id of the last
// one.
func (m *merger) addAll(ctx context.Context, messages []Message) (last string, err error) {
	for _, one := range messages {
		one.Conversation = m.c.ID
		var known, parent bool
		if err := m.row(ctx, hasMessage, []any{one.ID}, &known); err != nil {
			return "", err
		}
		if known {
			m.merged.Known++
			continue
		}
		if err := m.row(ctx, hasParent, []any{one.Conversation, one.Parent}, &parent); err != nil {
			return "", err
		}
		if !parent {
			m.merged.Orphans++
			continue
		}
		if one.Status == Streaming {
			one.Status = Interrupted
		}
		if err := m.save(ctx, one); err != nil {
			return "", err
		}
		m.merged.Added++
		last = one.ID
	}
	return last, nil
}

// settle sets the leaf, which saving has moved: to that of the merged
// conversation if it was used later and its leaf is here.
func (m *merger) settle(ctx context.Context, leaf string, later, intact bool) error {
	if later && m.c.Leaf != "" {
		var here bool
		if err := m.row(ctx, hasParent, []any{m.c.ID, m.c.Leaf}, &here); err != nil {
			return err
		}
		if here {
			leaf = m.c.Leaf
		}
	}
	if err := m.exec(ctx, showLeaf, leaf, m.c.Updated.UnixMicro(), m.c.ID); err != nil {
		return err
	}
	return m.exec(ctx, sealConversation, m.c.ID, intact)
}
