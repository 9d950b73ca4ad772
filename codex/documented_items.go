package codex

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// documentedItems are the types of the items that RouteDocumented takes, as far as
// clients make them. The list is that of the server's refusal (two projects,
// 2026-10-06).
var documentedItems = map[string]bool{
	"message": true, "item_reference": true, toolsItem: true, "reasoning": true,
	"compaction": true, "compaction_summary": true, "web_search_call": true,
	"function_call": true, "function_call_output": true, "custom_tool_call": true, "custom_tool_call_output": true,
}

// documentedItem returns the form in which an item is sent on RouteDocumented, and
// whether it is sent.
//
// What is encrypted goes only to the account that got it, on this route: what has
// no known maker may be of the other. The ids of other makers' messages go no
// further either. They would refer to reasoning that is not sent.
func (s shape) documentedItem(i Item, model string) (Item, bool) {
	kind := i.Type()
	if kind == "" && i.Role() != "" {
		kind = "message"
	}
	_, account := i.Maker()
	own := account == s.account
	switch {
	case !documentedItems[kind]:
		return Item{}, false
	case kind == "reasoning":
		return i, own && s.readable(i, model)
	case bool(i.parsed().Encrypted) && (!own || s.stripped == keepWords):
		return Item{}, false
	case kind == "item_reference" && !own:
		return Item{}, false
	}
	// A web search is refused without its id (openai/codex#6934).
	if kind != "web_search_call" && (!own || s.stripped == keepWords) {
		i = i.without("id")
	}
	if kind == "message" && i.Role() == "system" {
		i = i.with("role", "developer")
	}
	return i, true
}

// without returns i without a member.
func (i Item) without(name string) Item {
	return i.edited(name, func(members map[string]json.RawMessage) { delete(members, name) })
}

// with returns i with another value of a member that it has.
func (i Item) with(name, value string) Item {
	return i.edited(name, func(members map[string]json.RawMessage) { members[name], _ = marshal(value) })
}

// edited returns i after edit, or i itself if it does not have the member.
func (i Item) edited(name string, edit func(map[string]json.RawMessage)) Item {
	var members map[string]json.RawMessage
	if json.Unmarshal(i.raw, &members) != nil || members[name] == nil {
		return i
	}
	edit(members)
	raw, err := marshal(members)
	if err != nil {
		return i
	}
	return newItem(raw).MadeBy(i.Maker())
}

// A mediaPart is a part of a message that may hold a file.
type mediaPart struct {
	Type     string  `json:"type"`
	ImageURL dataURL `json:"image_url"`
	FileID   string  `json:"file_id"`
	FileURL  string  `json:"file_url"`
}

// dataURL reports whether a field holds a data URL. It keeps no copy: an image has
// megabytes.
type dataURL bool

func (d *dataURL) UnmarshalJSON(data []byte) error {
	*d = dataURL(bytes.HasPrefix(data, []byte(`"data:`)))
	return nil
}

var mediaWord = regexp.MustCompile(`"input_(image|file|audio)"`)

// media returns the parts of a message or of a tool's output, if any of them may
// hold a file.
func (i Item) media() []mediaPart {
	if !mediaWord.Match(i.raw) {
		return nil
	}
	var parts struct {
		Content json.RawMessage `json:"content"`
		Output  json.RawMessage `json:"output"`
	}
	_ = json.Unmarshal(i.raw, &parts) // the server refuses another form
	var all []mediaPart
	for _, raw := range []json.RawMessage{parts.Content, parts.Output} {
		var list []mediaPart
		if err := json.Unmarshal(raw, &list); err == nil || lenient(err) {
			all = append(all, list...)
		}
	}
	return all
}
