package session

import (
	"context"
	"iter"
	"slices"

	"banter/history"
)

// DefaultMemory bounds the texts of a conversation in memory, in bytes. It is far
// above what people usually write in one.
const DefaultMemory = 4 << 20

// A conversation with more text keeps that of its last keptAtEnd messages and of
// those that [Session.Near] names. The texts of the others are read again when they
// are needed, up to readAtOnce messages at a time.
const (
	keptAtEnd  = 64
	readAtOnce = 256
)

// Near makes the texts of the shown messages with these ids stay in memory, until it
// is called with others, and returns a state that has them.
func (s *Session) Near(ctx context.Context, ids []string) (State, error) {
	near := make(map[string]bool, len(ids))
	for _, id := range ids {
		near[id] = true
	}
	s.mu.Lock()
	s.near = near
	s.mu.Unlock()
	for range 3 { // the messages may change meanwhile
		s.mu.Lock()
		db, shown := s.db, s.messages
		s.mu.Unlock()
		filled, err := s.fill(ctx, db, shown)
		if err != nil {
			return State{}, err
		}
		if s.replace(shown, filled) {
			break
		}
	}
	return s.State(), nil
}

// replace shows messages in place of old, unless others are shown by now.
func (s *Session) replace(old, messages []history.Message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !sameSlice(s.messages, old) {
		return false
	}
	s.setMessages(messages)
	s.touch()
	return true
}

// Texts returns the texts of messages of a state, in order. It keeps none of them in
// memory.
func (s *Session) Texts(ctx context.Context, messages []history.Message) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for part := range slices.Chunk(messages, readAtOnce) {
			read, err := readWhole(ctx, s.history(), part)
			if err != nil {
				yield("", err)
				return
			}
			for _, m := range read {
				if !yield(m.Text, nil) {
					return
				}
			}
		}
	}
}

// fill returns messages with the texts that are to stay in memory.
func (s *Session) fill(ctx context.Context, db *history.DB, messages []history.Message) ([]history.Message, error) {
	s.mu.Lock()
	near := s.near
	s.mu.Unlock()
	return read(ctx, db, messages, func(i int) bool {
		return i >= len(messages)-keptAtEnd || near[messages[i].ID]
	})
}

// readWhole returns messages with all their texts.
func readWhole(ctx context.Context, db *history.DB, messages []history.Message) ([]history.Message, error) {
	return read(ctx, db, messages, func(int) bool { return true })
}

// read returns messages with the omitted texts that are wanted. It is messages itself
// if there are none.
func read(ctx context.Context, db *history.DB, messages []history.Message, wanted func(i int) bool) ([]history.Message, error) {
	places := map[string]int{}
	var ids []string
	for i := range messages {
		if m := &messages[i]; !m.Whole() && wanted(i) {
			places[m.ID] = i
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 {
		return messages, nil
	}
	filled, count := slices.Clone(messages), 0
	for part := range slices.Chunk(ids, readAtOnce) {
		found, err := db.MessagesByID(ctx, part...)
		if err != nil && !isDamage(err) {
			return nil, err
		}
		for _, m := range found {
			filled[places[m.ID]] = m
		}
		count += len(found)
	}
	if count < len(ids) { // another process has deleted them
		return nil, history.ErrNotFound
	}
	return filled, nil
}

// setMessages shows messages. If their texts take too much memory, it leaves out
// those that can be read again and are not near. The caller holds mu.
func (s *Session) setMessages(messages []history.Message) {
	s.messages, s.omitted = messages, false
	size := 0
	for i := range messages {
		size += messages[i].Memory()
		s.omitted = s.omitted || !messages[i].Whole()
	}
	if size <= s.opts.Memory || s.damaged || !s.saved {
		return
	}
	s.messages, s.omitted = slices.Clone(messages), true
	for i := range s.messages[:max(len(messages)-keptAtEnd, 0)] {
		if m := &s.messages[i]; !s.near[m.ID] && !s.differs(m.ID) {
			m.Omit()
		}
	}
}

// differs reports whether a message is on disk as it was before a change that is not
// saved yet. The caller holds mu.
func (s *Session) differs(id string) bool {
	has := func(m history.Message) bool { return m.ID == id }
	return slices.ContainsFunc(s.unsaved, has) || s.turn != nil && slices.ContainsFunc(s.turn.stripped, has)
}
