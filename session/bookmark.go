package session

import (
	"context"
	"slices"

	"banter/history"
)

// SetBookmark changes the bookmark of a shown message, also while an answer is in
// progress. [Session.Undo] takes it back. The words of a note that is replaced leave
// the disk.
func (s *Session) SetBookmark(ctx context.Context, messageID string, b history.Bookmark) error {
	before, err := s.saveBookmark(ctx, messageID, b)
	if err != nil || before == b {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.did(undoStep{kind: UndoBookmark, message: messageID, bookmark: before})
	s.touch()
	return nil
}

// saveBookmark saves and shows a bookmark, and returns the one before.
func (s *Session) saveBookmark(ctx context.Context, messageID string, b history.Bookmark) (before history.Bookmark, err error) {
	s.moving.RLock()
	defer s.moving.RUnlock()
	s.mu.Lock()
	db, id := s.db, s.present(messageID)
	s.mu.Unlock()
	if before, err = db.SetBookmark(ctx, id, b); err != nil {
		return before, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.messages, func(m history.Message) bool { return m.ID == id }); i >= 0 {
		messages := slices.Clone(s.messages)
		messages[i].Bookmark = b
		s.setMessages(messages)
	}
	s.touch()
	return before, nil
}
