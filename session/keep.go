package session

import (
	"context"

	"banter/history"
	"banter/internal/attach"
)

// Keep moves the conversation to another history, all branches and the draft
// included, as a temporary one is kept later. An answer in progress goes on, and
// is saved there from then on. If Keep fails, the conversation stays where it is.
func (s *Session) Keep(ctx context.Context, db *history.DB) error {
	s.draft.mu.Lock()
	defer s.draft.mu.Unlock()
	s.follow.Lock()
	defer s.follow.Unlock()
	s.head.Lock()
	defer s.head.Unlock()
	s.moving.Lock()
	defer s.moving.Unlock()
	s.mu.Lock()
	from, conv, saved, unsaved := s.db, s.conv, s.saved, s.unsaved
	s.mu.Unlock()
	if from == db {
		return nil
	}
	revision, err := db.Revision(ctx)
	if err != nil {
		return err
	}
	if saved {
		if err := copyTo(ctx, db, from, conv.ID, unsaved); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.db, s.revision = db, revision
	s.unsaved, s.saveFault = nil, nil
	s.touch()
	s.mu.Unlock()
	if saved && from.Temporary() {
		_ = from.Delete(ctx, conv.ID) // it is gone when the program ends
	}
	if text := s.draft.text; text != "" {
		if err := moveKept(ctx, db, from, text); err != nil {
			return err
		}
		return db.SetDraft(ctx, s.draft.key, text)
	}
	return nil
}

// copyTo saves a conversation of one history in another one. The messages of
// newer replace those in the first one.
func copyTo(ctx context.Context, to, from *history.DB, id string, newer []history.Message) error {
	all, err := from.Messages(ctx, id)
	if err != nil {
		return err
	}
	head, err := from.Find(ctx, id)
	if err != nil {
		return err
	}
	for i := range all {
		for _, f := range from.FullFiles(ctx, all[i]) {
			all[i].Data = append(all[i].Data, f.Data)
		}
	}
	if err := to.Create(ctx, head, append(all, newer...)...); err != nil {
		return err
	}
	return updateHead(ctx, to, id, func(c *history.Conversation) { c.Leaf = head.Leaf })
}

// moveKept copies the files that a draft names and that are at no path.
func moveKept(ctx context.Context, to, from *history.DB, draft string) error {
	for _, m := range attach.Mentions(draft, func(ref string) bool { _, kept := attach.KeptHash(ref); return kept }) {
		digits, _ := attach.KeptHash(m.Ref)
		data, err := from.Kept(ctx, digits)
		if err != nil {
			continue // the name is only text
		}
		if err := to.KeepForDraft(ctx, data); err != nil {
			return err
		}
	}
	return nil
}
