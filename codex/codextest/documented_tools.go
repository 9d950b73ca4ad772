package codextest

import (
	"encoding/json"
	"fmt"
	"slices"
)

// checkPlanTools checks the tools at the top of a body: namespaces of functions and
// custom tools, and the search of the web.
func checkPlanTools(_ *transaction, q *request) *reply {
	if len(q.Tools) == 0 {
		return nil
	}
	return checkToolList("tools", q.Tools, true)
}

// checkToolList checks a list of tools, at the top of a body or in an item. There,
// and in namespaces, functions and custom tools are at home; the API's acceptance
// of them at the top is not documented.
func checkToolList(param string, raw json.RawMessage, top bool) *reply {
	var tools []map[string]json.RawMessage
	if json.Unmarshal(raw, &tools) != nil {
		return invalid("invalid_type", param, fmt.Sprintf("Invalid type for '%s': expected an array of objects.", param))
	}
	for i, t := range tools {
		at := fmt.Sprintf("%s[%d]", param, i)
		var a *reply
		switch kind := textOf(t["type"]); {
		case kind == "namespace":
			a = checkNamespace(at, t)
		case kind == webTool && top:
			a = checkPlanSearch(at, t)
		case (kind == "function" || kind == "custom") && !top:
			a = checkNamed(at, t, "name")
		default:
			a = unsupportedCapability(at)
		}
		if a != nil {
			return a
		}
	}
	return nil
}

func checkNamespace(at string, t map[string]json.RawMessage) *reply {
	if a := checkNamed(at, t, "name", "description"); a != nil {
		return a
	}
	inner, ok := readTools(t["tools"])
	if !ok || slices.ContainsFunc(inner, func(t tool) bool { return t.Type != "function" && t.Type != "custom" || t.Name == "" }) {
		return unsupportedCapability(at + ".tools")
	}
	return nil
}

func checkNamed(at string, t map[string]json.RawMessage, names ...string) *reply {
	for _, name := range names {
		if textOf(t[name]) == "" {
			return invalid("missing_required_parameter", at+"."+name, fmt.Sprintf("Missing required parameter: '%s.%s'.", at, name))
		}
	}
	return nil
}

// checkPlanSearch checks the search of the web, whose parameters are those of the
// API's reference without the one of the Codex CLI.
func checkPlanSearch(at string, t map[string]json.RawMessage) *reply {
	for _, name := range sortedKeys(t) {
		if name == "search_content_types" {
			return invalid("unknown_parameter", at+"."+name, fmt.Sprintf("Unknown parameter: '%s.%s'.", at, name))
		}
		if a := checkWebField(at+"."+name, name, t[name]); a != nil {
			return a
		}
	}
	return nil
}

// checkChoice refuses the choice of a tool that the route does not have.
func checkChoice(_ *transaction, q *request) *reply {
	var chosen struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(q.ToolChoice, &chosen) != nil {
		return nil // a word
	}
	if !slices.Contains([]string{"function", "custom", webTool, "allowed_tools"}, chosen.Type) {
		return unsupportedCapability("tool_choice")
	}
	return nil
}

// textOf returns a JSON text, or "".
func textOf(raw json.RawMessage) (text string) {
	_ = json.Unmarshal(raw, &text) // another value is none
	return text
}
