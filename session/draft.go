package session

import (
	"context"
	"sync"
)

// A draft is what the history holds of a session's unsent text.
type draft struct {
	mu    sync.Mutex // held while the history is read or written
	known bool       // key and text have been read or written
	key   string     // conversation that text is saved for
	text  string
}

// newConversation is the key of the draft of a conversation that has no
// question yet. All of them share it, so that the next one finds the text.
const newConversation = ""

// draftKey returns the conversation that unsent text belongs to now.
func (s *Session) draftKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.saved {
		return newConversation
	}
	return s.conv.ID
}

// Draft returns the text that was saved with [Session.SetDraft] for this
// conversation, by any process. A new conversation finds the text that the last
// new one left. With a [*history.DamageError] it returns what the file holds.
func (s *Session) Draft(ctx context.Context) (string, error) {
	s.draft.mu.Lock()
	defer s.draft.mu.Unlock()
	key := s.draftKey()
	text, err := s.history().Draft(ctx, key)
	if err == nil {
		s.draft.known, s.draft.key, s.draft.text = true, key, text
	}
	return text, err
}

// SetDraft saves unsent text; "" removes it. The text of a new conversation
// moves with it once its first question is saved. SetDraft writes nothing if
// the history holds text already. It may be called after Close.
func (s *Session) SetDraft(ctx context.Context, text string) error {
	d := &s.draft
	d.mu.Lock()
	defer d.mu.Unlock()
	key := s.draftKey()
	if d.known && d.key == key && d.text == text {
		return nil
	}
	moved := d.known && d.key != key && d.text != ""
	if !moved || text != "" {
		if err := s.history().SetDraft(ctx, key, text); err != nil {
			return err
		}
	}
	if moved { // last, so that no moment holds the text nowhere
		if err := s.history().SetDraft(ctx, d.key, ""); err != nil {
			return err
		}
	}
	d.known, d.key, d.text = true, key, text
	return nil
}
