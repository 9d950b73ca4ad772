package codextest

import "encoding/json"

// A Question is a request, for [Options].Answer.
type Question struct {
	Model     string
	Effort    string // as sent; may be empty
	Text      string // text of the last message from the user
	Turn      int    // number of messages from the user
	AccountID string // account of the request

	Tools   []string // names of the tools that the model may call: NAMESPACE.NAME for a tool in a namespace, the type for one without a name
	Results []string // outputs of tools since that message: their text, or the JSON of a list
}

// An Answer is a scripted answer.
type Answer struct {
	Items      []Item
	Incomplete string // reason to end as incomplete instead of completed: max_output_tokens, content_filter, ...
	NoUsage    bool   // leave the usage out
	Model      string // model in the openai-model header; "" means the requested one
}

// Text returns an answer of some reasoning and one message.
func Text(markdown string) Answer {
	return Answer{Items: []Item{Reasoning{}, Message{Text: markdown}}}
}

// An Item is one of [Reasoning], [Message], [Refusal], [Call], [WebSearch],
// [Image] and [Frame].
type Item interface {
	stream(*stream)
}

type (
	// Reasoning is a reasoning item. The server sends summary parts only for
	// requests that ask for a summary, and encrypted content only for those
	// that include it.
	Reasoning struct{ Summary []string }

	// Message is a message from the assistant, sent in deltas.
	Message struct {
		Text      string
		Phase     string // commentary or final_answer; "" means final_answer
		Citations []Citation
	}

	// Refusal is a message whose only part is a refusal.
	Refusal struct{ Text string }

	// Call is a call of one of the client's tools.
	Call struct {
		Name      string
		Namespace string // namespace of the tool; may be empty
		Input     string // JSON arguments, or text for a custom tool
		Custom    bool
	}

	// WebSearch is a step of a web search by the server: a search, or with a URL
	// the opening of a page, or with Find too the search for a text in it.
	WebSearch struct {
		Query     string
		Sources   []string // URLs
		URL, Find string
	}

	// Image is a generated image.
	Image struct{ Base64 string }

	// Frame is a raw event. Data must be a JSON object or empty; the server
	// adds type and sequence number.
	Frame struct {
		Type string
		Data json.RawMessage
	}
)

// A Citation is a url_citation of a message's text.
type Citation struct {
	Start, End int // offsets in the text, in characters
	URL, Title string
}

// Script queues answers. The server gives each once, in order, before it uses
// Options.Answer and Options.Doc.
func (s *Server) Script(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, answers...)
}

// nextAnswer returns the answer to q.
func (s *Server) nextAnswer(q Question) Answer {
	s.mu.Lock()
	if len(s.script) > 0 {
		a := s.script[0]
		s.script = s.script[1:]
		s.mu.Unlock()
		return a
	}
	s.mu.Unlock()
	switch {
	case s.opts.Answer != nil:
		return s.opts.Answer(q)
	case s.opts.Doc != "":
		return Answer{Items: []Item{
			Reasoning{Summary: []string{"**Recalling the text**\n\nThe answer is known, so it only needs to be written down."}},
			Message{Text: s.opts.Doc},
		}}
	}
	return builtinAnswer(q)
}
