package codex

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
)

// An Item is one element of a conversation as the Responses API knows it: a
// message, a reasoning step, a tool call. It keeps the JSON object byte for
// byte, so that what the server sent goes back unchanged. An Item is a value
// and never changes.
type Item struct {
	raw     json.RawMessage
	model   string // that made it; empty: unknown
	account string // that it was made for; empty: unknown
}

// MadeBy returns i with a note of the model and account that it came from.
// The client notes this itself for items that it yields; a caller that loads
// saved items must, because encrypted reasoning is of no use to another model
// or account, and the backend refuses it. Empty means unknown: such an item
// is always sent.
func (i Item) MadeBy(model, account string) Item {
	i.model, i.account = model, account
	return i
}

// Maker returns what [Item.MadeBy] noted.
func (i Item) Maker() (model, account string) { return i.model, i.account }

// foreign reports whether i is known to come from another model or account.
func (i Item) foreign(model, account string) bool {
	return i.model != "" && i.model != model || i.account != "" && i.account != account
}

// UserText returns a message of the user's that holds text.
func UserText(text string) Item { return newMessage("user", textPart{"input_text", text}) }

// AssistantText returns an answer known only by its text, for conversations
// that did not come from this API.
func AssistantText(text string) Item { return newMessage("assistant", textPart{"output_text", text}) }

// developerText returns a message with the system text. The backend takes the
// role developer and refuses the role system.
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
	return Item{raw: raw}
}

// marshal is json.Marshal without the escaping that is meant for HTML pages.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// MarshalJSON returns the JSON object as it came.
func (i Item) MarshalJSON() ([]byte, error) {
	if i.raw == nil {
		return nil, errors.New("item is empty")
	}
	return i.raw, nil
}

// UnmarshalJSON keeps a copy of data, which must be an object. The maker is
// not part of the JSON.
func (i *Item) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' {
		return errors.New("item is not an object")
	}
	*i = Item{raw: bytes.Clone(data)}
	return nil
}

// itemFields are the parts of an item that its readers ask for.
type itemFields struct {
	Type      string        `json:"type"`
	ID        string        `json:"id"`
	Role      string        `json:"role"`
	Phase     string        `json:"phase"`
	Encrypted string        `json:"encrypted_content"`
	Result    string        `json:"result"`
	Action    *searchFields `json:"action"`
	Summary   []Part        `json:"summary"`
	Content   itemContent   `json:"content"`
}

type searchFields struct {
	Type    string   `json:"type"`
	Query   string   `json:"query"`
	Queries []string `json:"queries"`
	URL     string   `json:"url"`
	Pattern string   `json:"pattern"`
	Sources []struct {
		URL string `json:"url"`
	} `json:"sources"`
}

// itemContent is the content list of an item. Content of another form (a
// message may be given as a plain string) counts as none.
type itemContent []struct {
	Type        string     `json:"type"`
	Text        string     `json:"text"`
	Refusal     string     `json:"refusal"`
	Annotations []Citation `json:"annotations"`
}

func (c *itemContent) UnmarshalJSON(data []byte) error {
	type list itemContent
	var l list
	if json.Unmarshal(data, &l) == nil {
		*c = itemContent(l)
	}
	return nil
}

// fields reads what it can: a field of an unexpected type stays empty.
func (i Item) fields() itemFields {
	var f itemFields
	_ = json.Unmarshal(i.raw, &f)
	return f
}

// Type returns the item's type, such as message or reasoning.
func (i Item) Type() string {
	var f struct {
		Type string `json:"type"`
	}
	_ = json.Unmarshal(i.raw, &f)
	return f.Type
}

// ID returns the server's name for the item; empty for items of the caller's.
func (i Item) ID() string { return i.fields().ID }

// Role returns the role of a message: user, assistant or developer.
func (i Item) Role() string { return i.fields().Role }

// Phase returns commentary or final_answer for a message that says so.
func (i Item) Phase() string { return i.fields().Phase }

// Text returns the text of a message, its parts joined. Refusals are text too.
func (i Item) Text() string {
	var b strings.Builder
	for _, part := range i.fields().Content {
		b.WriteString(part.Text)
		b.WriteString(part.Refusal)
	}
	return b.String()
}

// Summary returns the parts of a reasoning summary.
func (i Item) Summary() []string {
	var parts []string
	for _, part := range i.fields().Summary {
		parts = append(parts, part.Text)
	}
	return parts
}

// Citations returns the sources of a message, in order.
func (i Item) Citations() []Citation {
	var all []Citation
	for _, part := range i.fields().Content {
		all = append(all, part.Annotations...)
	}
	return all
}

// A Search is what the model looked for on the web.
type Search struct {
	Action  string   // search, open_page, find_in_page
	Queries []string // of a search
	URL     string   // of a page
	Pattern string   // that was looked for in the page
	Sources []string // URLs that were found, if the server names them
}

// Search returns the search of a web_search_call; it reports false for other
// items.
func (i Item) Search() (Search, bool) {
	f := i.fields()
	if f.Type != "web_search_call" || f.Action == nil {
		return Search{}, false
	}
	s := Search{Action: f.Action.Type, Queries: f.Action.Queries, URL: f.Action.URL, Pattern: f.Action.Pattern}
	if len(s.Queries) == 0 && f.Action.Query != "" {
		s.Queries = []string{f.Action.Query}
	}
	for _, source := range f.Action.Sources {
		s.Sources = append(s.Sources, source.URL)
	}
	return s, true
}

// Image returns the file of a generated image; it reports false for other
// items and for an image that is not there yet.
func (i Item) Image() ([]byte, bool) {
	f := i.fields()
	if f.Type != "image_generation_call" || f.Result == "" {
		return nil, false
	}
	data, err := base64.StdEncoding.DecodeString(f.Result)
	return data, err == nil
}
