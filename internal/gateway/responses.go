package gateway

import (
	"context"
	"encoding/json"
	"net/http"

	"banter/codex"
)

// A responsesBody is what the gateway reads of the body of POST /v1/responses
// (OpenAI API reference, "Create a model response"). The documentation of the
// package lists the parameters.
type responsesBody struct {
	Model        string            `json:"model"`
	Input        json.RawMessage   `json:"input"`
	Instructions string            `json:"instructions"`
	Previous     string            `json:"previous_response_id"`
	Tools        []json.RawMessage `json:"tools"`
	ToolChoice   json.RawMessage   `json:"tool_choice"`
	Parallel     *bool             `json:"parallel_tool_calls"`
	Reasoning    struct {
		Effort  string `json:"effort"`
		Summary string `json:"summary"`
	} `json:"reasoning"`
	Text struct {
		Format    json.RawMessage `json:"format"`
		Verbosity string          `json:"verbosity"`
	} `json:"text"`
	ServiceTier string          `json:"service_tier"`
	CacheKey    string          `json:"prompt_cache_key"`
	Metadata    json.RawMessage `json:"metadata"`
	Stream      bool            `json:"stream"`
	Store       *bool           `json:"store"`

	Background   bool            `json:"background"`
	Conversation json.RawMessage `json:"conversation"`
	Prompt       json.RawMessage `json:"prompt"`
	TopLogprobs  int             `json:"top_logprobs"`
	Stop         json.RawMessage `json:"stop"`
}

// responses answers POST /v1/responses.
func (a *api) responses(w http.ResponseWriter, r *http.Request) {
	var body responsesBody
	if f := decode(w, r, &body); f != nil {
		fail(w, f)
		return
	}
	q, f := a.responsesQuery(r.Context(), body)
	if f != nil {
		fail(w, f)
		return
	}
	head := newResponse(body, q, a.Now())
	if q.stream {
		to := newResponseStream(head)
		to.now, to.sent = a.Now, func() codex.Request { return a.Client.AsSent(q.Request) }
		to.keep = func(answer *accumulator) { a.keep(q, head, answer) }
		a.relay(w, r, q, to)
		return
	}
	var answer *accumulator
	err := a.collect(r.Context(), q, func() { answer = newAccumulator() }, func(e codex.Event) bool {
		answer.take(e)
		return true
	})
	if err != nil {
		fail(w, faultOf(err))
		return
	}
	head.asked(a.Client.AsSent(q.Request))
	head.finish(answer, a.Now())
	a.keep(q, head, answer)
	reply(w, http.StatusOK, head)
}

// keep keeps the answer to q in memory, unless store is false.
func (a *api) keep(q *query, head *response, answer *accumulator) {
	if q.store {
		a.memory.remember(head.ID, q.whole, answer.replay(), head)
	}
}

func (a *api) responsesQuery(ctx context.Context, b responsesBody) (*query, *fault) {
	if f := b.refused(); f != nil {
		return nil, f
	}
	input, f := a.memory.readInput(b.Input)
	if f != nil {
		return nil, f
	}
	if b.Previous != "" {
		before, known := a.memory.conversation(b.Previous)
		if !known {
			return nil, bad("previous_response_not_found", "previous_response_id",
				"The previous response is unknown or no longer in memory. Send the whole conversation as input.")
		}
		input = append(before[:len(before):len(before)], input...)
	}
	q, f := a.newQuery(ctx, settings{
		model: b.Model, effort: b.Reasoning.Effort, summary: b.Reasoning.Summary, verbosity: b.Text.Verbosity,
		instructions: b.Instructions, tier: b.ServiceTier, cacheKey: b.CacheKey, effortParam: "reasoning.effort",
	}, input)
	if f != nil {
		return nil, f
	}
	var form format
	if given(b.Text.Format) && json.Unmarshal(b.Text.Format, &form) != nil {
		return nil, invalid("text.format", "The format must be an object.")
	}
	if q.Schema, f = form.schema("text.format"); f != nil {
		return nil, f
	}
	q.Tools, q.SerialTools = b.Tools, b.Parallel != nil && !*b.Parallel
	if given(b.ToolChoice) {
		q.ToolChoice = b.ToolChoice
	}
	q.stream, q.store = b.Stream, b.Store == nil || *b.Store
	return q, nil
}

// refused returns a fault if the request has a parameter that can neither be
// supported nor dropped.
func (b responsesBody) refused() *fault {
	switch {
	case b.Background:
		return unsupported("background", "Answers in the background are not available with a ChatGPT plan: use stream.")
	case given(b.Conversation):
		return unsupported("conversation", "Stored conversations are not available with a ChatGPT plan: send the whole conversation as input.")
	case given(b.Prompt):
		return unsupported("prompt", "Stored prompts are not available with a ChatGPT plan: send them as instructions.")
	case b.TopLogprobs > 0:
		return unsupported("top_logprobs", "Log probabilities are not available with a ChatGPT plan.")
	case given(b.Stop):
		return bad("unknown_parameter", "stop", "Unknown parameter: 'stop'.") // only chat completions have it
	}
	return firstOf(
		oneOf("reasoning.summary", b.Reasoning.Summary, "auto", "concise", "detailed", "none"),
		oneOf("text.verbosity", b.Text.Verbosity, codex.Verbosities()...),
		oneOf("service_tier", b.ServiceTier, tiers...),
	)
}
