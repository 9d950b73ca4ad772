package archive

import (
	"context"
	"fmt"

	"banter/history"
)

// The program elia keeps chats in elia.sqlite: see elia_chat/database/models.py
// in https://github.com/darrenburns/elia. A message without a parent follows the
// one before it.
const eliaQuery = `SELECT CAST(m.chat_id AS TEXT), CAST(m.id AS TEXT), %s, %s, %s, CAST(m.role AS TEXT),
		coalesce(CAST(m.content AS TEXT), ''), %s, %s, %s
	FROM message m LEFT JOIN chat c ON c.id = m.chat_id
	WHERE m.chat_id IS NOT NULL AND m.role IS NOT NULL ORDER BY m.chat_id, m.id`

// An eliaRow is a row of eliaQuery.
type eliaRow struct {
	chat, id, title, archived, started, role, content, parent, author, at string
}

func readElia(ctx context.Context, r *sqliteReader) error {
	chats, err := columns(ctx, r.db, "chat")
	if err != nil {
		return err
	}
	messages, err := columns(ctx, r.db, "message")
	if err != nil {
		return err
	}
	rows, err := r.db.QueryContext(ctx, fmt.Sprintf(eliaQuery,
		optional(chats, "c", "title"), optional(chats, "c", "archived"), optional(chats, "c", "started_at"),
		optional(messages, "m", "parent_id"), optional(messages, "m", "model"), optional(messages, "m", "timestamp")))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	chat := eliaChat{r: r}
	for rows.Next() {
		var row eliaRow
		if err := rows.Scan(&row.chat, &row.id, &row.title, &row.archived, &row.started, &row.role, &row.content,
			&row.parent, &row.author, &row.at); err != nil {
			return err
		}
		if err := chat.add(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// An eliaChat is the chat whose messages are being read.
type eliaChat struct {
	r      *sqliteReader
	id     string
	source string            // id of the chat, with the time it began
	ids    map[string]string // of its messages, by elia's
}

func (c *eliaChat) add(row eliaRow) error {
	started := sqliteTime(row.started, epoch)
	if c.ids == nil || c.id != row.chat {
		c.id, c.ids = row.chat, map[string]string{}
		c.source = row.chat + " " + row.started
		err := c.r.begin(history.Conversation{
			ID: newID(started, "elia", c.source), Title: clean(row.title), Created: started, Updated: started,
		})
		if err != nil {
			return err
		}
		c.r.batch.Archived = row.archived == "1"
	}
	parent, known := c.ids[row.parent]
	if row.parent == "" || !known {
		parent = c.r.batch.Conversation.Leaf
	}
	role := history.Role(row.role)
	if role != history.User && role != history.Assistant || row.content == "" {
		c.ids[row.id] = parent // a system prompt: its children follow its parent
		return nil
	}
	at := sqliteTime(row.at, started)
	m := history.Message{ID: newID(at, "elia", c.source, row.id), Parent: parent, Role: role, Text: clean(row.content), Created: at}
	if role == history.Assistant {
		m.Model = clean(row.author)
	}
	c.ids[row.id] = m.ID
	return c.r.add(m)
}
