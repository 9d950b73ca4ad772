package gateway

import (
	"encoding/json"
	"fmt"

	"banter/codex"
)

// A chatMessage is a message of a chat completion.
type chatMessage struct {
	Role       string          `json:"role"`
	Content    json.RawMessage `json:"content"` // string, list of parts, or null
	Refusal    string          `json:"refusal"`
	ToolCalls  []chatToolCall  `json:"tool_calls"`
	ToolCallID string          `json:"tool_call_id"`

	Name         string        `json:"name"`          // function that has answered
	FunctionCall *chatFunction `json:"function_call"` // older form of tool_calls
}

// A chatFunction is a call of a function.
type chatFunction struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

// A chatPart is a part of a message's content.
type chatPart struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Refusal  string `json:"refusal"`
	ImageURL struct {
		URL string `json:"url"`
	} `json:"image_url"`
	File struct {
		ID   string `json:"file_id"`
		Name string `json:"filename"`
		Data string `json:"file_data"`
	} `json:"file"`
}

// A chatToolCall is a call by the model.
type chatToolCall struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"`
	Function chatFunction `json:"function"`
	Custom   struct {
		Name  string `json:"name"`
		Input string `json:"input"`
	} `json:"custom"`
}

// readMessages converts the messages of a chat to items.
func readMessages(messages []chatMessage) ([]codex.Item, *fault) {
	c := conversion{custom: make(map[string]bool), functions: make(map[string]string)}
	for i, m := range messages {
		if f := c.add(m, fmt.Sprintf("messages[%d]", i)); f != nil {
			return nil, f
		}
	}
	return c.items, nil
}

// A conversion converts messages to items, in order.
type conversion struct {
	items     []codex.Item
	custom    map[string]bool   // ids of calls of custom tools, whose results have their own type
	functions map[string]string // ids of the newest legacy calls, which have none in the request, by name
}

func (c *conversion) add(m chatMessage, param string) *fault {
	parts, f := m.parts(param)
	if f != nil {
		return f
	}
	switch m.Role {
	case "system", "developer":
		return c.message("developer", parts, param)
	case "user":
		return c.message("user", parts, param)
	case "assistant":
		if m.Refusal != "" {
			parts = append(parts, chatPart{Type: "refusal", Refusal: m.Refusal})
		}
		if f := c.message("assistant", parts, param); f != nil {
			return f
		}
		if m.FunctionCall != nil {
			c.callFunction(*m.FunctionCall)
		}
		return c.calls(m.ToolCalls, param)
	case "tool":
		return c.result(m, parts, param)
	case "function":
		return c.functionResult(m, parts, param)
	}
	return invalid(param+".role", "The role must be system, developer, user, assistant, tool or function.")
}

// parts returns the content of a message.
func (m chatMessage) parts(param string) ([]chatPart, *fault) {
	if !given(m.Content) {
		return nil, nil
	}
	if words, ok := text(m.Content); ok {
		if words == "" && m.Role != "user" { // an empty question is a question
			return nil, nil
		}
		return []chatPart{{Type: "text", Text: words}}, nil
	}
	var parts []chatPart
	if json.Unmarshal(m.Content, &parts) != nil {
		return nil, bad("invalid_type", param+".content", "The content must be a string or a list of parts.")
	}
	return parts, nil
}

// message adds a message unless it is empty.
func (c *conversion) message(role string, parts []chatPart, param string) *fault {
	if len(parts) == 0 {
		return nil
	}
	content := make([]object, len(parts))
	for i, p := range parts {
		if content[i] = p.convert(role); content[i] == nil {
			return invalid(fmt.Sprintf("%s.content[%d]", param, i), "A message of this role cannot have this part.")
		}
	}
	c.items = append(c.items, item(object{"type": "message", "role": role, "content": content}))
	return nil
}

// convert returns the part in the form of the Responses API, or nil if the role
// may not have such a part.
func (p chatPart) convert(role string) object {
	switch {
	case p.Type == "text" && role == "assistant":
		return object{"type": "output_text", "text": p.Text}
	case p.Type == "text":
		return object{"type": "input_text", "text": p.Text}
	case p.Type == "refusal" && role == "assistant":
		return object{"type": "refusal", "refusal": p.Refusal}
	case p.Type == "image_url" && allowsFiles(role) && p.ImageURL.URL != "":
		return object{"type": "input_image", "image_url": p.ImageURL.URL}
	case p.Type == "file" && allowsFiles(role):
		file := object{"type": "input_file"}
		for name, value := range map[string]string{"file_id": p.File.ID, "filename": p.File.Name, "file_data": p.File.Data} {
			if value != "" {
				file[name] = value
			}
		}
		return file
	}
	return nil
}

// allowsFiles reports whether messages of a role may hold images and files. The
// API does not accept images from tools, but programs send them, and the
// backend accepts them.
func allowsFiles(role string) bool { return role == "user" || role == "tool" }

// calls adds the model's calls of tools.
func (c *conversion) calls(calls []chatToolCall, param string) *fault {
	for i, call := range calls {
		switch {
		case call.ID == "":
			return bad("missing_required_parameter", fmt.Sprintf("%s.tool_calls[%d].id", param, i), "A tool call must have an id.")
		case call.Type == "custom":
			c.custom[call.ID] = true
			c.items = append(c.items, item(object{"type": "custom_tool_call", "call_id": call.ID, "name": call.Custom.Name, "input": call.Custom.Input}))
		case call.Type == "function", call.Type == "":
			c.items = append(c.items, item(object{"type": "function_call", "call_id": call.ID, "name": call.Function.Name,
				"arguments": call.Function.Arguments}))
		default:
			return invalid(fmt.Sprintf("%s.tool_calls[%d].type", param, i), "A tool call must be of a function or a custom tool.")
		}
	}
	return nil
}

// result adds the answer of a tool.
func (c *conversion) result(m chatMessage, parts []chatPart, param string) *fault {
	if m.ToolCallID == "" {
		return bad("missing_required_parameter", param+".tool_call_id", "The result of a tool must name its call.")
	}
	return c.answer(m.ToolCallID, parts, param)
}

// answer adds the answer to a call: a string, or a list of parts if it holds
// more than text.
func (c *conversion) answer(callID string, parts []chatPart, param string) *fault {
	words, list, plain := "", []object{}, true
	for i, p := range parts {
		part := p.convert("tool")
		if part == nil {
			return invalid(fmt.Sprintf("%s.content[%d]", param, i), "The result of a tool cannot have this part.")
		}
		words, list, plain = words+p.Text, append(list, part), plain && p.Type == "text"
	}
	kind, output := "function_call_output", any(words)
	if !plain {
		output = list
	}
	if c.custom[callID] {
		kind = "custom_tool_call_output"
	}
	c.items = append(c.items, item(object{"type": kind, "call_id": callID, "output": output}))
	return nil
}
