package history

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"banter/internal/pages"
)

// A wreck is what can be read of a damaged database, by the shapes of its rows.
// Texts of messages stay in the file.
type wreck struct {
	file     *pages.File
	messages map[int64]foundMessage // by seq
	heads    map[string]foundHead
	marks    map[string]foundMark
	drafts   map[string]string
	values   map[valueKey]Value // system prompts and bookmarks

	// What must be there.
	sums     map[int64][]any         // checksums of messages by seq, nil where none was saved
	headSums map[string][]any        // of heads by id
	counts   map[string]int          // messages of conversations by id
	links    map[string]foundMessage // of the index: seq, id and parent of messages by id
}

// A foundMessage is a row of the table message. Its parent is that of the row.
type foundMessage struct {
	from                     *pages.File
	place                    pages.Place
	seq                      int64
	id, conversation, parent string
	sum                      int64
	cut                      bool
}

type foundHead struct {
	Conversation
	sum int64
	cut bool
}

type foundMark struct{ pinned, archived int64 }

// valueKey names a value of a conversation.
type valueKey struct{ conversation, name string }

// readWreck reads the database at path. The caller closes its file.
func readWreck(ctx context.Context, path string) (*wreck, error) {
	file, err := pages.Open(path)
	if err != nil {
		return nil, err
	}
	w := &wreck{
		file: file, messages: map[int64]foundMessage{}, heads: map[string]foundHead{}, marks: map[string]foundMark{}, drafts: map[string]string{},
		values: map[valueKey]Value{}, sums: map[int64][]any{}, headSums: map[string][]any{}, counts: map[string]int{}, links: map[string]foundMessage{},
	}
	// The checks come first: they decide between two rows with one seq.
	for _, take := range []func(pages.Row){w.takeCheck, w.takeRow} {
		if err := file.Rows(whileAsked(ctx, take)); err != nil {
			return w, err
		}
	}
	if len(w.lost()) > 0 || w.lacksHead() {
		return w, file.Loose(whileAsked(ctx, w.takeLoose))
	}
	return w, nil
}

func whileAsked(ctx context.Context, take func(pages.Row)) func(pages.Row) error {
	return func(row pages.Row) error {
		take(row)
		return ctx.Err()
	}
}

// takeCheck takes what must be there: the tables of checks, and the index that
// leads from a message to its parent.
func (w *wreck) takeCheck(row pages.Row) {
	v := row.Values
	switch {
	case row.Cut:
	case !row.Index && shaped(v, "ni"):
		w.sums[row.ID] = append(w.sums[row.ID], v[1])
	case row.Index && shaped(v, "tii"):
		id, count := v[0].(string), int(v[1].(int64))
		w.headSums[id] = append(w.headSums[id], v[2])
		w.counts[id] = max(w.counts[id], count)
	case row.Index && shaped(v, "tti") && asInt(v[2]) > 0:
		// The index of the tree has this shape too, with a conversation first.
		id, parent := v[0].(string), v[1].(string)
		if !usableID(id) || parent != "" && !usableID(parent) {
			return
		}
		w.links[id] = foundMessage{seq: v[2].(int64), id: id, parent: parent}
	}
}

// takeRow takes a row of a table that a leaf lists.
func (w *wreck) takeRow(row pages.Row) {
	v := row.Values
	switch {
	case row.Index && shaped(v, valueShape) && !row.Cut:
		w.takeValue(Value{Conversation: v[0].(string), Name: v[1].(string), Value: v[2].(string), Time: asInt(v[3])})
	case row.Index:
	case fits(v, messageShape):
		w.take(row)
	case fits(v, headShape):
		w.takeHead(row)
	case shaped(v, "ntiii") && !row.Cut:
		w.marks[v[1].(string)] = foundMark{asInt(v[2]), asInt(v[3])}
	case (shaped(v, "tti") || shaped(v, "tt")) && !row.Cut:
		w.drafts[v[0].(string)] = v[1].(string)
	}
}

