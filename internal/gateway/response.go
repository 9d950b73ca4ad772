package gateway

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"banter/codex"
)

// A response is the Response object of the API. It says what was really asked
// of the backend, and null for what was dropped.
type response struct {
	ID                string          `json:"id"`
	Object            string          `json:"object"`
	CreatedAt         int64           `json:"created_at"`
	CompletedAt       *int64          `json:"completed_at"`
	Status            string          `json:"status"`
	Background        bool            `json:"background"`
	Error             any             `json:"error"`
	IncompleteDetails any             `json:"incomplete_details"`
	Instructions      any             `json:"instructions"`
	MaxOutputTokens   any             `json:"max_output_tokens"`
	Model             string          `json:"model"`
	Output            []codex.Item    `json:"output"`
	ParallelToolCalls bool            `json:"parallel_tool_calls"`
	Previous          any             `json:"previous_response_id"`
	Reasoning         object          `json:"reasoning"`
	ServiceTier       string          `json:"service_tier"`
	Store             bool            `json:"store"`
	Temperature       any             `json:"temperature"`
	Text              object          `json:"text"`
	ToolChoice        json.RawMessage `json:"tool_choice"`
	Tools             json.RawMessage `json:"tools"`
	TopP              any             `json:"top_p"`
	Truncation        string          `json:"truncation"`
	Usage             object          `json:"usage"`
	User              any             `json:"user"`
	Metadata          json.RawMessage `json:"metadata"`
}

// newResponse is the answer to q before anything of it is there.
func newResponse(b responsesBody, q *query, now time.Time) *response {
	r := &response{
		ID: newID("resp_"), Object: "response", CreatedAt: now.Unix(), Status: "in_progress",
		Instructions: orNull(b.Instructions), Model: q.Model, Output: []codex.Item{},
		ParallelToolCalls: !q.SerialTools, Previous: orNull(b.Previous),
		Reasoning:   object{"effort": orNull(q.Effort), "summary": orNull(q.Summary)},
		ServiceTier: cmp.Or(q.ServiceTier, "default"), Store: q.store,
		Text: object{"format": object{"type": "text"}}, Truncation: "disabled",
		ToolChoice: orJSON(q.ToolChoice, `"auto"`), Tools: json.RawMessage(`[]`), Metadata: orJSON(b.Metadata, `{}`),
	}
	if q.Schema != nil {
		r.Text["format"] = b.Text.Format
	}
	if q.Verbosity != "" {
		r.Text["verbosity"] = q.Verbosity
	}
	if len(q.Tools) > 0 {
		r.Tools = encode(q.Tools)
	}
	return r
}

func orJSON(raw json.RawMessage, fallback string) json.RawMessage {
	if given(raw) {
		return raw
	}
	return json.RawMessage(fallback)
}

// newID returns an id for what the server has not named.
func newID(prefix string) string { return prefix + strings.ToLower(rand.Text()) }

// finish fills in a whole answer.
func (r *response) finish(answer *codex.Answer, now time.Time) {
	r.ID = cmp.Or(answer.ResponseID, r.ID)
	r.Model = cmp.Or(answer.Model, r.Model)
	r.Usage = usageObject(answer.Usage)
	if answer.Items != nil {
		r.Output = answer.Items
	}
	switch answer.Finish {
	case codex.FinishStop, codex.FinishToolCalls:
		r.complete(now)
	case codex.FinishLength:
		r.incomplete("max_output_tokens")
	default:
		r.incomplete(string(answer.Finish))
	}
}

func (r *response) complete(now time.Time) {
	at := now.Unix()
	r.Status, r.CompletedAt = "completed", &at
}

func (r *response) incomplete(reason string) {
	r.Status, r.IncompleteDetails = "incomplete", object{"reason": reason}
}

// usageObject is what an answer cost, as the Responses API writes it.
func usageObject(u *codex.Usage) object {
	if u == nil {
		return nil
	}
	return object{
		"input_tokens": u.Input, "input_tokens_details": object{"cached_tokens": u.Cached},
		"output_tokens": u.Output, "output_tokens_details": object{"reasoning_tokens": u.Reasoning},
		"total_tokens": u.Total,
	}
}

// An output gathers the items of an answer, which may close in any order.
type output map[int]codex.Item

// items returns what has been gathered, in order. It is never nil.
func (o output) items() []codex.Item {
	places := make([]int, 0, len(o))
	for place := range o {
		places = append(places, place)
	}
	slices.Sort(places)
	items := make([]codex.Item, len(places))
	for i, place := range places {
		items[i] = o[place]
	}
	return items
}
