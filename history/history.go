// Package history keeps conversations in one SQLite database.
//
// A conversation is a tree of messages: editing a question or asking for
// another answer adds a sibling and overwrites nothing. The items of the API
// are kept byte for byte, so that a resumed conversation continues exactly.
// Several processes may have the database open.
//
// [Open] is in open.go. migrate.go brings a database up to date, after backup.go
// has copied it. conversation.go and message.go save the tree, branch.go and
// tree.go read it, removed.go undoes a delete, list.go, query.go and
// search.go find things in it, marks.go changes several conversations at once,
// bookmark.go keeps what a person marked, files.go the files of questions and unused.go removes them,
// changes.go knows what other processes have changed, and lease.go which
// answers are being written.
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
	Title   string // made of the first question until the person renames it
	Model   string // slug last used
	Effort  string
	Choices Choices
	System  string // system prompt of its questions; empty: none
	Account string // id of the account that it was last continued with; may be empty
	Leaf    string // id of the last message of the branch that is shown; empty: no message yet
	Created time.Time
	Updated time.Time // last use
}

// A Summary is one row of a list of conversations.
type Summary struct {
	Conversation
	LastLine string // the last line of the newest message with text of the shown branch
	Messages int    // in all branches
	Pinned   bool
	Archived bool
	Size     int64 // bytes of all messages, once [DB.Index] has counted them
}

// A Role is the author of a message.
type Role string

const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// A Status is how far a message is.
type Status string

const (
	Streaming   Status = "streaming" // being written; Interrupted after a crash
	Done        Status = "done"
	Stopped     Status = "stopped"     // stopped by the person; the text so far is kept
	Failed      Status = "failed"      // ended by the error in Error; the text so far is kept
	Interrupted Status = "interrupted" // its program died while writing it
)

// A Message is one question or one answer.
type Message struct {
	ID           string
	Conversation string
	Parent       string // empty for the first
	Role         Role
	Text         string            // as typed, or as the model wrote it
	Reasoning    string            // reasoning summary, if any
	Items        []json.RawMessage // API items to replay, in order; empty: build one from Text. Of a question: its files, see Files
	Data         [][]byte          // files to save with the message, which Items refer to; empty for a saved message
	Status       Status
	Error        string // one sentence for the user, with Failed
	Model        string // slug; only this model and Account can read encrypted Items
	Effort       string
	Account      string          // id of the account that asked; may be empty
	Usage        json.RawMessage // as encoded by package session; nil: none
	Created      time.Time
	Ended        time.Time // zero while streaming
	Bookmark     Bookmark  // saved with a new message; [DB.SetBookmark] changes it
	Omitted      Omitted
}
