package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"banter/codex"
)

// fields are the members of a JSON object.
type fields map[string]json.RawMessage

// string returns a member that is a string, else "".
func (f fields) string(name string) string {
	s, _ := text(f[name])
	return s
}

// fieldsOf returns the members of an item; the zero item has none.
func fieldsOf(i codex.Item) fields {
	f := fields{}
	if raw, err := i.MarshalJSON(); err == nil {
		_ = json.Unmarshal(raw, &f) // cannot fail: an item is an object
	}
	return f
}

func (f fields) set(name string, value any) { f[name] = encode(value) }

// item returns the item that value, an object of this package, becomes.
func item(value any) codex.Item {
	var i codex.Item
	if err := i.UnmarshalJSON(encode(value)); err != nil {
		panic(err) // value is an object
	}
	return i
}

// readInput parses the input of a Responses request: a string or a list of
// items.
func (m *memory) readInput(raw json.RawMessage) ([]codex.Item, *fault) {
	if !given(raw) {
		return nil, nil
	}
	if question, ok := text(raw); ok {
		return []codex.Item{codex.UserText(question)}, nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil, bad("invalid_type", "input", "The input must be a string or a list of items.")
	}
	items := make([]codex.Item, len(list))
	for i, raw := range list {
		var f *fault
		if items[i], f = m.readItem(raw, fmt.Sprintf("input[%d]", i)); f != nil {
			return nil, f
		}
	}
	return items, nil
}

// readItem parses an item of the input. It keeps an item that the backend
// accepts byte for byte.
func (m *memory) readItem(raw json.RawMessage, param string) (codex.Item, *fault) {
	var f fields
	if json.Unmarshal(raw, &f) != nil || f == nil {
		return codex.Item{}, bad("invalid_type", param, "An item of the input must be an object.")
	}
	// A reference need not have a type.
	id := f.string("id")
	if f.string("type") == "item_reference" || f.untyped() && len(f) == 1 && id != "" {
		known, ok := m.item(id)
		if !ok {
			return known, bad("item_not_found", param, "The referenced item is unknown or no longer in memory. Send the whole item.")
		}
		return known, nil
	}
	changed := f.repairMessage()
	for _, list := range []string{"content", "output"} {
		changed = f.dropDetail(list) || changed
	}
	if changed {
		raw = encode(f)
	}
	var i codex.Item
	if err := i.UnmarshalJSON(raw); err != nil {
		return i, bad("invalid_type", param, "An item of the input must be an object.")
	}
	return i, nil
}

// untyped reports whether the item has no type.
func (f fields) untyped() bool {
	return !given(f["type"]) || string(f["type"]) == `""`
}

// repairMessage changes a message into the form that the backend accepts, with
// a type and a list as content, and the role system to developer. It reports
// whether it changed anything.
func (f fields) repairMessage() (changed bool) {
	if f.untyped() && given(f["role"]) {
		f.set("type", "message")
		changed = true
	}
	for name := range f {
		if strings.EqualFold(name, "role") && f.string(name) == "system" {
			f.set(name, "developer")
			changed = true
		}
	}
	if words, ok := text(f["content"]); ok && f.string("type") == "message" {
		kind := "input_text"
		if f.string("role") == "assistant" {
			kind = "output_text"
		}
		f.set("content", []object{{"type": kind, "text": words}})
		changed = true
	}
	return changed
}

// dropDetail removes the detail of the images in a list, because Responses Lite
// has no such field.
func (f fields) dropDetail(name string) (changed bool) {
	var parts []fields
	if len(f[name]) == 0 || f[name][0] != '[' || json.Unmarshal(f[name], &parts) != nil {
		return false
	}
	for _, part := range parts {
		if _, has := part["detail"]; has && part.string("type") == "input_image" {
			delete(part, "detail")
			changed = true
		}
	}
	if changed {
		f.set(name, parts)
	}
	return changed
}

// An outputItem has the fields of an answer's item that chat completions need.
type outputItem struct {
	Type      string `json:"type"`
	Phase     string `json:"phase"`
	CallID    string `json:"call_id"`
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
	Input     string `json:"input"`
	Content   []struct {
		Text        string           `json:"text"`
		Refusal     string           `json:"refusal"`
		Annotations []codex.Citation `json:"annotations"`
	} `json:"content"`
}

func readOutput(i codex.Item) (o outputItem) {
	if raw, err := i.MarshalJSON(); err == nil {
		_ = json.Unmarshal(raw, &o) // fields of another type stay empty
	}
	return o
}

// call reports whether the item calls one of the program's tools.
func (o outputItem) call() bool {
	return slices.Contains([]string{"function_call", "custom_tool_call"}, o.Type)
}
