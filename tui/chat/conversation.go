package chat

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/tui/transcript"
)

// Conversation is everything on the screen that belongs to one conversation.
// Opening another one replaces it whole. Messages carry a pointer to the
// conversation that they are about; the chat drops those of another one.
type Conversation struct {
	sess    *session.Session // nil while the conversation is being opened
	State   session.State
	arrived time.Time         // when the newest state was asked for
	recents []history.Summary // offered on an empty page

	transcript *transcript.Transcript
	outbox     outbox
	recall     recall
	draft      draft
	asked      bool    // a question was sent since the conversation was opened
	failure    failure // an error outside of answers

	mode           mode                // nil: keys write
	beforeThinking *transcript.Reading // where the reader was when the summaries were shown, or nil
	copiedBlock    *transcript.Choice  // what the key that copies code was last pressed for, or nil

	stopped   string // ID of the answer that a key has stopped and that may still be arriving
	heldRetry int    // the edit that wrote an r to try again with
	pulsing   bool   // the dots move
}

// failure is an error outside of answers, and how to try again.
type failure struct {
	err   error
	again func() tea.Cmd
}

func newConversation(zone *time.Location, mode transcript.Mode, mouse bool) *Conversation {
	t := transcript.New(zone, mode)
	t.Mouse = mouse
	return &Conversation{transcript: t}
}

// next returns the conversation to show while another one is opened. One that
// never had a session leaves to the next what was typed for it.
func (v *Conversation) next() *Conversation {
	if v.sess == nil {
		heir := *v
		return &heir
	}
	return newConversation(v.transcript.Zone, v.transcript.Mode, v.transcript.Mouse)
}
