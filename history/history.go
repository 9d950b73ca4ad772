// Package history keeps conversations in one SQLite database.
//
// A conversation is a tree of messages: editing a question or asking for
// another answer adds a sibling and overwrites nothing. What the API sent
// back is kept whole, so that a resumed conversation continues exactly.
// Several processes may have the database open.
//
// Reading from [Open] down: migrate.go brings a database up to date,
// conversation.go and message.go hold the tree, list.go and search.go find
// things in it, lease.go knows which answers are still being written.
package history

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// NewID returns an id for a conversation or a message: a uuid v7, so that ids
// sort by age.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// A Conversation is the head of a tree of messages.
type Conversation struct {
	ID      string // uuid v7; also the session-id sent to the backend
	Title   string // from the first question until somebody renames it
	Model   string // slug last used
	Effort  string
	Account string // account id that it was last held with; may be empty
	Leaf    string // id of the last message of the branch that is shown; empty: none yet
	Created time.Time
	Updated time.Time // last use
}

// A Summary is one row of a list of conversations.
type Summary struct {
	Conversation
	LastLine string // the last line of the newest message with text of the shown branch
	Messages int    // in all branches
}

// Role tells who wrote a message.
type Role string

const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Status tells how far a message is.
type Status string

const (
	Streaming   Status = "streaming" // being written; after a crash: interrupted
	Done        Status = "done"
	Stopped     Status = "stopped"     // the person stopped it; the half is kept
	Failed      Status = "failed"      // it ended badly; Error says how; the half is kept
	Interrupted Status = "interrupted" // the program died while it was written
)

// A Message is one question or one answer.
type Message struct {
	ID           string
	Conversation string
	Parent       string // empty for the first
	Role         Role
	Text         string            // as it was typed, or as the model wrote it
	Reasoning    string            // reasoning summary, if any
	Items        []json.RawMessage // API items to replay, in order; empty: build one from Text
	Status       Status
	Error        string // one sentence for the user, with Failed
	Model        string // slug that was asked; with Account, who can read encrypted Items
	Effort       string
	Account      string          // account id that the answer was got with; may be empty
	Usage        json.RawMessage // as the session encoded it; nil: none
	Created      time.Time
	Ended        time.Time // zero while streaming
}
