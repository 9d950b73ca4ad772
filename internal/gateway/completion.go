package gateway

import (
	"cmp"
	"strings"

	"banter/codex"
)

// A completion is an answer in the form of chat completions, which has one
// message, while the Responses API may have several.
type completion struct {
	id      string
	model   string
	created int64
	formed  bool // the answer must be a JSON document
	legacy  bool // the request has functions instead of tools
}

// A wholeChat accumulates an answer whose text ends at the first stop text.
type wholeChat struct {
	accumulator
	chatText
	stopper
}

// take adds an event and reports whether it wants more.
func (w *wholeChat) take(e codex.Event) (more bool) {
	w.accumulator.take(e)
	w.read(e)
	return !w.stopped
}

func newWholeChat(formed bool, stops []string) *wholeChat {
	w := &wholeChat{accumulator: *newAccumulator(), chatText: chatText{formed: formed}, stopper: stopper{stops: stops}}
	w.say = func(field, text string) {
		if field == "content" {
			w.write(text)
		}
	}
	return w
}

// whole returns the chat.completion object.
func (c completion) whole(answer *wholeChat) object {
	message := object{"role": "assistant", "content": nil, "refusal": nil, "annotations": []object{}}
	var texts, refusals []string
	var calls, cited []object
	for _, item := range answer.output() {
		o := readOutput(item)
		switch {
		case o.call():
			calls = append(calls, o.toolCall())
		case o.Type == "message" && !answer.skips(o.Phase):
			said, refused := o.said()
			texts, refusals = append(texts, said), append(refusals, refused)
			for _, part := range o.Content {
				for _, citation := range part.Annotations {
					cited = append(cited, chatCitation(citation))
				}
			}
		}
	}
	cut := stopper{stops: answer.stops}
	said, refused := cut.write(join(texts)), join(refusals)
	said += cut.rest()
	message["refusal"] = orNull(refused)
	if said != "" || refused == "" && len(calls) == 0 {
		message["content"] = said
	}
	c.addCalls(message, calls)
	if cited != nil {
		message["annotations"] = cited
	}
	whole := c.object("chat.completion")
	whole["model"] = cmp.Or(answer.model, c.model)
	whole["choices"] = []object{{"index": 0, "message": message, "logprobs": nil, "finish_reason": c.finishReason(answer.finish(len(calls)))}}
	whole["usage"] = chatUsage(answer.usage)
	return whole
}

// addCalls adds calls of tools to a message. A message has room for only one
// legacy function call.
func (c completion) addCalls(message object, calls []object) {
	switch {
	case calls == nil:
	case c.legacy:
		message["function_call"] = calls[0]["function"]
	default:
		message["tool_calls"] = calls
	}
}

// finish returns how an answer with the given number of calls ended.
func (w *wholeChat) finish(calls int) codex.Finish {
	switch {
	case w.reason != "" && !w.stopped:
		return incompleteFinish(w.reason)
	case calls > 0:
		return codex.FinishToolCalls
	}
	return codex.FinishStop
}

func (c completion) object(kind string) object {
	return object{"id": c.id, "object": kind, "created": c.created, "model": c.model, "service_tier": "default", "system_fingerprint": nil}
}

// said returns the text of a message and the text of its refusals.
func (o outputItem) said() (said, refused string) {
	for _, part := range o.Content {
		said += part.Text
		refused += part.Refusal
	}
	return said, refused
}

// messageBreak separates messages that become one.
const messageBreak = "\n\n"

// join joins the texts of several messages.
func join(texts []string) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return strings.Join(some, messageBreak)
}

// toolCall returns a call in the form of chat completions.
func (o outputItem) toolCall() object {
	if o.Type == "custom_tool_call" {
		return object{"id": o.CallID, "type": "custom", "custom": object{"name": o.Name, "input": o.Input}}
	}
	return object{"id": o.CallID, "type": "function", "function": object{"name": o.Name, "arguments": o.Arguments}}
}

func chatCitation(c codex.Citation) object {
	return object{"type": "url_citation", "url_citation": object{"url": c.URL, "title": c.Title, "start_index": c.Start, "end_index": c.End}}
}

// finishReason returns the API's word for the end of an answer.
func (c completion) finishReason(f codex.Finish) string {
	switch {
	case f == codex.FinishOther:
		return string(codex.FinishStop) // the API has no word for other reasons
	case f == codex.FinishToolCalls && c.legacy:
		return "function_call"
	}
	return string(f)
}

// chatUsage returns the usage in the form of chat completions.
func chatUsage(u *codex.Usage) object {
	if u == nil {
		return nil
	}
	return object{
		"prompt_tokens": u.Input, "prompt_tokens_details": object{"cached_tokens": u.Cached, "cache_write_tokens": u.CacheWrite, "audio_tokens": 0},
		"completion_tokens": u.Output, "completion_tokens_details": object{"reasoning_tokens": u.Reasoning, "audio_tokens": 0,
			"accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0},
		"total_tokens": u.Total,
	}
}
