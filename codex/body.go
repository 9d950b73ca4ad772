package codex

import "encoding/json"

// defaultInstructions stand in for an empty Request.Instructions: the backend
// refuses a classic request without any.
const defaultInstructions = "You are a helpful assistant. Answer in Markdown."

// A wireRequest is the body of POST /responses. Fields that the backend
// refuses (max_output_tokens, temperature, metadata, previous_response_id, ...)
// are not here.
type wireRequest struct {
	Model             string         `json:"model"`
	Instructions      string         `json:"instructions,omitempty"`
	Input             []Item         `json:"input"`
	ParallelToolCalls *bool          `json:"parallel_tool_calls,omitempty"`
	Reasoning         *wireReasoning `json:"reasoning,omitempty"`
	Store             bool           `json:"store"`
	Stream            bool           `json:"stream"`
	Include           []string       `json:"include"`
	PromptCacheKey    string         `json:"prompt_cache_key,omitempty"`
}

type wireReasoning struct {
	Effort  string `json:"effort,omitempty"`
	Summary string `json:"summary,omitempty"`
	Context string `json:"context,omitempty"`
}

// A shape says how a request is to be written for the model and account at
// hand.
type shape struct {
	model   Model // from the catalogue
	known   bool  // the catalogue has the model
	lite    bool
	account string
	bare    bool // without any reasoning items
}

// encode writes req as the backend wants it. The two shapes differ as in
// openai/codex core/src/client.rs: Responses Lite has the system text among
// the input, never runs tools in parallel, and is told to read the reasoning
// of all turns.
func (s shape) encode(req Request) ([]byte, error) {
	w := wireRequest{
		Model:          req.Model,
		Store:          false,
		Stream:         true,
		Include:        []string{"reasoning.encrypted_content"},
		PromptCacheKey: req.ConversationID,
		Reasoning:      s.reasoning(req),
	}
	instructions := first(req.Instructions, defaultInstructions)
	if s.lite {
		w.Input = append(w.Input, developerText(instructions))
		w.ParallelToolCalls = new(bool)
	} else {
		w.Instructions = instructions
	}
	w.Input = append(w.Input, s.input(req)...)
	return marshal(w)
}

// reasoning leaves the effort out for a model that the catalogue does not
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

// input drops reasoning that the backend cannot read: it is encrypted for the
// model and account that it came from, and nothing is stored to look it up by
// its id.
func (s shape) input(req Request) []Item {
	kept := make([]Item, 0, len(req.Input))
	for _, item := range req.Input {
		if item.Type() == "reasoning" && !s.readable(item, req.Model) {
			continue
		}
		kept = append(kept, item)
	}
	return kept
}

func (s shape) readable(item Item, model string) bool {
	var f struct {
		Encrypted string `json:"encrypted_content"`
	}
	_ = json.Unmarshal(item.raw, &f)
	return !s.bare && f.Encrypted != "" && !item.foreign(model, s.account)
}
