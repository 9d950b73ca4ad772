package codex

import (
	"encoding/json"
	"sync"
)

// itemFields are the fields of an item that this package reads. They are never
// changed, because all copies of an item share them.
type itemFields struct {
	Type      string        `json:"type"`
	ID        string        `json:"id"`
	Role      string        `json:"role"`
	Phase     string        `json:"phase"`
	Encrypted hasText       `json:"encrypted_content"`
	Result    hasText       `json:"result"`
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

// hasText reports whether a field holds a text that is not empty. It keeps no
// copy: encrypted reasoning has kilobytes, an image megabytes.
type hasText bool

func (h *hasText) UnmarshalJSON(data []byte) error {
	*h = len(data) > len(`""`) && data[0] == '"'
	return nil
}

// itemContent is the content list of an item. Content of another form counts
// as none: a message may hold a plain string instead.
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

// lazyFields are the fields of an item, parsed when they are first needed: a
// program that only passes items on never needs them. All copies of an item
// share them.
type lazyFields struct {
	once   sync.Once
	parsed itemFields
}

// parsed returns the fields of i, which are empty for the zero Item. A field of
// an unexpected type is empty too.
func (i Item) parsed() *itemFields {
	if i.fields == nil {
		return new(itemFields)
	}
	i.fields.once.Do(func() { _ = json.Unmarshal(i.raw, &i.fields.parsed) })
	return &i.fields.parsed
}
