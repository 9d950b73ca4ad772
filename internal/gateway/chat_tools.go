package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
)

// A chatTool is the definition of a tool.
type chatTool struct {
	Type     string `json:"type"`
	Function *struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"`
		Strict      *bool           `json:"strict"`
	} `json:"function"`
	Custom *struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Format      *struct {
			Type    string `json:"type"`
			Grammar struct {
				Syntax     string `json:"syntax"`
				Definition string `json:"definition"`
			} `json:"grammar"`
		} `json:"format"`
	} `json:"custom"`
}

// readTools converts the definitions of chat completions to those of the
// Responses API, which are flat.
func readTools(tools []chatTool) ([]json.RawMessage, *fault) {
	var all []json.RawMessage
	for i, t := range tools {
		converted := t.convert()
		if converted == nil {
			return nil, invalid(fmt.Sprintf("tools[%d]", i), "A tool must be a function or a custom tool.")
		}
		all = append(all, encode(converted))
	}
	return all, nil
}

func (t chatTool) convert() object {
	switch {
	case t.Type == "function" && t.Function != nil:
		f := t.Function
		tool := object{"type": "function", "name": f.Name, "parameters": f.Parameters,
			// The default is strict in the Responses API but not in chat
			// completions.
			"strict": f.Strict != nil && *f.Strict}
		if !given(f.Parameters) {
			tool["parameters"] = object{"type": "object", "properties": object{}}
		}
		if f.Description != "" {
			tool["description"] = f.Description
		}
		return tool
	case t.Type == "custom" && t.Custom != nil:
		c := t.Custom
		tool := object{"type": "custom", "name": c.Name}
		if c.Description != "" {
			tool["description"] = c.Description
		}
		if c.Format != nil && c.Format.Type == "grammar" {
			tool["format"] = object{"type": "grammar", "syntax": c.Format.Grammar.Syntax, "definition": c.Format.Grammar.Definition}
		}
		return tool
	}
	return nil
}

// A namedTool is a tool in tool_choice.
type namedTool struct {
	Type     string                `json:"type"`
	Function struct{ Name string } `json:"function"`
	Custom   struct{ Name string } `json:"custom"`
	Allowed  struct {
		Mode  string      `json:"mode"`
		Tools []namedTool `json:"tools"`
	} `json:"allowed_tools"`
}

// readToolChoice converts tool_choice of chat completions to that of the
// Responses API.
func readToolChoice(raw json.RawMessage) (json.RawMessage, *fault) {
	if !given(raw) {
		return nil, nil
	}
	if word, ok := text(raw); ok && slices.Contains([]string{"auto", "none", "required"}, word) {
		return raw, nil
	}
	var named namedTool
	if json.Unmarshal(raw, &named) == nil {
		if choice := named.convert(); choice != nil {
			return encode(choice), nil
		}
	}
	return nil, invalid("tool_choice", "The choice must be auto, none, required or name a tool.")
}

func (n namedTool) convert() object {
	switch n.Type {
	case "function":
		return object{"type": n.Type, "name": n.Function.Name}
	case "custom":
		return object{"type": n.Type, "name": n.Custom.Name}
	case "allowed_tools":
		tools := []object{}
		for _, t := range n.Allowed.Tools {
			if t.Type == "allowed_tools" {
				return nil
			}
			if tool := t.convert(); tool != nil {
				tools = append(tools, tool)
			}
		}
		return object{"type": n.Type, "mode": n.Allowed.Mode, "tools": tools}
	}
	return nil
}
