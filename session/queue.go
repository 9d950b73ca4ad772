package session

import (
	"context"
	"slices"
	"strings"

	"banter/internal/attach"
)

// Queued is a question that was taken out of the queue, with its files.
type Queued struct {
	Text  string
	files []attach.File
}

// TakeQueued removes a question from the queue, for editing. It is the i-th, if that
// has the text: the queue may be another one than the caller has seen.
func (s *Session) TakeQueued(i int, text string) (q Queued, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i = s.placeInQueue(i, text); i < 0 {
		return Queued{}, false
	}
	q = Queued{text, s.attached[i]}
	s.setQueue(slices.Delete(slices.Clone(s.queue), i, i+1), slices.Delete(slices.Clone(s.attached), i, i+1))
	return q, true
}

// MoveQueued moves a question of the queue by some places, as far as that goes. i and
// text are those of [Session.TakeQueued].
func (s *Session) MoveQueued(i int, text string, by int) (place int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i = s.placeInQueue(i, text); i < 0 {
		return 0, false
	}
	place = min(max(i+by, 0), len(s.queue)-1)
	queue, attached := slices.Delete(slices.Clone(s.queue), i, i+1), slices.Delete(slices.Clone(s.attached), i, i+1)
	s.setQueue(slices.Insert(queue, place, text), slices.Insert(attached, place, s.attached[i]))
	return place, true
}

// PutQueued puts a question back into the queue, at a place or at its end. It reports
// false if no answer is in progress and nothing waits: then nothing would ask it.
func (s *Session) PutQueued(i int, q Queued) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn == nil && len(s.queue) == 0 || s.closing {
		return false
	}
	i = min(max(i, 0), len(s.queue))
	s.setQueue(slices.Insert(slices.Clone(s.queue), i, q.Text), slices.Insert(slices.Clone(s.attached), i, q.files))
	return true
}

// SendAt is [Session.Send] for a question that was taken out of the queue and edited:
// it returns to its place.
func (s *Session) SendAt(ctx context.Context, i int, text string) error {
	if strings.TrimSpace(text) == "" {
		return ErrNothingToAsk
	}
	files, err := s.files(ctx, text, nil, nil)
	if err != nil {
		return err
	}
	if s.PutQueued(i, Queued{text, files}) {
		return nil
	}
	return s.Send(ctx, text)
}

// placeInQueue returns the place of a text in the queue, or -1. It is at most i, because
// questions leave the queue at its beginning. The caller holds mu.
func (s *Session) placeInQueue(i int, text string) int {
	for i = min(i, len(s.queue)-1); i >= 0 && s.queue[i] != text; i-- {
	}
	return max(i, -1)
}

// setQueue replaces the queue. The caller holds mu.
func (s *Session) setQueue(queue []string, attached [][]attach.File) {
	s.queue, s.attached = queue, attached
	s.touch()
}
