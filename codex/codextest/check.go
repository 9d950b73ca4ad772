package codextest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// parse parses and checks the body of POST responses. The order of the real
// backend's checks is not documented.
func (s *Server) parse(c *transaction) (*request, *reply) {
	if contentType(c.r) != jsonType {
		return nil, detail(http.StatusBadRequest, "Unsupported content type")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(c.body, &fields) != nil {
		return nil, detail(http.StatusBadRequest, "Invalid JSON body")
	}
	if a := checkFields(fields); a != nil {
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
	account := c.access.grant.account
	var known bool
	if q.model, known = s.models.find(q.Model, account.Plan); !known {
		return nil, notOffered(q.Model)
	}
	for _, check := range []func(*transaction, *request) *reply{
		checkVersion, checkFlags, checkShape, checkInstructions, checkOptions, checkItems, checkWebTools, checkSize,
	} {
		if a := check(c, q); a != nil {
			return nil, a
		}
	}
	return q, nil
}

// takenFields are the parameters that the Codex backend accepts. It refuses all
// others of the Responses API: output limits, sampling, state kept on the
// server, metadata.
var takenFields = []string{
	"model", "instructions", "input", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "store",
	"stream", "include", "prompt_cache_key", "text", "service_tier", "client_metadata",
}

func checkFields(fields map[string]json.RawMessage) *reply {
	var unknown []string
	for name := range fields {
		if !slices.Contains(takenFields, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return detail(http.StatusBadRequest, "Unsupported parameter: "+unknown[0])
	}
	if input := strings.TrimSpace(string(fields["input"])); !strings.HasPrefix(input, "[") {
		return detail(http.StatusBadRequest, "Input must be a list")
	}
	// Instructions of another type count as none, "" counts as some.
	if v := fields["instructions"]; v != nil && v[0] != '"' && string(v) != "null" {
		return detail(http.StatusBadRequest, "Instructions are required")
	}
	return nil
}

// notOffered returns the answer to models that the backend does not know, has
// retired, or does not offer to the plan.
func notOffered(slug string) *reply {
	return detail(http.StatusBadRequest,
		fmt.Sprintf("The '%s' model is not supported when using Codex with a ChatGPT account.", slug))
}

// codexAgent matches the version in the User-Agent of Codex's own programs.
var codexAgent = regexp.MustCompile(`^codex[-_a-z]*/(\d+\.\d+\.\d+)`)

// checkVersion refuses old versions of programs that claim to be Codex: by the
// version header or, with a misleading answer, by the User-Agent
// (NousResearch/hermes-agent#81576).
func checkVersion(c *transaction, q *request) *reply {
	if v := c.r.Header.Get("version"); v != "" {
		if older(v, q.model.MinVersion) {
			return detail(http.StatusBadRequest, fmt.Sprintf(
				"The '%s' model requires a newer version of Codex. Please upgrade to the latest app or CLI and try again.", q.Model))
		}
		return nil
	}
	if m := codexAgent.FindStringSubmatch(c.r.UserAgent()); m != nil && older(m[1], q.model.MinVersion) {
		return notOffered(q.Model)
	}
	return nil
}

func checkFlags(_ *transaction, q *request) *reply {
	if q.Store == nil || *q.Store {
		return detail(http.StatusBadRequest, "Store must be set to false")
	}
	if q.Stream == nil || !*q.Stream {
		return detail(http.StatusBadRequest, "Stream must be set to true")
	}
	return nil
}

// checkShape compares the Responses Lite header with the model
// (openai/codex#30224). Lite models accept the classic shape too.
func checkShape(c *transaction, q *request) *reply {
	const name = "X-OpenAI-Internal-Codex-Responses-Lite"
	switch {
	case !lite(c.r):
		return nil
	case !q.model.Lite:
		return invalid("", "", "This model is not supported when using "+name+".")
	case q.ParallelToolCalls == nil || *q.ParallelToolCalls:
		return invalid("", "parallel_tool_calls", name+" requires `parallel_tool_calls` to be false.")
	}
	return nil
}

// checkInstructions requires the system text. The Codex CLI since 0.169, and
// lite requests, send it as a leading developer message.
func checkInstructions(c *transaction, q *request) *reply {
	if q.Instructions != nil || lite(c.r) || len(q.items) > 0 && q.items[0].Role == "developer" {
		return nil
	}
	return detail(http.StatusBadRequest, "Instructions are required")
}

func checkOptions(_ *transaction, q *request) *reply {
	efforts := q.model.efforts()
	if e := q.Reasoning.Effort; e != "" && !slices.Contains(efforts, e) {
		return invalid("unsupported_value", "reasoning.effort", fmt.Sprintf(
			"Unsupported value: '%s' is not supported with the '%s' model. Supported values are: %s.", e, q.Model, quoted(efforts)))
	}
	return firstReply(
		oneOf("reasoning.summary", q.Reasoning.Summary, "auto", "concise", "detailed", "none"),
		oneOf("text.verbosity", q.Text.Verbosity, "low", "medium", "high"),
		oneOf("service_tier", q.ServiceTier, "auto", "default", "priority"),
	)
}

// checkSize refuses requests longer than the context_window of the model, which is
// the limit of the input. The catalog's max_context_window is larger, and no public
// source says how a client gets it.
func checkSize(_ *transaction, q *request) *reply {
	if q.model.Context == 0 || q.inputTokens() <= q.model.Context {
		return nil
	}
	return contextFull()
}

// oneOf refuses a value that is not among the allowed ones.
func oneOf(param, value string, allowed ...string) *reply {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return invalid("invalid_value", param, fmt.Sprintf("Invalid value: '%s'. Supported values are: %s.", value, quoted(allowed)))
}

func firstReply(replies ...*reply) *reply {
	for _, a := range replies {
		if a != nil {
			return a
		}
	}
	return nil
}

// quoted lists values in the form of the API's messages: 'a', 'b', and 'c'.
func quoted(values []string) string {
	q := make([]string, len(values))
	for i, v := range values {
		q[i] = "'" + v + "'"
	}
	switch n := len(q); n {
	case 0, 1:
		return strings.Join(q, "")
	case 2:
		return q[0] + " and " + q[1]
	default:
		return strings.Join(q[:n-1], ", ") + ", and " + q[n-1]
	}
}
