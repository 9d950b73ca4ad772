package codex

import (
	"encoding/json"
	"slices"
)

// defaultInstructions stand in for an empty Request.Instructions: the backend
// refuses a classic request without any.
const defaultInstructions = "You are a helpful assistant. Answer in Markdown."

// A wireRequest is the body of POST /responses. Fields that the backend
// refuses (max_output_tokens, temperature, metadata, previous_response_id, ...)
// are not here.
type wireRequest struct {
	Model             string            `json:"model"`
	Instructions      string            `json:"instructions,omitempty"`
	Input             []Item            `json:"input"`
	Tools             []json.RawMessage `json:"tools,omitempty"`
	ToolChoice        json.RawMessage   `json:"tool_choice,omitempty"`
	ParallelToolCalls *bool             `json:"parallel_tool_calls,omitempty"`
	Reasoning         *wireReasoning    `json:"reasoning,omitempty"`
	Store             bool              `json:"store"`
	Stream            bool              `json:"stream"`
	Include           []string          `json:"include"`
	PromptCacheKey    string            `json:"prompt_cache_key,omitempty"`
	Text              *wireText         `json:"text,omitempty"`
	ServiceTier       string            `json:"service_tier,omitempty"`
}

type wireReasoning struct {
	Effort  string `json:"effort,omitempty"`
	Summary string `json:"summary,omitempty"`
	Context string `json:"context,omitempty"`
}

type wireText struct {
	Verbosity string      `json:"verbosity,omitempty"`
	Format    *wireFormat `json:"format,omitempty"`
}

type wireFormat struct {
	Type        string          `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Schema      json.RawMessage `json:"schema"`
	Strict      bool            `json:"strict"`
}

// A shape says how a request is to be written for the model and account at
// hand.
type shape struct {
	model   Model // from the catalog
	known   bool  // the catalog has the model
	lite    bool
	account string

	stripped stripping
}

// encode writes req as the backend wants it. The two shapes differ as in
// openai/codex core/src/client.rs: Responses Lite has the tools and the system
// text among the input, never runs tools in parallel, and is told to read the
// reasoning of all turns.
func (s shape) encode(req Request) ([]byte, error) {
	w := wireRequest{
		Model:          req.Model,
		Store:          false,
		Stream:         true,
		Include:        []string{"reasoning.encrypted_content"},
		PromptCacheKey: req.ConversationID,
		Reasoning:      s.reasoning(req),
		Text:           s.text(req),
		ServiceTier:    req.ServiceTier,
	}
	tools, err := s.tools(req)
	if err != nil {
		return nil, err
	}
	input := s.input(req)
	instructions := first(req.Instructions, defaultInstructions)
	parallel := s.parallel(req)
	if len(tools) > 0 || slices.ContainsFunc(input, Item.carriesTools) {
		w.ToolChoice, w.ParallelToolCalls = req.ToolChoice, &parallel
		if len(w.ToolChoice) == 0 {
			w.ToolChoice = json.RawMessage(`"auto"`)
		}
	}
	if s.lite {
		w.ParallelToolCalls = &parallel
		if len(tools) > 0 {
			w.Input = append(w.Input, additionalTools(tools))
		}
		carriers, rest := leadingTools(input)
		w.Input = append(append(w.Input, carriers...), developerText(instructions))
		w.Input = append(w.Input, rest...)
	} else {
		w.Instructions = instructions
		w.Tools, w.Input = liftTools(tools, input)
	}
	return marshal(w)
}

// parallel reports whether the model may make several calls at once. Responses
// Lite never lets it.
func (s shape) parallel(req Request) bool { return !s.lite && !req.SerialTools }

// reasoning leaves the effort out for a model that the catalog does not
// know, whatever was asked for: which levels it has cannot be told, and a
// wrong one is refused.
func (s shape) reasoning(req Request) *wireReasoning {
	r := wireReasoning{Summary: req.Summary}
	if r.Summary == "none" {
		r.Summary = ""
	}
	if s.known {
		r.Effort = wireEffort(s.model.Effort(req.Effort))
	}
	if s.lite {
		r.Context = "all_turns"
	}
	if r == (wireReasoning{}) {
		return nil
	}
	return &r
}

// wireEffort maps ultra, a level at which the Codex CLI sets several agents
// to work, to the highest that the backend knows.
func wireEffort(effort string) string {
	if effort == "ultra" {
		return "max"
	}
	return effort
}

// text leaves the verbosity out for a model that is not known to take it.
func (s shape) text(req Request) *wireText {
	var t wireText
	if s.model.Verbosity {
		t.Verbosity = req.Verbosity
	}
	if f := req.Schema; f != nil {
		t.Format = &wireFormat{"json_schema", first(f.Name, "answer"), f.Description, f.JSON, f.Strict}
	}
	if t == (wireText{}) {
		return nil
	}
	return &t
}
