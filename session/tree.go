package session

import (
	"context"
	"slices"

	"banter/history"
)

// Show shows the branch through the message with the given id, to the leaf that
// was shown last below it, else to the newest. The conversation opens with this
// branch from then on. It returns [ErrAnswering] while an answer is in progress.
func (s *Session) Show(ctx context.Context, messageID string) error {
	if err := s.whole(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	db, preferred := s.db, s.visited[messageID]
	s.mu.Unlock()
	end, err := db.Newest(ctx, messageID, preferred)
	if err != nil {
		return err
	}
	return s.switchTo(ctx, end)
}

// Sibling shows the branch of another sibling of the shown message with the
// given id: step 1 is the next one and -1 the one before. It returns
// [ErrNoSibling] at the ends.
func (s *Session) Sibling(ctx context.Context, messageID string, step int) error {
	s.mu.Lock()
	var all []string
	for _, m := range s.messages {
		if m.ID == messageID {
			all = s.forks[m.Parent]
		}
	}
	s.mu.Unlock()
	at := slices.Index(all, messageID)
	if at < 0 || at+step < 0 || at+step >= len(all) {
		return ErrNoSibling
	}
	return s.Show(ctx, all[at+step])
}

// switchTo shows the branch to end, and saves that it is the shown one.
func (s *Session) switchTo(ctx context.Context, end string) error {
	s.head.Lock()
	defer s.head.Unlock()
	s.mu.Lock()
	db, id, shown, err := s.db, s.conv.ID, s.messages, s.free()
	s.mu.Unlock()
	if err != nil {
		return err
	}
	branch, err := branchTo(ctx, db, shown, end)
	if err != nil && !isDamage(err) {
		return err
	}
	if len(branch) > 0 && branch[len(branch)-1].Conversation != id {
		return history.ErrNotFound
	}
	damage := err
	if branch, err = s.fill(ctx, db, branch); err != nil {
		return err
	}
	forks, forksErr := db.Forks(ctx, id)
	if forksErr != nil {
		return forksErr
	}
	if err := updateHead(ctx, db, id, func(c *history.Conversation) { c.Leaf = end }); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.free(); err != nil { // the question that came meanwhile belongs to the shown branch
		return err
	}
	s.remember()
	s.forks, s.failure, s.damaged = forks, damage, s.damaged || damage != nil
	s.setMessages(branch)
	s.conv.Leaf, s.usage = end, lastUsage(branch)
	s.touch()
	return nil
}

// branchTo reads the branch to end, except for what it has in common with the
// shown one.
func branchTo(ctx context.Context, db *history.DB, shown []history.Message, end string) ([]history.Message, error) {
	for limit := firstMessages; ; limit *= 8 {
		found, whole, err := db.End(ctx, end, "", limit)
		if err != nil {
			return db.Branch(ctx, end)
		}
		if whole {
			return found, nil
		}
		i := slices.IndexFunc(shown, func(m history.Message) bool { return m.ID == found[0].Parent })
		if i >= 0 {
			return append(shown[:i+1:i+1], found...), nil
		}
	}
}

// remember notes the shown leaf for the messages that have siblings. The caller
// holds mu.
func (s *Session) remember() {
	for _, m := range s.messages {
		if len(s.forks[m.Parent]) == 0 {
			continue
		}
		if s.visited == nil {
			s.visited = map[string]string{}
		}
		s.visited[m.ID] = leaf(s.messages)
	}
}

// Fork copies the branch to the message with the given id into a conversation
// of its own, and returns that one. Nothing is asked in it.
func (s *Session) Fork(ctx context.Context, messageID string) (history.Conversation, error) {
	s.moving.RLock()
	defer s.moving.RUnlock()
	s.mu.Lock()
	db, fork, turn := s.db, s.conv, s.turn
	if turn != nil && turn.answer.ID == messageID {
		s.mu.Unlock()
		return history.Conversation{}, ErrAnswering
	}
	s.mu.Unlock()
	branch, err := db.Branch(ctx, messageID)
	if err != nil && !isDamage(err) {
		return history.Conversation{}, err
	}
	if n := len(branch); n == 0 || branch[n-1].Conversation != fork.ID {
		return history.Conversation{}, history.ErrNotFound
	}
	if fork.Title, err = copyTitle(ctx, db, fork.Title); err != nil {
		return history.Conversation{}, err
	}
	fork.ID, fork.Leaf, fork.Created = history.NewID(), "", s.opts.Now()
	fork.Updated = fork.Created
	for i := range branch {
		m := &branch[i]
		if m.Status == history.Streaming {
			return history.Conversation{}, ErrElsewhere
		}
		m.ID, m.Conversation, m.Parent = history.NewID(), fork.ID, fork.Leaf
		m.Bookmark = history.Bookmark{} // it leads to one message, not to copies
		fork.Leaf = m.ID
	}
	return fork, db.Create(ctx, fork, branch...)
}
