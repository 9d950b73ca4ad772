package gateway

import (
	"context"
	"encoding/json"
	"net/http"

	"banter/codex"
)

// A chatBody is what the gateway reads of the body of POST /v1/chat/completions
// (OpenAI API reference, "Create chat completion"). The documentation of the
// package lists the parameters.
type chatBody struct {
	Model          string          `json:"model"`
	Messages       []chatMessage   `json:"messages"`
	Tools          []chatTool      `json:"tools"`
	ToolChoice     json.RawMessage `json:"tool_choice"`
	Parallel       *bool           `json:"parallel_tool_calls"`
	ResponseFormat *struct {
		Type       string `json:"type"`
		JSONSchema format `json:"json_schema"`
	} `json:"response_format"`
	Effort        string          `json:"reasoning_effort"`
	Verbosity     string          `json:"verbosity"`
	WebSearch     json.RawMessage `json:"web_search_options"`
	ServiceTier   string          `json:"service_tier"`
	CacheKey      string          `json:"prompt_cache_key"`
	Stream        bool            `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`

	N            *int            `json:"n"`
	Stop         json.RawMessage `json:"stop"`
	Logprobs     bool            `json:"logprobs"`
	Modalities   []string        `json:"modalities"`
	Functions    json.RawMessage `json:"functions"`     // older form of tools
	FunctionCall json.RawMessage `json:"function_call"` // older form of tool_choice

	stops []string
}

// chat answers POST /v1/chat/completions.
func (a *api) chat(w http.ResponseWriter, r *http.Request) {
	var body chatBody
	if f := decode(w, r, &body); f != nil {
		fail(w, f)
		return
	}
	q, f := a.chatQuery(r.Context(), &body)
	if f != nil {
		fail(w, f)
		return
	}
	head := completion{id: newID("chatcmpl-"), model: q.Model, created: a.Now().Unix(), formed: q.Schema != nil, legacy: given(body.Functions)}
	if q.stream {
		a.relay(w, r, q, newChatStream(head, body.stops, body.StreamOptions.IncludeUsage))
		return
	}
	var answer *wholeChat
	err := a.collect(r.Context(), q, func() { answer = newWholeChat(head.formed, body.stops) }, func(e codex.Event) bool { return answer.take(e) })
	if err != nil {
		fail(w, faultOf(err))
		return
	}
	reply(w, http.StatusOK, head.whole(answer))
}

func (a *api) chatQuery(ctx context.Context, b *chatBody) (*query, *fault) {
	f := firstOf(b.refused(), b.readFunctions())
	if f != nil {
		return nil, f
	}
	if b.stops, f = readStop(b.Stop); f != nil {
		return nil, f
	}
	input, f := readMessages(b.Messages)
	if f != nil {
		return nil, f
	}
	if len(input) == 0 {
		return nil, bad("missing_required_parameter", "messages", "The request has no message to answer.")
	}
	q, f := a.newQuery(ctx, settings{
		model: b.Model, effort: b.Effort, verbosity: b.Verbosity, tier: b.ServiceTier, cacheKey: b.CacheKey,
		effortParam: "reasoning_effort",
	}, input)
	if f != nil {
		return nil, f
	}
	if form := b.ResponseFormat; form != nil {
		form.JSONSchema.Type = form.Type
		if q.Schema, f = form.JSONSchema.schema("response_format"); f != nil {
			return nil, f
		}
	}
	if q.Tools, f = readTools(b.Tools); f != nil {
		return nil, f
	}
	if q.ToolChoice, f = readToolChoice(b.ToolChoice); f != nil {
		return nil, f
	}
	if given(b.WebSearch) {
		q.WebSearch = codex.WebSearchLive
	}
	q.SerialTools, q.stream = b.Parallel != nil && !*b.Parallel || given(b.Functions), b.Stream
	return q, nil
}

// refused returns a fault if the request has a parameter that can neither be
// supported nor dropped.
func (b *chatBody) refused() *fault {
	switch {
	case b.N != nil && *b.N != 1:
		return unsupported("n", "A ChatGPT plan gives one answer to a request: n must be 1.")
	case b.Logprobs:
		return unsupported("logprobs", "Log probabilities are not available with a ChatGPT plan.")
	}
	for _, m := range b.Modalities {
		if m != "text" {
			return unsupported("modalities", "Answers with a ChatGPT plan are text.")
		}
	}
	return firstOf(
		oneOf("verbosity", b.Verbosity, codex.Verbosities()...),
		oneOf("service_tier", b.ServiceTier, tiers...),
	)
}
