package session

import (
	"cmp"
	"context"
	"slices"

	"banter/history"
)

// An Undoable is what [Session.Undo] would undo.
type Undoable string

const (
	UndoNothing    Undoable = ""
	UndoEdit       Undoable = "edit"
	UndoRegenerate Undoable = "regenerate"
	UndoRemove     Undoable = "remove"
	UndoCompact    Undoable = "compact"
	UndoBookmark   Undoable = "bookmark"
)

// maxUndo is the number of steps that can be undone.
const maxUndo = 50

// An undoStep leads back to what was shown before.
type undoStep struct {
	kind     Undoable
	leaf     string
	removed  *history.Removed // by UndoRemove
	message  string           // by UndoBookmark: its ID
	bookmark history.Bookmark // by UndoBookmark
	summary  string           // by UndoCompact: ID of the summary if it follows leaf; it is removed as long as nothing follows it
}

// did notes a step. The caller holds mu.
func (s *Session) did(step undoStep) {
	if len(s.undo) == maxUndo {
		s.undo = slices.Delete(s.undo, 0, 1)
	}
	s.undo = append(s.undo, step)
}

// Remove deletes the shown message with the given id and all that follow it in
// any branch, and shows a sibling or what comes before. [Session.Undo] brings
// them back as long as the session is open; the files have none of their words.
func (s *Session) Remove(ctx context.Context, messageID string) error {
	if err := s.whole(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	before, err := leaf(s.messages), s.free()
	shown := slices.ContainsFunc(s.messages, func(m history.Message) bool { return m.ID == messageID })
	s.mu.Unlock()
	if err == nil && !shown {
		err = history.ErrNotFound
	}
	if err != nil {
		return err
	}
	removed, err := s.cut(ctx, messageID)
	if len(removed.Messages) == 0 {
		return err
	}
	if switchErr := s.switchTo(ctx, removed.Next); switchErr != nil {
		err = switchErr
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.did(undoStep{kind: UndoRemove, leaf: before, removed: &removed})
	s.touch()
	return err // as when another process still has traces of the words
}

// Undo shows again what the last edit or regenerated answer replaced, which
// stays as a sibling, or brings back what was removed, or a bookmark. It returns
// [ErrNothingToUndo] if there is no such step, and [ErrAnswering] while an
// answer is in progress.
func (s *Session) Undo(ctx context.Context) error {
	s.mu.Lock()
	err := s.free()
	last := s.lastStep()
	if err == nil && last < 0 {
		err = ErrNothingToUndo
	}
	if err != nil {
		s.mu.Unlock()
		return err
	}
	step := s.undo[last]
	s.undo = s.undo[:last]
	s.mu.Unlock()

	switch {
	case step.kind == UndoBookmark:
		_, err = s.saveBookmark(ctx, step.message, step.bookmark)
	case step.removed != nil:
		err = s.restore(ctx, *step.removed)
	case step.summary != "":
		err = s.dropSummary(ctx, step.summary)
	}
	switch {
	case err == nil && step.kind == UndoBookmark:
		return nil
	case err == nil:
		return s.switchTo(ctx, step.leaf)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.did(step)
	return err
}

func (s *Session) cut(ctx context.Context, messageID string) (history.Removed, error) {
	s.moving.RLock()
	defer s.moving.RUnlock()
	return s.history().Cut(ctx, messageID)
}

func (s *Session) restore(ctx context.Context, removed history.Removed) error {
	s.moving.RLock()
	defer s.moving.RUnlock()
	return s.history().Restore(ctx, removed)
}

// dropSummary removes a summary, unless a message of another process follows it.
func (s *Session) dropSummary(ctx context.Context, id string) error {
	removed, err := s.cut(ctx, id)
	switch len(removed.Messages) {
	case 0:
		return err
	case 1: // an error is about traces of the words, which were not secret
		return nil
	}
	return cmp.Or(s.restore(ctx, removed), ErrNothingToUndo)
}

// lastStep returns the index of the last step that can be undone, or -1. The
// caller holds mu.
func (s *Session) lastStep() int {
	for i, step := range slices.Backward(s.undo) {
		if step.summary == "" || step.summary == leaf(s.messages) {
			return i
		}
	}
	return -1
}

// undoable returns what Undo would undo. The caller holds mu.
func (s *Session) undoable() Undoable {
	if last := s.lastStep(); last >= 0 {
		return s.undo[last].kind
	}
	return UndoNothing
}
