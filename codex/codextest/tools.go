package codextest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// toolsItem is the type of the input items that carry tools in Responses Lite.
const toolsItem = "additional_tools"

// A tool is the definition of a tool, or a namespace of several.
type tool struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Tools []tool `json:"tools"`
}

// readTools parses definitions. It reports false for anything except a list of
// objects with a type.
func readTools(raw json.RawMessage) ([]tool, bool) {
	var tools []tool
	if json.Unmarshal(raw, &tools) != nil {
		return nil, false
	}
	for _, t := range tools {
		if t.Type == "" {
			return nil, false
		}
	}
	return tools, true
}

// checkTools checks an additional_tools item, which needs tools and Responses
// Lite. The Codex CLI sends the item in no other shape; the backend's answer to
// it there is not documented.
func checkTools(c *transaction, i int, it item) *reply {
	param := fmt.Sprintf("input[%d]", i)
	if !lite(c.r) {
		return invalid("invalid_value", param, fmt.Sprintf("Invalid value: '%s'.", toolsItem))
	}
	if it.Role != "developer" {
		return invalid("invalid_value", param+".role", fmt.Sprintf("Invalid value: '%s'. Supported values are: 'developer'.", it.Role))
	}
	if _, ok := readTools(it.Tools); !ok {
		return apiError{status: http.StatusBadRequest, code: "invalid_type", param: param + ".tools",
			message: fmt.Sprintf("Invalid type for '%s.tools': expected an array of tools.", param)}.reply()
	}
	return nil
}

// offered returns the names of the tools of the request: NAMESPACE.NAME for a
// tool in a namespace, the type for one without a name.
func (q *request) offered() (names []string) {
	var add func(prefix string, tools []tool)
	add = func(prefix string, tools []tool) {
		for _, t := range tools {
			if t.Type == "namespace" {
				add(t.Name+".", t.Tools)
				continue
			}
			names = append(names, prefix+orDefault(t.Name, t.Type))
		}
	}
	tools, _ := readTools(q.Tools)
	add("", tools)
	for _, it := range q.items {
		if it.Type == toolsItem {
			tools, _ := readTools(it.Tools)
			add("", tools)
		}
	}
	return names
}

// results returns the outputs of tools since the last question.
func (q *request) results() (outputs []string) {
	for _, it := range q.items {
		switch {
		case it.message() && it.Role == "user":
			outputs = nil
		case strings.HasSuffix(it.Type, "_call_output"):
			text, raw := "", it.Output
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw)
			}
			outputs = append(outputs, text)
		}
	}
	return outputs
}

func (t Call) stream(st *stream) {
	kind, prefix, input := "function_call", "fc", "arguments"
	event := "response.function_call_arguments"
	if t.Custom {
		kind, prefix, input = "custom_tool_call", "ctc", "input"
		event = "response.custom_tool_call_input"
	}
	id, callID := st.newID(prefix), st.newID("call")
	item := func(status, text string) object {
		m := object{"id": id, "type": kind, "call_id": callID, "name": t.Name, input: text, "status": status}
		if t.Namespace != "" {
			m["namespace"] = t.Namespace
		}
		return m
	}
	output := st.open(item("in_progress", ""))
	at := []field{{"item_id", id}, {"output_index", output}}
	for text := t.Input; text != "" && st.err == nil; {
		n := cut(text, st.s.opts.Chunk)
		st.wait()
		st.send(event+".delta", append(at, field{"delta", text[:n]})...)
		st.paced++
		if st.s.opts.Rate > 0 {
			st.flush()
		}
		text = text[n:]
	}
	st.send(event+".done", append(at, field{input, t.Input})...)
	st.done(output, item("completed", t.Input))
}
