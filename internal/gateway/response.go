package gateway

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"

	"banter/codex"
)

// A response is the Response object of the API. It shows what the backend was
// asked, with null for dropped parameters.
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

// newResponse returns the empty response to q.
func newResponse(b responsesBody, q *query, now time.Time) *response {
	r := &response{
		ID: newID("resp_"), Object: "response", CreatedAt: now.Unix(), Status: "in_progress",
		Instructions: orNull(b.Instructions), Model: q.Model, Output: []codex.Item{},
		Previous:    orNull(b.Previous),
		ServiceTier: cmp.Or(q.ServiceTier, "default"), Store: q.store,
		Text: object{"format": object{"type": "text"}}, Truncation: "disabled",
		ToolChoice: orJSON(q.ToolChoice, `"auto"`), Tools: json.RawMessage(`[]`), Metadata: orJSON(b.Metadata, `{}`),
	}
	if q.Schema != nil {
		r.Text["format"] = b.Text.Format
	}
	if len(q.Tools) > 0 {
		r.Tools = encode(q.Tools)
	}
	return r
}

// asked fills in what the backend was asked.
func (r *response) asked(sent codex.Request) {
	r.ParallelToolCalls = !sent.SerialTools
	r.Reasoning = object{"effort": orNull(sent.Effort), "summary": orNull(sent.Summary)}
	if sent.Verbosity != "" {
		r.Text["verbosity"] = sent.Verbosity
	}
}

func orJSON(raw json.RawMessage, fallback string) json.RawMessage {
	if given(raw) {
		return raw
	}
	return json.RawMessage(fallback)
}

// newID returns an id for an object that the server has not named.
func newID(prefix string) string { return prefix + strings.ToLower(rand.Text()) }

// finish fills in a whole answer.
func (r *response) finish(answer *accumulator, now time.Time) {
	r.ID, r.Model = cmp.Or(answer.id, r.ID), cmp.Or(answer.model, r.Model)
	r.Output, r.Usage = answer.output(), usageObject(answer.usage)
	if answer.reason != "" {
		r.Status, r.IncompleteDetails = "incomplete", object{"reason": answer.reason}
		return
	}
	at := now.Unix()
	r.Status, r.CompletedAt = "completed", &at
}

// fail fills in an answer that has failed. Code and message are the server's,
// as far as it gave them.
func (r *response) fail(answer *accumulator, f *fault) {
	answer.reason = "failed" // open items stay incomplete
	r.Status, r.Output = "failed", answer.output()
	r.Error = object{"code": cmp.Or(f.theirCode, "server_error"), "message": cmp.Or(f.theirMessage, f.message)}
}

// usageObject returns the usage in the form of the Responses API.
func usageObject(u *codex.Usage) object {
	if u == nil {
		return nil
	}
	return object{
		"input_tokens": u.Input, "input_tokens_details": object{"cached_tokens": u.Cached, "cache_write_tokens": u.CacheWrite},
		"output_tokens": u.Output, "output_tokens_details": object{"reasoning_tokens": u.Reasoning},
		"total_tokens": u.Total,
	}
}
