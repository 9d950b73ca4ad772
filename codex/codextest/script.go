package codextest

import "encoding/json"

// A Question is what a request asks, for [Options].Answer.
type Question struct {
	Model     string
	Effort    string // as sent; empty: none
	Text      string // of the last user message
	Turn      int    // how many user messages the input holds
	AccountID string // who asks

	Tools   []string // names of the tools that the model may call; NAMESPACE.NAME in a namespace, the type of one without a name
	Results []string // what tools have answered since that message: their text, or JSON where it is a list
}

// An Answer scripts one answer: items in the order they stream.
type Answer struct {
	Items      []Item
	Incomplete string // reason to end as incomplete instead of completed: max_output_tokens, content_filter, ...
	NoUsage    bool   // leave the usage object out
	Model      string // the model that really serves, in the openai-model header; empty: the one asked for
}

// Text is the plainest answer: a little reasoning, then one message.
func Text(markdown string) Answer {
	return Answer{Items: []Item{Reasoning{}, Message{Text: markdown}}}
}

// An Item is one of [Reasoning], [Message], [Refusal], [Call], [WebSearch],
// [Image] and [Frame].
type Item interface {
	stream(*stream)
}

type (
	// Reasoning is a reasoning item. Summary parts are sent only to requests
	// that ask for a summary, encrypted content only to those that include it.
	Reasoning struct{ Summary []string }

	// Message is a message of the assistant's, cut into deltas.
	Message struct {
		Text      string
		Phase     string // commentary or final_answer; empty: final_answer
		Citations []Citation
	}

	// Refusal is a message whose only part is a refusal.
	Refusal struct{ Text string }

	// Call is a call of a tool of the client's.
	Call struct {
		Name      string
		Namespace string // that the tool is in; may be empty
		Input     string // JSON arguments, or the text for a custom tool
		Custom    bool
	}

	// WebSearch is a finished search by the server's own tool.
	WebSearch struct {
		Query   string
		Sources []string // URLs
	}

	// Image is a generated image.
	Image struct{ Base64 string }

	// Frame is one raw event. The sequence number is added to Data, which
	// must be a JSON object, or empty; Data need not name the type.
	Frame struct {
		Type string
		Data json.RawMessage
	}
)

// A Citation is a url_citation annotation of a message's text.
type Citation struct {
	Start, End int // offsets in the text, in characters
	URL, Title string
}

// Script queues answers: each is given once, in order, before Options.Answer
// and Options.Doc are asked.
func (s *Server) Script(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, answers...)
}

// nextAnswer says what to answer to q.
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
