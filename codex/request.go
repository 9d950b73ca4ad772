package codex

import (
	"bytes"
	"encoding/json"
)

// A Request asks for an answer. It has no fields for what the backend refuses:
// stored answers, output limits and sampling parameters.
type Request struct {
	Model          string // slug of the model, such as gpt-6.1-sol
	Instructions   string // system text; "" means a default of the client
	Input          []Item // whole conversation, in order, the question last
	Effort         string // reasoning effort; "" means the model's default
	Summary        string // reasoning summary: auto, concise or detailed; "" means none
	ConversationID string // UUIDv7 of the conversation, for the server's prompt cache; may be empty

	Verbosity   string            // low, medium or high; "" means the server's default
	ServiceTier string            // [Tier].ID; "" means the usual tier, as on [RouteDocumented] any tier that the catalog does not name
	WebSearch   WebSearchMode     // whether the model may search the web; "" means no
	Schema      *Schema           // form of the answer; nil means text
	Tools       []json.RawMessage // other tool definitions, in the form of the Responses API; on [RouteDocumented] functions, custom tools and namespaces
	ToolChoice  json.RawMessage   // tool that the model must call, in the form of the Responses API; nil means that the model decides
	SerialTools bool              // the model never calls several tools at once

	// RetryContent lets the client send the request again even after it has
	// yielded part of the answer. The caller must drop that part when
	// [Retrying] comes.
	RetryContent bool

	// Waiting, if not nil, is called each time before the client waits for more
	// of the answer, on the goroutine that ranges over the events. A caller
	// that buffers its output flushes it there: then no event is late, and
	// events that arrive together leave together.
	Waiting func()
}

// A WebSearchMode controls web search.
type WebSearchMode string

const (
	WebSearchOff    WebSearchMode = ""
	WebSearchLive   WebSearchMode = "live"   // the server fetches pages
	WebSearchCached WebSearchMode = "cached" // only pages in OpenAI's index
)

// A Schema describes an answer that is a JSON document.
type Schema struct {
	Name        string          // name of the schema: letters, digits, - and _; "" means answer
	Description string          // purpose of the document; may be empty
	JSON        json.RawMessage // JSON Schema of the document
	Strict      bool            // the answer must match the schema exactly
}

// check returns an error if the backend would certainly refuse r.
func (r Request) check(m Model, known bool) *Error {
	switch {
	case r.Model == "":
		return badRequest("No model is chosen.", "Choose a model.", nil)
	case len(r.Input) == 0:
		return badRequest("The request is empty.", "", nil)
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
