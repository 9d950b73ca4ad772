package codex

import (
	"encoding/json"
	"slices"
)

// tools returns the definitions of the tools that the model may call.
func (s shape) tools(req Request) ([]json.RawMessage, error) {
	tools := req.Tools[:len(req.Tools):len(req.Tools)]
	if req.WebSearch == WebSearchOff {
		return tools, nil
	}
	search := struct {
		Type    string   `json:"type"`
		Live    bool     `json:"external_web_access"`
		Content []string `json:"search_content_types,omitempty"`
	}{Type: "web_search", Live: req.WebSearch == WebSearchLive}
	if s.model.SearchesImages {
		search.Content = []string{"text", "image"}
	}
	raw, err := marshal(search)
	return append(tools, raw), err
}

// additionalTools returns the input item that carries tools in Responses Lite.
func additionalTools(tools []json.RawMessage) Item {
	raw, err := marshal(struct {
		Type  string            `json:"type"`
		Role  string            `json:"role"`
		Tools []json.RawMessage `json:"tools"`
	}{toolsItem, "developer", tools})
	if err != nil {
		return Item{} // cannot happen: Request.check refuses tools that are not JSON
	}
	return newItem(raw)
}

// toolsItem is the type of input items that carry tools.
const toolsItem = "additional_tools"

// carriesTools reports whether i carries tools.
func (i Item) carriesTools() bool { return i.Type() == toolsItem }

// leadingTools splits off the items at the beginning of input that carry tools:
// the Codex CLI sends them before the system text.
func leadingTools(input []Item) (carriers, rest []Item) {
	n := 0
	for n < len(input) && input[n].carriesTools() {
		n++
	}
	return input[:n], input[n:]
}

// liftTools moves the tools that items of input carry to the end of tools,
// because only Responses Lite has such items. A tool replaces an earlier one of
// the same name, because the backend refuses two. Items that cannot be parsed
// stay.
func liftTools(tools []json.RawMessage, input []Item) ([]json.RawMessage, []Item) {
	rest := make([]Item, 0, len(input))
	for _, item := range input {
		var carrier struct {
			Tools []json.RawMessage `json:"tools"`
		}
		if !item.carriesTools() || json.Unmarshal(item.raw, &carrier) != nil {
			rest = append(rest, item)
			continue
		}
		for _, tool := range carrier.Tools {
			name := toolName(tool)
			same := slices.IndexFunc(tools, func(had json.RawMessage) bool { return toolName(had) == name })
			if same >= 0 {
				tools = slices.Replace(slices.Clone(tools), same, same+1, tool)
			} else {
				tools = append(tools[:len(tools):len(tools)], tool)
			}
		}
	}
	return tools, rest
}

// toolName returns what identifies a tool in a request: type and name, or the
// whole definition of a tool without a name.
func toolName(tool json.RawMessage) string {
	var named struct {
		Type  string `json:"type"`
		Name  string `json:"name"`
		Label string `json:"server_label"`
	}
	if json.Unmarshal(tool, &named) != nil || named.Name+named.Label == "" {
		return string(tool)
	}
	return named.Type + " " + named.Name + named.Label
}
