package session

import "banter/codex"

// A refusal is an error without a cause.
type refusal struct{ text, sentence, hint string }

func (r *refusal) Error() string            { return r.text }
func (r *refusal) Notice() (string, string) { return r.sentence, r.hint }

var (
	// ErrClosed reports that the session is closed.
	ErrClosed error = &refusal{"session is closed", "This conversation is closed.", "Open it again."}
	// ErrAnswering reports that an answer is in progress.
	ErrAnswering error = &refusal{"an answer is being written", "An answer is being written.", "Stop it first, or wait."}
	// ErrElsewhere reports that another process is writing the last answer.
	ErrElsewhere error = &refusal{"another process is answering", "Another Banter is writing an answer in this conversation.", "Wait until it ends, or stop it there."}
	// ErrNothingToAsk reports that the question is blank or does not exist.
	ErrNothingToAsk error = &refusal{"nothing to ask", "There is nothing to ask.", "Type a question first."}
	// ErrLeft reports that the conversation was left.
	ErrLeft error = &refusal{"conversation was left", "This conversation was left.", "Open it again."}
	// ErrNoSibling reports that a message has no sibling on that side.
	ErrNoSibling error = &refusal{"no sibling", "There is no other version on that side.", "Edit the question or ask again to make one."}
	// ErrNothingToUndo reports that nothing was done that can be undone.
	ErrNothingToUndo error = &refusal{"nothing to undo", "There is nothing to undo.", "An edit, another answer and a removed message can be undone."}
	// ErrNothingToCompact reports that the conversation has no older part, or that
	// a summary of it was just made.
	ErrNothingToCompact error = &refusal{"nothing to compact", "There is nothing to compact.", "Ask something first."}
	// ErrSummary reports that a summary cannot be asked for as an answer is.
	ErrSummary error = &refusal{"message is a summary", "This is a summary and no answer.", "Remove it and compact again to get another one."}
	// ErrNothingToContinue reports that the last answer is whole, or was never
	// begun.
	ErrNothingToContinue error = &refusal{"nothing to continue", "The last answer is whole.", "Ask another question, or ask for another answer."}
)

// errNoSummary reports that a model answered without a summary.
var errNoSummary error = &refusal{"answer has no summary", "The model wrote no summary.", "Nothing was changed. Try again."}

// errCut reports that a stream ended without a last event.
var errCut error = &refusal{"stream ended without an end of the answer", "The answer was cut off.", "Try again."}

// An IncompleteError reports that the server ended an answer early, or that
// the session did because of its length.
type IncompleteError struct{ Reason string }

func (e *IncompleteError) Error() string { return "incomplete answer: " + e.Reason }

// Notice implements notice.Noticer.
func (e *IncompleteError) Notice() (sentence, hint string) {
	switch e.Reason {
	case "max_output_tokens":
		return "The answer reached the length limit of the model.", "Ask it to go on."
	case codex.ReasonTooLong:
		return "The answer is longer than Banter keeps, so Banter ended it.", "Ask for a shorter one."
	case "content_filter":
		return "The server's content filter ended the answer.", "Ask in other words."
	}
	return "The server ended the answer early.", "Ask it to go on, or try again."
}