// takeValue takes what a person wrote and no table of its own has.
func (w *wreck) takeValue(v Value) {
	key := valueKey{v.Conversation, v.Name}
	if (v.Name == systemValue || strings.HasPrefix(v.Name, bookmarkPrefix)) && v.Time >= w.values[key].Time {
		w.values[key] = v
	}
}

// takeLoose takes a row that no page lists if it is exactly one that is lost: a
// deleted one has no check.
func (w *wreck) takeLoose(row pages.Row) {
	v := row.Values
	switch {
	case row.Cut:
	case fits(v, messageShape) && slices.Contains(w.sums[row.ID], any(sumOf(v[1:5], v[6:]))):
		w.take(row)
	case fits(v, headShape) && slices.Contains(w.headSums[v[0].(string)], any(sumOf(v))):
		w.takeHead(row)
	}
}

func (w *wreck) take(row pages.Row) {
	v := row.Values
	m := foundMessage{
		from: w.file, place: row.Place, seq: row.ID, cut: row.Cut, sum: sumOf(v[1:5], v[6:]),
		id: v[1].(string), conversation: v[2].(string), parent: v[3].(string),
	}
	if old, known := w.messages[m.seq]; !known || w.rank(m) >= w.rank(old) {
		w.messages[m.seq] = m
	}
}

// rank is higher for the better one of two rows.
func (w *wreck) rank(m foundMessage) int {
	switch {
	case m.cut:
		return 0
	case w.changed(m):
		return 1
	}
	return 2
}

// changed reports whether a message is not what was saved. Of some it is not
// known, because their check is lost or an older Banter saved them.
func (w *wreck) changed(m foundMessage) bool {
	return m.cut || !agrees(w.sums[m.seq], m.sum)
}

func (w *wreck) takeHead(row pages.Row) {
	v := row.Values
	h := foundHead{conversationOf(v), sumOf(v), row.Cut}
	if old, known := w.heads[h.ID]; !known || !w.headChanged(h) || w.headChanged(old) {
		w.heads[h.ID] = h
	}
}

func (w *wreck) headChanged(h foundHead) bool { return h.cut || !agrees(w.headSums[h.ID], h.sum) }

// agrees reports whether sum may be the right one.
func agrees(sums []any, sum int64) bool {
	return len(sums) == 0 || slices.Contains(sums, any(sum)) || slices.Contains(sums, nil)
}

// sumOf is the checksum of columns, which come in several parts.
func sumOf(parts ...[]any) int64 {
	var values []driver.Value
	for _, part := range parts {
		for _, v := range part {
			values = append(values, v)
		}
	}
	return checksum(values)
}

// lost returns the messages that must be there and were not found, by seq.
func (w *wreck) lost() map[int64]bool {
	lost := map[int64]bool{}
	for seq := range w.sums {
		if _, found := w.messages[seq]; !found {
			lost[seq] = true
		}
	}
	for _, link := range w.links {
		if _, found := w.messages[link.seq]; !found {
			lost[link.seq] = true
		}
	}
	return lost
}

func (w *wreck) lacksHead() bool {
	for id := range w.headSums {
		if _, found := w.heads[id]; !found {
			return true
		}
	}
	return false
}

// complete takes from a backup what is known to be lost, and returns the number
// of messages. A message that was deleted since is in no check and in no index.
func (w *wreck) complete(backup *wreck) int {
	before := len(w.messages)
	for seq := range w.lost() {
		m, found := backup.messages[seq]
		if !found || backup.changed(m) {
			continue
		}
		if link, known := w.links[m.id]; known && link.seq == seq || slices.Contains(w.sums[seq], any(m.sum)) {
			w.messages[seq] = m
		}
	}
	wanted := map[string]bool{}
	for _, m := range w.messages {
		wanted[m.conversation] = true
	}
	for id, h := range backup.heads {
		if _, known := w.heads[id]; !known && (wanted[id] || len(w.headSums[id]) > 0) {
			w.heads[id] = h
		}
	}
	for key, v := range backup.values {
		if _, known := w.values[key]; !known { // one that was removed is known to be empty
			w.values[key] = v
		}
	}
	return len(w.messages) - before
}
