package codex

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// An Item is one element of a conversation in the Responses API: a message, a
// reasoning step, a tool call or its output. It keeps its JSON object byte for
// byte, so that the server gets back exactly what it sent.
//
// Items come from [ItemDone] events, from [UserText] and [AssistantText], and
// from JSON: encoding/json reads and writes an Item as the object that it
// holds. An Item never changes, so copies are cheap and safe for concurrent
// use. The zero Item holds nothing; it cannot be encoded, and its methods
// return zero values.
type Item struct {
	raw     json.RawMessage
	fields  *lazyFields // of raw; nil for the zero Item
	model   string      // the model that made the item, or "" if unknown
	account string      // the account it was made for, or "" if unknown
}

// newItem returns the item that raw, a JSON object, holds. It keeps raw.
func newItem(raw json.RawMessage) Item { return Item{raw: raw, fields: new(lazyFields)} }

// MadeBy returns a copy of i that names the model and the account (see [Account])
// it was made with. The maker is no part of the JSON: a program that saves items
// saves the maker too and calls MadeBy after loading. [Client] needs it to leave
// out encrypted reasoning of other models and accounts, which the backend refuses.
// An empty name means unknown: the client then sends the item on [RouteCodex], and
// on [RouteDocumented] leaves its encrypted parts out. Items that a client yields
// have a maker.
func (i Item) MadeBy(model, account string) Item {
	i.model, i.account = model, account
	return i
}

// Maker returns the model and the account that [Item.MadeBy] set, or empty
// strings.
func (i Item) Maker() (model, account string) { return i.model, i.account }

// foreign reports whether i is known to come from another model or account.
func (i Item) foreign(model, account string) bool {
	return i.model != "" && i.model != model || i.account != "" && i.account != account
}

// UserText returns a message from the user that holds text.
func UserText(text string) Item { return newMessage("user", textPart{"input_text", text}) }

// AssistantText returns an answer that holds text, for conversations that did
// not come from this API. An answer of the API is better sent back as the items
// it came in.
func AssistantText(text string) Item { return newMessage("assistant", textPart{"output_text", text}) }

// developerText returns a message with the system text. The backend accepts
// the role developer and refuses the role system.
func developerText(text string) Item { return newMessage("developer", textPart{"input_text", text}) }

type textPart struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func newMessage(role string, parts ...any) Item {
	raw, err := marshal(struct {
		Type    string `json:"type"`
		Role    string `json:"role"`
		Content []any  `json:"content"`
	}{"message", role, parts})
	if err != nil {
		panic(err) // the parts are this package's own structs of strings
	}
	return newItem(raw)
}

// marshal is json.Marshal without escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// MarshalJSON returns the JSON object of the item, byte for byte as it was
// read. The caller must not change it.
func (i Item) MarshalJSON() ([]byte, error) {
	if i.raw == nil {
		return nil, errors.New("item is empty")
	}
	return i.raw, nil
}

// UnmarshalJSON sets i to a copy of data, which must be a JSON object. The new
// item has no maker.
func (i *Item) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' {
		return errors.New("item is not an object")
	}
	*i = newItem(bytes.Clone(data))
	return nil
}

// Type returns the item's type, such as message, reasoning, function_call or
// web_search_call.
func (i Item) Type() string { return i.parsed().Type }

// ID returns the server's name for the item, or "" for an item that the caller
// made.
func (i Item) ID() string { return i.parsed().ID }

// Role returns the role of a message: user, assistant or developer.
func (i Item) Role() string { return i.parsed().Role }

// Phase returns the phase of an answer's message, commentary or final_answer,
// or "" if it has none.
func (i Item) Phase() string { return i.parsed().Phase }

// Text returns the text of a message, its parts joined. The text of a refusal
// counts as text.
func (i Item) Text() string {
	var b strings.Builder
	for _, part := range i.parsed().Content {
		b.WriteString(part.Text)
		b.WriteString(part.Refusal)
	}
	return b.String()
}

// Summary returns the parts of a reasoning summary, in order.
func (i Item) Summary() []string {
	var parts []string
	for _, part := range i.parsed().Summary {
		parts = append(parts, part.Text)
	}
	return parts
}

// Citations returns the sources that a message names, in order.
func (i Item) Citations() []Citation {
	var all []Citation
	for _, part := range i.parsed().Content {
		all = append(all, part.Annotations...)
	}
	return all
}

// A Search is one step of the model's web search.
type Search struct {
	Action  string   // search, open_page or find_in_page
	Queries []string // search words, for search
	URL     string   // address of the page, for open_page and find_in_page
	Pattern string   // text to find in the page, for find_in_page
	Sources []string // addresses that the search found, if the server names them
}

// Search returns the step that a web_search_call took. It reports false for
// other items.
func (i Item) Search() (Search, bool) {
	f := i.parsed()
	if f.Type != "web_search_call" || f.Action == nil {
		return Search{}, false
	}
	s := Search{Action: f.Action.Type, Queries: slices.Clone(f.Action.Queries), URL: f.Action.URL, Pattern: f.Action.Pattern}
	if len(s.Queries) == 0 && f.Action.Query != "" {
		s.Queries = []string{f.Action.Query}
	}
	for _, source := range f.Action.Sources {
		s.Sources = append(s.Sources, source.URL)
	}
	return s, true
}

// Image returns the file of a generated image. It reports false for other
// items and for an image that is not finished. Image decodes the file at each
// call: an item keeps only its JSON, since files are large.
func (i Item) Image() ([]byte, bool) {
	if f := i.parsed(); f.Type != "image_generation_call" || !f.Result {
		return nil, false
	}
	var image struct {
		Result []byte `json:"result"`
	}
	err := json.Unmarshal(i.raw, &image)
	return image.Result, err == nil
}
