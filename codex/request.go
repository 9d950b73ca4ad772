package codex

import (
	"bytes"
	"encoding/json"
)

// A Request is one call for an answer. What the backend refuses (storing,
// output limits, sampling parameters) has no field here.
type Request struct {
	Model          string // slug, such as gpt-6.1-sol
	Instructions   string // system text; empty: the client's default
	Input          []Item // the whole conversation, in order, the question last
	Effort         string // reasoning effort; empty: the model's default
	Summary        string // reasoning summary: auto, concise, detailed; empty: none
	ConversationID string // uuid v7, stable per conversation: session-id, thread-id, prompt_cache_key

	Verbosity   string            // low, medium, high; empty: the server's default
	ServiceTier string            // empty: the usual one; priority: faster, for more of the plan
	WebSearch   WebSearchMode     // empty: the model cannot search
	Schema      *Schema           // form that the answer must have; nil: text
	Tools       []json.RawMessage // further tool definitions, as the Responses API has them
	ToolChoice  json.RawMessage   // which tool the model must call, as the Responses API has it; empty: it decides
	SerialTools bool              // never several calls at once

	// RetryContent lets the client send the request again by itself even when
	// part of the answer has been yielded. The caller must then drop what it
	// has when [Retrying] comes.
	RetryContent bool

	// Waiting, if not nil, is called each time before the client waits for
	// more of the answer, on the goroutine that ranges over the events. A
	// caller that gathers what it passes on sends it then: nothing is late,
	// and events that arrive together leave together.
	Waiting func()
}

// A WebSearchMode says whether and where the model may search the web.
type WebSearchMode string

const (
	WebSearchOff    WebSearchMode = ""
	WebSearchLive   WebSearchMode = "live"   // pages are fetched
	WebSearchCached WebSearchMode = "cached" // only what OpenAI has indexed
)

// A Schema asks for an answer that is a JSON document of a given form.
type Schema struct {
	Name        string          // letters, digits, - and _
	Description string          // what the document is for; may be empty
	JSON        json.RawMessage // JSON Schema
	Strict      bool            // hold the model to it exactly
}

// check finds what need not be sent to be refused.
func (r Request) check(m Model, known bool) *Error {
	switch {
	case r.Model == "":
		return badRequest("No model is chosen.", "Choose a model.", nil)
	case len(r.Input) == 0:
		return badRequest("There is nothing to send.", "", nil)
	case r.Schema != nil && !json.Valid(r.Schema.JSON):
		return badRequest("The schema for the answer is not valid JSON.", "", nil)
	case len(r.ToolChoice) > 0 && !json.Valid(r.ToolChoice):
		return badRequest("The choice of a tool is not valid JSON.", "", nil)
	case known && !m.Images && r.hasImages():
		return badRequest(m.Name+" cannot see images.", "Choose another model, or send the question without images.", nil)
	}
	for _, tool := range r.Tools {
		if !json.Valid(tool) {
			return badRequest("A tool definition is not valid JSON.", "", nil)
		}
	}
	return nil
}

func (r Request) hasImages() bool {
	for _, item := range r.Input {
		if bytes.Contains(item.raw, []byte(`"input_image"`)) {
			return true
		}
	}
	return false
}

func badRequest(sentence, hint string, err error) *Error {
	return &Error{Code: CodeRefused, Sentence: sentence, Hint: hint, Retry: RetryNever, Err: err}
}
