package chat

import (
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/tui/transcript"
)

// Conversation is everything on the screen that belongs to one conversation.
// Opening another conversation replaces all of it. Messages hold a pointer to their
// conversation, and the chat drops the messages of another one.
type Conversation struct {
	sess      *session.Session // nil while the conversation is being opened
	state     session.State
	temporary bool              // it was opened as a temporary one
	arrived   time.Time         // time of the newest state
	recents   []history.Summary // offered while nothing has been asked

	transcript *transcript.Transcript
	outbox     outbox
	removed    []removedQuestion // from the queue, the last one last
	inputs     inputHistory
	past       pastQuestions
	draft      draft
	files      namedFiles
	drawing    bool    // a picture is being made
	grew       bool    // an answer was written while the conversation was shown
	asked      bool    // a question was sent since the conversation was shown
	failure    failure // an error outside of answers
	declined   bool    // the person was asked to compact the conversation, and did not

	mode           mode                 // nil: keys go to the input
	beforeThinking *transcript.Position // where the reader was when the summaries were shown, or nil
	copiedBlock    *transcript.Choice   // the block that the copy-code key copied last, or nil
	editing        *editing             // the question that is being edited, or nil
	walks          *int                 // item whose versions the keys walk, or nil
	goal           string               // ID of the message to scroll to once its branch is shown
	undoes         bool                 // the undo key takes back a change of the tree, and does not suspend

	texts    texts
	target   Place      // where to scroll as soon as its message is there
	stopped  string     // ID of the answer that a key has stopped and that may still be arriving
	held     heldLetter // a letter in the input that is a command if it stays alone
	spinner  spinner.Model
	spinning bool // ticks of the spinner are under way
}

// failure is an error that is not from an answer, and how to retry.
type failure struct {
	err   error
	again func() tea.Cmd
}

// next returns the conversation to show while another one is opened. If v was never
// opened, it is a copy of v, so that what was typed is kept.
func (v *Conversation) next() *Conversation {
	if v.sess == nil {
		kept := *v
		return &kept
	}
	return &Conversation{transcript: v.transcript.Cleared()}
}
