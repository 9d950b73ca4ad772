package codex

// A Request is one call for an answer. What the backend refuses (storing,
// output limits, sampling parameters) has no field here.
type Request struct {
	Model          string // slug, such as gpt-6.1-sol
	Instructions   string // system text; empty: the client's default
	Input          []Item // the whole conversation, in order, the question last
	Effort         string // reasoning effort; empty: the model's default
	Summary        string // reasoning summary: auto, concise, detailed; empty: none
	ConversationID string // uuid v7, stable per conversation: session-id, thread-id, prompt_cache_key
}

// check finds what need not be sent to be refused.
func (r Request) check() *Error {
	switch {
	case r.Model == "":
		return badRequest("No model is chosen.", nil)
	case len(r.Input) == 0:
		return badRequest("There is nothing to send.", nil)
	}
	return nil
}

func badRequest(sentence string, err error) *Error {
	return &Error{Kind: KindRefused, Sentence: sentence, Retry: RetryNever, Err: err}
}
