package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"banter/history"
)

// recoverEvery is the time between two looks whether another process that was
// writing the last answer has died.
const recoverEvery = 5 * time.Second

// catchUp shows what other processes have changed in the conversation since it
// last did. It asks for changes, which costs little if there are none, and
// reads no message that has not changed.
func (s *Session) catchUp(ctx context.Context) error {
	s.follow.Lock()
	defer s.follow.Unlock()
	s.mu.Lock()
	db, id, since, idle := s.db, s.conv.ID, s.revision, !s.saved || s.earlier || len(s.unsaved) > 0
	s.mu.Unlock()
	if idle {
		return nil
	}
	changes, err := db.Changes(ctx, since)
	if err != nil || changes.To == since {
		return err
	}
	adopted := true
	if ids, changed := changes.Conversations[id]; changed || changes.All {
		adopted, err = s.adopt(ctx, db, ids, changes.All)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if gone := errors.Is(err, history.ErrNotFound); gone != s.gone && (gone || err == nil) {
		s.gone = gone
		s.touch()
	}
	if adopted && err == nil && s.db == db {
		s.revision = changes.To
	}
	return err
}

// adopt takes over the head, changed messages and new ones. ids are those that
// have changed; all means that any may have. It reports false if an answer in
// progress keeps the branch unchanged until it ends.
func (s *Session) adopt(ctx context.Context, db *history.DB, ids []string, all bool) (bool, error) {
	s.mu.Lock()
	id, branch, answering := s.conv.ID, s.messages, s.turn != nil
	if answering { // its answer is known better here
		answer := s.turn.answer.ID
		ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == answer })
	}
	s.mu.Unlock()
	head, err := db.Find(ctx, id)
	if err != nil {
		return false, err
	}
	seen, err := db.MessagesByID(ctx, ids...)
	if err != nil && !isDamage(err) {
		return false, err
	}
	fresh, gone := merge(branch, seen, ids)
	moved := all || gone || !within(seen, branch)
	switch {
	case gone, all:
		fresh, err = s.reread(ctx, db, leaf(branch), head.Leaf)
	case !answering: // nothing else can follow an answer in progress
		fresh, err = extend(ctx, db, fresh, head.Leaf)
	}
	if err != nil && !isDamage(err) {
		return false, err
	}
	var forks map[string][]string
	if moved {
		if forks, err = db.Forks(ctx, id); err != nil {
			return false, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.show(head, branch, fresh, forks), nil
}

// show takes over what adopt has read, and reports whether it could: the branch
// may have changed since. The model and the effort are those that were chosen
// here. The caller holds mu.
func (s *Session) show(head history.Conversation, from, fresh []history.Message, forks map[string][]string) bool {
	changed := head.Title != s.conv.Title || head.System != s.conv.System || forks != nil
	s.conv.Title, s.conv.System, s.conv.Updated = head.Title, head.System, later(s.conv.Updated, head.Updated)
	if forks != nil {
		s.forks = forks
	}
	shown := sameSlice(fresh, from)
	if !shown && s.turn == nil && sameSlice(s.messages, from) {
		s.conv.Leaf, changed = leaf(fresh), true
		s.setMessages(fresh)
		s.usage = lastUsage(fresh)
		s.failure, shown = nil, true
	}
	if changed {
		s.touch()
	}
	return shown
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// sameSlice reports whether a and b share their messages.
func sameSlice(a, b []history.Message) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// merge returns branch with the messages that differ in seen; it is branch
// itself if none does. gone reports that a changed message of the branch does
// not exist any more.
func merge(branch, seen []history.Message, changed []string) (merged []history.Message, gone bool) {
	merged = branch
	for i, old := range slices.Backward(branch) {
		if !slices.Contains(changed, old.ID) {
			continue
		}
		at := slices.IndexFunc(seen, func(m history.Message) bool { return m.ID == old.ID })
		if at < 0 {
			return branch, true
		}
		if sameContent(old, seen[at]) {
			continue
		}
		if sameSlice(merged, branch) {
			merged = slices.Clone(branch)
		}
		merged[i] = seen[at]
	}
	return merged, false
}

func sameContent(a, b history.Message) bool {
	return a.Status == b.Status && a.Text == b.Text && a.Reasoning == b.Reasoning && a.Error == b.Error && len(a.Items) == len(b.Items) && a.Bookmark == b.Bookmark
}

// within reports whether all of seen are in branch.
func within(seen, branch []history.Message) bool {
	for _, m := range seen {
		if !slices.ContainsFunc(branch, func(b history.Message) bool { return b.ID == m.ID }) {
			return false
		}
	}
	return true
}

// extend returns branch with the messages that follow it, on the way to the
// preferred leaf if that is below it.
func extend(ctx context.Context, db *history.DB, branch []history.Message, preferred string) ([]history.Message, error) {
	end := leaf(branch)
	if end == "" {
		return db.Branch(ctx, preferred)
	}
	newest, err := db.Newest(ctx, end, preferred)
	if err != nil || newest == end {
		return branch, err
	}
	more, _, err := db.End(ctx, newest, end, 0)
	return append(branch[:len(branch):len(branch)], more...), err
}

// reread returns the branch to end, or to preferred if end does not exist any
// more, and what follows it.
func (s *Session) reread(ctx context.Context, db *history.DB, end, preferred string) ([]history.Message, error) {
	newest, err := db.Newest(ctx, end, preferred)
	if err != nil {
		newest = preferred
	}
	all, err := db.Outline(ctx, newest, s.opts.Memory)
	if err == nil {
		return s.fill(ctx, db, all)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.damaged = s.damaged || isDamage(err)
	return all, err
}

// elsewhere reports whether another process is writing the last answer. The
// caller holds mu.
func (s *Session) elsewhere() bool {
	return s.turn == nil && len(s.messages) > 0 && s.messages[len(s.messages)-1].Status == history.Streaming
}

// newest makes sure that the session shows the newest messages before it asks.
// It returns [ErrElsewhere] while another process writes the last answer.
func (s *Session) newest(ctx context.Context) error {
	if err := s.whole(ctx); err != nil {
		return err
	}
	for range 2 {
		if err := s.catchUp(ctx); err != nil {
			return err
		}
		s.mu.Lock()
		elsewhere := s.elsewhere()
		s.mu.Unlock()
		if !elsewhere {
			return nil
		}
		if err := s.history().Recover(ctx); err != nil { // it may have died
			return err
		}
	}
	return ErrElsewhere
}
