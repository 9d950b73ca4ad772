package codextest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// parseDocumented parses and checks the body of POST v1/responses by the rules of
// "Preview limitations", each enforced always, although the real API enforces
// them unevenly. The order of its checks is not documented.
func (s *Server) parseDocumented(c *transaction) (*request, *reply) {
	if contentType(c.r) != jsonType {
		return nil, detail(http.StatusBadRequest, "Unsupported content type")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(c.body, &fields) != nil {
		return nil, detail(http.StatusBadRequest, "Invalid JSON body")
	}
	if a := checkPlanFields(fields); a != nil {
		return nil, a
	}
	q := &request{}
	if err := json.Unmarshal(c.body, q); err != nil {
		return nil, detail(http.StatusBadRequest, "Invalid request body")
	}
	q.items = make([]item, len(q.Input))
	for i, raw := range q.Input {
		if json.Unmarshal(raw, &q.items[i]) != nil {
			return nil, invalid("invalid_type", fmt.Sprintf("input[%d]", i), fmt.Sprintf("Invalid type for 'input[%d]': expected an object.", i))
		}
	}
	var known bool
	if q.model, known = s.models.find(q.Model, c.access.grant.account.Plan); !known {
		return nil, apiError{status: http.StatusNotFound, code: "model_not_found", param: "model",
			message: fmt.Sprintf("The model '%s' does not exist or you do not have access to it.", q.Model)}.reply()
	}
	for _, check := range []func(*transaction, *request) *reply{
		checkFlags, checkTier, checkOptions, checkIncludes, checkPlanItems, checkCalls, checkPlanTools, checkChoice, checkSize,
	} {
		if a := check(c, q); a != nil {
			return nil, a
		}
	}
	return q, nil
}

// planFields are the parameters that the API takes, with the members that are
// checked; nil: not checked. Of them, model, input, store, stream, instructions,
// tools and service_tier are documented, the others were measured
// (justrach/codegraff, ADR 0221).
var planFields = map[string][]string{
	"model": nil, "input": nil, "store": nil, "stream": nil, "instructions": nil, "tools": nil, "service_tier": nil,
	"tool_choice": nil, "parallel_tool_calls": nil, "include": nil, "prompt_cache_key": nil, "context_management": nil,
	"reasoning": {"effort", "summary"}, "text": {"format", "verbosity"},
}

// refusedFields are the parameters that clients must leave out.
var refusedFields = []string{
	"background", "conversation", "max_output_tokens", "max_tool_calls", "metadata", "moderation", "multi_agent", "previous_response_id",
	"prompt", "prompt_cache_breakpoint", "prompt_cache_options", "prompt_cache_retention", "safety_identifier", "temperature", "top_logprobs",
	"top_p", "truncation", "user",
}

func checkPlanFields(fields map[string]json.RawMessage) *reply {
	for _, name := range sortedKeys(fields) {
		if slices.Contains(refusedFields, name) {
			return detail(http.StatusBadRequest, "Unsupported parameter: "+name)
		}
		members, known := planFields[name]
		if !known {
			return invalid("unknown_parameter", name, fmt.Sprintf("Unknown parameter: '%s'.", name))
		}
		var inner map[string]json.RawMessage
		if members == nil || json.Unmarshal(fields[name], &inner) != nil {
			continue
		}
		for _, member := range sortedKeys(inner) {
			if path := name + "." + member; !slices.Contains(members, member) {
				return invalid("unknown_parameter", path, fmt.Sprintf("Unknown parameter: '%s'.", path))
			}
		}
	}
	if input := strings.TrimSpace(string(fields["input"])); !strings.HasPrefix(input, "[") {
		return detail(http.StatusBadRequest, "Input must be a list")
	}
	return nil
}

// checkTier refuses flex, as measured.
func checkTier(_ *transaction, q *request) *reply {
	if q.ServiceTier == "flex" {
		return detail(http.StatusBadRequest, "Unsupported service_tier: flex")
	}
	return nil
}

func checkIncludes(_ *transaction, q *request) *reply {
	for i, name := range q.Include {
		if a := oneOf(fmt.Sprintf("include[%d]", i), name, "reasoning.encrypted_content", "web_search_call.action.sources", "web_search_call.results"); a != nil {
			return a
		}
	}
	return nil
}

// planItems are the types of the items that the API takes, by the words of its
// refusal. Those of programmatic tool calls are left out: their tool is refused.
var planItems = []string{
	"message", "item_reference", toolsItem, "compaction", "compaction_summary", "reasoning", "web_search_call",
	"function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output",
}

func checkPlanItems(c *transaction, q *request) *reply {
	for i, it := range q.items {
		param := fmt.Sprintf("input[%d]", i)
		var a *reply
		switch {
		case it.message():
			a = checkPlanMessage(i, it)
		case !slices.Contains(planItems, it.Type):
			a = unsupportedCapability("input")
		case it.Type == "reasoning":
			a = checkReasoning(c, q, it)
		case it.Type == toolsItem && it.Role != "developer":
			a = oneOf(param+".role", orDefault(it.Role, "none"), "developer")
		case it.Type == toolsItem:
			a = checkToolList(param+".tools", it.Tools, false)
		case it.Type == "item_reference": // nothing is stored
			a = apiError{status: http.StatusNotFound, param: param + ".id", message: "Item with id '" + it.ID + "' not found."}.reply()
		case it.Type == "web_search_call" && it.ID == "":
			a = invalid("missing_required_parameter", param+".id", fmt.Sprintf("Missing required parameter: '%s.id'.", param))
		}
		if a != nil {
			return a
		}
	}
	return nil
}

// checkPlanMessage checks a message. Its files must be in it: the route has no
// Files API.
func checkPlanMessage(i int, it item) *reply {
	if a := checkMessage(i, it); a != nil {
		return a
	}
	var parts []struct {
		Type     string `json:"type"`
		ImageURL string `json:"image_url"`
		FileData string `json:"file_data"`
		FileID   string `json:"file_id"`
		FileURL  string `json:"file_url"`
	}
	_ = json.Unmarshal(it.Content, &parts) // a text has no files
	for _, p := range parts {
		outside := p.Type == "input_image" && !strings.HasPrefix(p.ImageURL, "data:") || p.Type == "input_file" && p.FileData == ""
		if outside || p.FileID != "" || p.FileURL != "" {
			return unsupportedCapability("input")
		}
	}
	return nil
}

// checkCalls checks that each output belongs to a call before it.
func checkCalls(_ *transaction, q *request) *reply {
	called := map[string]bool{}
	for i, raw := range q.Input {
		var call struct {
			ID string `json:"call_id"`
		}
		_ = json.Unmarshal(raw, &call) // checked before
		switch kind := q.items[i].Type; {
		case strings.HasSuffix(kind, "_call_output") && !called[call.ID]:
			return apiError{status: http.StatusBadRequest, param: "input", message: "No tool call found for function call output with call_id " + call.ID + "."}.reply()
		case kind == "function_call" || kind == "custom_tool_call":
			called[call.ID] = true
		}
	}
	return nil
}
