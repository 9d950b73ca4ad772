package session

import "banter/codex"

// A refusal is an error that needs no more than its words.
type refusal struct{ text, sentence, hint string }

func (r *refusal) Error() string            { return r.text }
func (r *refusal) Notice() (string, string) { return r.sentence, r.hint }

var (
	// ErrClosed says that the session is closed.
	ErrClosed error = &refusal{"session is closed", "This conversation is closed.", "Open it again."}
	// ErrAnswering says that an answer must end first.
	ErrAnswering error = &refusal{"an answer is being written", "An answer is being written.", "Stop it first, or wait."}
	// ErrElsewhere says that another process is writing the last answer.
	ErrElsewhere error = &refusal{"another process is answering", "Another Banter is writing an answer in this conversation.", "Wait until it ends, or stop it there."}
	// ErrNothingToAsk says that there is no such question, or that it is blank.
	ErrNothingToAsk error = &refusal{"nothing to ask", "There is nothing to ask.", "Type a question first."}
)

// errCut is the failure of a stream that ends without saying how.
var errCut error = &refusal{"stream ended without an end of the answer", "The answer was cut off.", "Try again."}

// An IncompleteError says that an answer was ended early: by the server, or here
// for its length.
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
