package history

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Omitted has the lengths of the texts of a message that was read, or is kept in
// memory, without them and without its items. It is zero for a whole message.
type Omitted struct{ Text, Reasoning int }

// ErrOmitted reports that a message without its texts was to be saved.
var ErrOmitted = errors.New("the texts of the message are not in memory")

// Whole reports whether the texts and the items of m are in memory.
func (m *Message) Whole() bool { return m.Omitted == Omitted{} }

// TextSize returns the length of the text, also of one that was omitted.
func (m *Message) TextSize() int { return len(m.Text) + m.Omitted.Text }

// ReasoningSize returns the length of the reasoning, also of one that was omitted.
func (m *Message) ReasoningSize() int { return len(m.Reasoning) + m.Omitted.Reasoning }

// Memory returns about how many bytes the texts and the items of m take.
func (m *Message) Memory() int {
	size := len(m.Text) + len(m.Reasoning)
	for _, item := range m.Items {
		size += len(item)
	}
	return size
}

// Omit leaves the texts and the items out. A message without text keeps its items:
// they are few. A summary stays whole, because every request has it.
func (m *Message) Omit() {
	if m.IsSummary() {
		return
	}
	if size := (Omitted{m.TextSize(), m.ReasoningSize()}); size != (Omitted{}) {
		m.Omitted, m.Text, m.Reasoning, m.Items = size, "", "", nil
	}
}

// Outline is [DB.Branch], except that it leaves out the texts of all messages if they
// take more than limit bytes together. It never has all of them in memory then. The
// texts of a damaged branch stay.
func (db *DB) Outline(ctx context.Context, leaf string, limit int) ([]Message, error) {
	if leaf == "" {
		return nil, nil
	}
	var found []Message
	damage := DamageError{Path: db.path, of: "conversation"}
	size := 0
	omit := func(m *Message) {
		if size += m.Memory(); size > limit {
			m.Omit()
		}
	}
	err := db.look(ctx, "read conversation", func(tx *sql.Tx) (err error) {
		found, err = messagesBy(ctx, tx, omit, walk+"SELECT "+messageColumns+messagesWithChecks+
			" WHERE m.seq IN (SELECT seq FROM path) ORDER BY m.seq", leaf)
		if err != nil {
			return err
		}
		return verify(ctx, tx, leaf, found, &damage)
	})
	if damaged(err) || damage.orNil() != nil {
		return db.Branch(ctx, leaf)
	}
	for i := range found {
		if size > limit {
			found[i].Omit()
		}
	}
	return found, err
}

// Openings is [DB.Messages] with at most size bytes of each text, and without
// reasoning and items.
func (db *DB) Openings(ctx context.Context, conversation string, size int) ([]Message, error) {
	return db.some(ctx, func(m *Message) { m.shorten(size) }, "m.conversation = ?", conversation)
}

// shorten keeps a copy of the beginning of the text, so that the rest can be freed.
func (m *Message) shorten(size int) {
	text := m.Text
	m.Omit()
	m.Omitted = Omitted{}
	m.Text = strings.ToValidUTF8(text[:min(size, len(text))], "")
	m.Text = strings.Clone(m.Text)
}
