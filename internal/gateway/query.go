package gateway

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"banter/codex"
)

// A query is a request of either endpoint in the form for the client.
type query struct {
	codex.Request
	whole  []codex.Item // whole input, system messages included
	stream bool
	store  bool // the answer may be kept in memory
}

// plainInstructions are the instructions of a request without any, because the
// backend requires some. The client's default asks for Markdown, which the
// program did not ask for.
const plainInstructions = "You are a helpful assistant."

// settings are parameters that have different names at the two endpoints.
type settings struct {
	model, effort, summary, verbosity string
	effortParam                       string // name of the effort at the endpoint
	instructions                      string
	tier, cacheKey                    string
}

// newQuery returns a query with the given settings and input.
func (a *api) newQuery(ctx context.Context, s settings, input []codex.Item) (*query, *fault) {
	q := &query{whole: input}
	q.Model = cmp.Or(s.model, a.Model)
	switch {
	case q.Model == "":
		return nil, bad("missing_required_parameter", "model", "You must name a model.")
	case len(input) == 0:
		return nil, bad("missing_required_parameter", "input", "The request has no input to answer.")
	}
	q.Effort = cmp.Or(s.effort, a.Effort)
	if q.Effort != "" {
		catalog, _ := a.Client.Models(ctx) // with an error it returns an older catalog, which is enough
		m, _ := catalog.Find(q.Model)
		q.Effort = nearestEffort(m, q.Effort)
		if s.effort != "" && m.Effort(q.Effort) != q.Effort {
			if f := oneOf(s.effortParam, s.effort, efforts...); f != nil {
				return nil, f
			}
		}
	}
	q.Summary, q.Verbosity = s.summary, s.verbosity
	if s.tier == "priority" {
		q.ServiceTier = s.tier
	}
	q.Instructions, q.Input = liftInstructions(s.instructions, input)
	q.ConversationID = conversationID(s.cacheKey, q.Request)
	return q, nil
}

// tiers are the values of service_tier.
var tiers = []string{"auto", "default", "flex", "scale", "priority"}

// efforts are the levels of reasoning of all models, lowest first.
var efforts = []string{"none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra"}

// nearestEffort returns the level of m that is nearest to want, the lower one
// of two. It returns an unknown level unchanged.
func nearestEffort(m codex.Model, want string) string {
	rank := slices.Index(efforts, want)
	best, distance := want, len(efforts)
	for _, e := range m.Efforts {
		r := slices.Index(efforts, e.Name)
		if d := max(r-rank, rank-r); r >= 0 && rank >= 0 && d < distance {
			best, distance = e.Name, d
		}
	}
	return best
}

// liftInstructions moves leading system messages of a single text into the
// instructions, where the backend expects them. Items that carry tools may come
// before these messages, and stay.
func liftInstructions(instructions string, input []codex.Item) (string, []codex.Item) {
	var all []string
	if instructions != "" {
		all = append(all, instructions)
	}
	var carriers []codex.Item
	for len(input) > 0 && input[0].Type() == "additional_tools" {
		carriers, input = append(carriers, input[0]), input[1:]
	}
	// One message must remain to be answered.
	for len(input) > 1 && input[0].Type() == "message" && input[0].Role() == "developer" && oneText(input[0]) {
		all = append(all, input[0].Text())
		input = input[1:]
	}
	if carriers != nil {
		input = append(carriers, input...)
	}
	if joined := strings.Join(all, "\n\n"); strings.TrimSpace(joined) != "" {
		return joined, input
	}
	return plainInstructions, input
}

// oneText reports whether a message consists of a single text. Messages of
// several parts stay as they are.
func oneText(item codex.Item) bool {
	var message struct {
		Content []struct {
			Type string `json:"type"`
		} `json:"content"`
	}
	raw, err := item.MarshalJSON()
	return err == nil && json.Unmarshal(raw, &message) == nil && len(message.Content) == 1 && message.Content[0].Type == "input_text"
}

// conversationID returns an id of the conversation that a request continues,
// for the prompt cache, which saves the plan's limits. The API has no such id.
// Requests of one conversation have the same beginning, so the id is derived
// from it. It has the form of a UUID version 7, as in the Codex CLI.
func conversationID(cacheKey string, r codex.Request) string {
	h := sha256.New()
	if cacheKey != "" {
		fmt.Fprintf(h, "key\n%s", cacheKey)
	} else {
		fmt.Fprintf(h, "beginning\n%s\n%s\n", r.Model, r.Instructions)
		// Items with tools may have a new id each time.
		first := max(0, slices.IndexFunc(r.Input, func(i codex.Item) bool { return i.Type() != "additional_tools" }))
		if raw, err := r.Input[first].MarshalJSON(); err == nil {
			h.Write(raw)
		}
	}
	id := h.Sum(nil)[:16]
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// A format is text.format of the Responses API, or the content of
// response_format of chat completions.
type format struct {
	Type        string          `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Schema      json.RawMessage `json:"schema"`
	Strict      *bool           `json:"strict"`
}

// schema returns the schema that the answer must follow, or nil for text. For
// json_object it returns the schema of any object, because the backend is not
// known to accept json_object.
func (f format) schema(param string) (*codex.Schema, *fault) {
	switch f.Type {
	case "", "text":
		return nil, nil
	case "json_object":
		return &codex.Schema{Name: "object", JSON: json.RawMessage(`{"type":"object"}`)}, nil
	case "json_schema":
		if !given(f.Schema) {
			f.Schema = json.RawMessage(`{}`)
		}
		return &codex.Schema{Name: f.Name, Description: f.Description, JSON: f.Schema, Strict: f.Strict != nil && *f.Strict}, nil
	}
	return nil, invalid(param, "The format must be text, json_object or json_schema.")
}
