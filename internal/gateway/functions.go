package gateway

import (
	"encoding/json"
	"fmt"
)

// Functions are the older form of tools in chat completions: definitions
// without a wrapper, at most one call in an answer, and results that name the
// function instead of the call. They are converted to tools and back.

// readFunctions converts the functions of a request to tools.
func (b *chatBody) readFunctions() *fault {
	if !given(b.Functions) {
		if given(b.FunctionCall) {
			return invalid("function_call", "'function_call' is only allowed when 'functions' are specified.")
		}
		return nil
	}
	var functions []json.RawMessage
	switch {
	case json.Unmarshal(b.Functions, &functions) != nil:
		return wrongType("functions", "an array of objects", b.Functions)
	case len(functions) == 0:
		return bad("empty_array", "functions", "Invalid 'functions': empty array. Expected an array with minimum length 1, but got an empty array instead.")
	case len(b.Tools) > 0:
		return invalid("functions", "'functions' and 'tools' cannot be specified together.")
	}
	for i, raw := range functions {
		var t chatTool
		t.Type = "function"
		if json.Unmarshal(raw, &t.Function) != nil || t.Function == nil || t.Function.Name == "" {
			return invalid(fmt.Sprintf("functions[%d]", i), "A function must be an object with a name.")
		}
		b.Tools = append(b.Tools, t)
	}
	return b.readFunctionCall()
}

// readFunctionCall converts the choice of a function to that of a tool.
func (b *chatBody) readFunctionCall() *fault {
	if !given(b.FunctionCall) {
		return nil
	}
	if word, ok := text(b.FunctionCall); ok {
		b.ToolChoice = b.FunctionCall
		return oneOf("function_call", word, "none", "auto")
	}
	var named struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(b.FunctionCall, &named) != nil || named.Name == "" {
		return wrongType("function_call", "one of 'none', 'auto' or an object with a name", b.FunctionCall)
	}
	b.ToolChoice = encode(object{"type": "function", "function": object{"name": named.Name}})
	return nil
}

// callFunction adds a legacy call of a function.
func (c *conversion) callFunction(f chatFunction) {
	id := fmt.Sprintf("call_function_%d", len(c.items))
	c.functions[f.Name] = id
	c.items = append(c.items, item(object{"type": "function_call", "call_id": id, "name": f.Name, "arguments": f.Arguments}))
}

// functionResult adds the answer of a function. If there is no call that it
// could answer, it adds one: the backend refuses an answer without a call.
func (c *conversion) functionResult(m chatMessage, parts []chatPart, param string) *fault {
	if m.Name == "" {
		return bad("missing_required_parameter", param+".name", "Missing parameter 'name': messages with role 'function' must have a 'name'.")
	}
	if c.functions[m.Name] == "" {
		c.callFunction(chatFunction{m.Name, "{}"})
	}
	id := c.functions[m.Name]
	delete(c.functions, m.Name)
	return c.answer(id, parts, param)
}
