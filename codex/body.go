package codex

import (
	"encoding/json"
	"slices"
)

// defaultInstructions are the instructions of a request without any: the
// backend refuses a classic request that has none.
const defaultInstructions = "You are a helpful assistant. Answer in Markdown."

// A wireRequest is the body of POST /responses. It has no fields that one of the
// routes refuses, such as max_output_tokens, temperature, metadata and
// previous_response_id.
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

// A shape describes how to write a request for one route, model and account.
type shape struct {
	route   Route
	model   Model // zero if the catalog does not have the model
	known   bool  // whether the catalog has the model
	lite    bool  // Responses Lite instead of the classic shape
	account string

	stripped stripLevel
}

// encode returns the body of req. The two shapes differ as in openai/codex
// core/src/client.rs: Responses Lite puts the tools and the instructions into
// the input, never lets the model call tools in parallel, and makes it read the
// reasoning of all turns.
func (s shape) encode(req Request) ([]byte, error) {
	if s.route == RouteDocumented {
		return s.encodeDocumented(req)
	}
	w := s.common(req)
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

// common returns the parts of a body that do not depend on the route.
func (s shape) common(req Request) wireRequest {
	return wireRequest{
		Model:          req.Model,
		Store:          false,
		Stream:         true,
		Include:        []string{"reasoning.encrypted_content"},
		PromptCacheKey: req.ConversationID,
		Reasoning:      s.reasoning(req),
		Text:           s.text(req),
		ServiceTier:    req.ServiceTier,
	}
}

// parallel reports whether the model may call several tools at once, which
// Responses Lite never allows.
func (s shape) parallel(req Request) bool { return !s.lite && !req.SerialTools }

// reasoning returns the reasoning settings of req. It omits the effort if the
// catalog does not have the model, because the backend refuses a level that the
// model does not offer.
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

// wireEffort maps ultra, at which the Codex CLI runs several agents, to max,
// the highest level of the backend.
func wireEffort(effort string) string {
	if effort == "ultra" {
		return "max"
	}
	return effort
}

// text returns the text settings of req. It omits the verbosity unless the
// catalog says that the model supports it.
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
