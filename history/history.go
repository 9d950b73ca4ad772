// Package history keeps conversations in one SQLite database.
//
// A conversation is a tree of messages: editing a question or asking for
// another answer adds a sibling and overwrites nothing. What the API sent
// back is kept whole, so that a resumed conversation continues exactly.
// Several processes may have the database open.
package history

import (
	"context"
	"encoding/json"
	"time"
)

// DB is an open history. It is safe for concurrent use.
type DB struct{}

// Open opens the database at path, creating it (mode 0600, its directory
// 0700) and migrating it as needed. The path ":memory:" gives a database that
// leaves nothing on disk.
func Open(ctx context.Context, path string) (*DB, error) { panic("skeleton") }

// Close writes what is pending and closes the database.
func (db *DB) Close() error { panic("skeleton") }

// A Conversation is the head of a tree of messages.
type Conversation struct {
	ID      string // uuid v7; also the session-id sent to the backend
	Title   string // from the first question until somebody renames it
	Model   string // slug last used
	Effort  string
	Account string // account id that it was held with; may be empty
	Leaf    string // id of the last message of the branch that is shown; empty: none yet
	Created time.Time
	Updated time.Time // last use
}

// A Summary is one row of a list of conversations.
type Summary struct {
	Conversation
	LastLine string // the last line of the newest message of the shown branch
	Messages int
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
	Model        string
	Effort       string
	Usage        json.RawMessage // as the session encoded it; nil: none
	Created      time.Time
	Ended        time.Time // zero while streaming
}

// List returns conversations by last use, newest first; limit <= 0 means all.
func (db *DB) List(ctx context.Context, limit int) ([]Summary, error) { panic("skeleton") }

// Find returns the conversation with the given id or unique prefix of one.
func (db *DB) Find(ctx context.Context, prefix string) (Conversation, error) { panic("skeleton") }

// Create saves a new conversation.
func (db *DB) Create(ctx context.Context, c Conversation) error { panic("skeleton") }

// Update saves the changed head of a conversation.
func (db *DB) Update(ctx context.Context, c Conversation) error { panic("skeleton") }

// Delete removes a conversation, its messages and their traces.
func (db *DB) Delete(ctx context.Context, id string) error { panic("skeleton") }

// Branch returns the messages from the first one to leaf, in order.
func (db *DB) Branch(ctx context.Context, leaf string) ([]Message, error) { panic("skeleton") }

// Put saves a message, new or changed, and touches its conversation. While an
// answer streams it is called at most once a second with the text so far.
func (db *DB) Put(ctx context.Context, m Message) error { panic("skeleton") }

// Draft returns the unsent text of a conversation ("" is the new one).
func (db *DB) Draft(ctx context.Context, conversation string) (string, error) { panic("skeleton") }

// SetDraft saves it; an empty text removes it.
func (db *DB) SetDraft(ctx context.Context, conversation, text string) error { panic("skeleton") }
