package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
)

// A mender saves what a wreck has to a new history.
type mender struct {
	db       *DB
	wreck    *wreck
	repaired *Repaired
	orphans  string // conversation of messages that have lost the name of theirs
}

// mendBytes is about how much text is saved at once.
const mendBytes = 4 << 20

// mend saves all that was found. Without db it counts only.
func (m *mender) mend(ctx context.Context) error {
	found := m.byConversation()
	for _, id := range slices.Sorted(maps.Keys(m.wreck.heads)) {
		if _, known := found[id]; !known && usableID(id) {
			found[id] = nil
		}
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if err := m.conversation(ctx, id, found[id]); err != nil {
			return err
		}
	}
	m.countLost(found)
	if m.db == nil {
		return nil
	}
	return m.db.change(ctx, "repair history", func(tx *sql.Tx) error {
		return errors.Join(m.marksAndDrafts(ctx, tx, found), m.values(ctx, tx))
	})
}

// byConversation sorts the messages. Of two with one id the better one counts.
func (m *mender) byConversation() map[string][]foundMessage {
	best := map[string]foundMessage{}
	for _, seq := range slices.Sorted(maps.Keys(m.wreck.messages)) {
		one := m.wreck.messages[seq]
		if !usableID(one.id) {
			one.id = NewID()
		}
		if old, known := best[one.id]; !known || m.wreck.rank(one) > m.wreck.rank(old) {
			best[one.id] = one
		}
	}
	found := map[string][]foundMessage{}
	for _, one := range best {
		if !usableID(one.conversation) {
			m.orphans = cmp.Or(m.orphans, NewID())
			one.conversation = m.orphans
		}
		found[one.conversation] = append(found[one.conversation], one)
	}
	for _, messages := range found {
		slices.SortFunc(messages, func(a, b foundMessage) int { return cmp.Compare(a.seq, b.seq) })
	}
	return found
}

// conversation saves a conversation, a part of its messages at a time.
func (m *mender) conversation(ctx context.Context, id string, found []foundMessage) error {
	head, known := m.wreck.heads[id]
	if !known || m.wreck.headChanged(head) {
		m.repaired.Changed++
	}
	c := head.Conversation
	if c.ID = id; !known {
		if err := m.describe(&c, found); err != nil {
			return err
		}
	}
	c.Leaf = m.adopt(found, c.Leaf)
	var part []Message
	size := 0
	for _, one := range found {
		changed := m.wreck.changed(one)
		message, err := one.message(changed)
		if err != nil {
			return err
		}
		if message.Parent = one.parent; changed {
			m.repaired.Changed++
		}
		part = append(part, message)
		if size += len(message.Text) + len(message.Reasoning) + 1000; size > mendBytes {
			if err := m.save(ctx, c, part); err != nil {
				return err
			}
			part, size = nil, 0
		}
	}
	m.repaired.Conversations++
	return m.save(ctx, c, part)
}

func (m *mender) save(ctx context.Context, c Conversation, messages []Message) error {
	m.repaired.Messages += len(messages)
	if m.db == nil {
		return nil
	}
	_, err := m.db.Merge(ctx, Part{c, messages})
	return err
}

// adopt gives each message whose parent is lost the nearest earlier one that is
// there, and returns that of the leaf.
func (m *mender) adopt(found []foundMessage, leaf string) string {
	here := map[string]bool{}
	for i, one := range found {
		if parent := m.nearest(one.parent, here); parent != one.parent {
			m.repaired.Moved++
			found[i].parent = parent
		}
		here[one.id] = true
	}
	leaf = m.nearest(leaf, here)
	if leaf == "" && len(found) > 0 {
		leaf = found[len(found)-1].id
	}
	return leaf
}

// nearest returns the message with that id if it is here, else the nearest one
// before it, or nothing. The index may know the parents of lost messages.
func (m *mender) nearest(id string, here map[string]bool) string {
	for range len(m.wreck.links) + 1 { // a damaged index may have a cycle
		if id == "" || here[id] {
			return id
		}
		id = m.wreck.links[id].parent
	}
	return ""
}

// describe makes a head from the messages of a conversation.
func (m *mender) describe(c *Conversation, found []foundMessage) error {
	for _, one := range found {
		message, err := one.message(m.wreck.changed(one))
		if err != nil {
			return err
		}
		if c.Created.IsZero() {
			c.Created = message.Created
		}
		if c.Title == "" && message.Role == User {
			c.Title, _, _ = strings.Cut(cutText(strings.TrimSpace(message.Text), titleBytes), "\n")
		}
		c.Updated, c.Leaf = message.Created, message.ID
		c.Model, c.Effort, c.Account = cmp.Or(message.Model, c.Model), cmp.Or(message.Effort, c.Effort), cmp.Or(message.Account, c.Account)
	}
	c.Title = cmp.Or(c.Title, "Recovered")
	return nil
}

// titleBytes is the longest title that is made of a question here.
const titleBytes = 80

func cutText(text string, most int) string {
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return text
}

// countLost counts what must be there and was not found.
func (m *mender) countLost(found map[string][]foundMessage) {
	missing := 0
	for id, n := range m.wreck.counts {
		missing += max(0, n-len(found[id]))
		if _, ok := found[id]; !ok {
			m.repaired.LostConversations++
		}
	}
	m.repaired.LostMessages = max(missing, len(m.wreck.lost()))
}

func (m *mender) marksAndDrafts(ctx context.Context, tx *sql.Tx, found map[string][]foundMessage) error {
	for id, mark := range m.wreck.marks {
		_, err := tx.ExecContext(ctx, "UPDATE conversation_mark SET pinned = ?, archived = ? WHERE conversation = ?", mark.pinned, mark.archived, id)
		if err != nil {
			return err
		}
	}
	for id, text := range m.wreck.drafts {
		if _, ok := found[id]; !ok && id != "" {
			continue
		}
		if err := saveDraft(ctx, tx, id, mended(text)); err != nil {
			return err
		}
	}
	return nil
}

// values saves the system prompts and the bookmarks of what was recovered.
func (m *mender) values(ctx context.Context, tx *sql.Tx) error {
	for _, v := range m.wreck.values {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO replica_value SELECT ?1, ?2, ?3, ?4, '', ?3, 0
			WHERE EXISTS (SELECT 1 FROM conversation WHERE id = ?1)
			AND (?2 = 'system' OR EXISTS (SELECT 1 FROM message WHERE conversation = ?1 AND 'bookmark:' || id = ?2))`,
			v.Conversation, v.Name, mended(v.Value), v.Time)
		if err != nil {
			return err
		}
	}
	return nil
}
