package codex

import "encoding/json"

// A Request is one call for an answer. What the backend refuses (storing,
// output limits, sampling parameters) has no field here.
type Request struct {
	Model          string // slug, such as gpt-6.1-sol
	Instructions   string // system text; empty: the client's default
	Input          []Item // the whole conversation, in order, the question last
	Effort         string // reasoning effort; empty: the model's default
	Summary        string // reasoning summary: auto, concise, detailed; empty: none
	ConversationID string // uuid v7, stable per conversation: session-id, thread-id, prompt_cache_key
}

// An Item is one element of a conversation as the Responses API knows it: a
// message, a reasoning step, a tool call. It keeps the JSON object byte for
// byte, so that what the server sent goes back unchanged.
type Item struct{ raw json.RawMessage }

// UserText returns a message of the user's that holds text.
func UserText(text string) Item { panic("skeleton") }

// AssistantText returns an answer known only by its text, for conversations
// that did not come from this API.
func AssistantText(text string) Item { panic("skeleton") }

// Type returns the item's type, such as message or reasoning.
func (i Item) Type() string { panic("skeleton") }

// MarshalJSON returns the JSON object as it came.
func (i Item) MarshalJSON() ([]byte, error) { panic("skeleton") }

// UnmarshalJSON keeps a copy of data, which must be an object.
func (i *Item) UnmarshalJSON(data []byte) error { panic("skeleton") }
