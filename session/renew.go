package session

import (
	"context"
	"errors"
	"slices"

	"banter/history"
)

// latest is newest for a question: if another process has deleted the
// conversation, the question begins a new one with what is shown.
func (s *Session) latest(ctx context.Context) error {
	err := s.newest(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if missing := errors.Is(err, history.ErrNotFound); err != nil && !missing || !missing && !s.gone {
		return err
	}
	if s.turn == nil {
		s.renew()
	}
	return nil
}

// renew makes an unsaved conversation of the shown messages. They get new ids,
// because those of a deleted message may come back by an undo elsewhere. The
// caller holds mu.
func (s *Session) renew() {
	now := s.opts.Now()
	s.conv.ID, s.conv.Leaf, s.conv.Created, s.conv.Updated = history.NewID(), "", now, now
	// A text that is not in memory was deleted with the conversation.
	s.messages = slices.DeleteFunc(slices.Clone(s.messages), func(m history.Message) bool { return !m.Whole() })
	s.renamed = map[string]string{}
	for i := range s.messages {
		m := &s.messages[i]
		old := m.ID
		m.ID, m.Conversation, m.Parent = history.NewID(), s.conv.ID, s.conv.Leaf
		s.renamed[old], s.conv.Leaf = m.ID, m.ID
		if m.Status == history.Streaming {
			m.Status = history.Interrupted
		}
	}
	s.unsaved, s.saved = slices.Clone(s.messages), false
	s.gone, s.earlier, s.loadFault, s.saveFault = false, false, nil, nil
	s.forks, s.visited, s.undo = nil, nil, nil
	s.touch()
}

// present returns the id of a message that renew may have changed. The caller
// holds mu.
func (s *Session) present(id string) string {
	if now, ok := s.renamed[id]; ok {
		return now
	}
	return id
}
