package gateway

import (
	"cmp"
	"strings"

	"banter/codex"
)

// A completion is an answer in the form of chat completions, which has one
// message where the Responses API may have several.
type completion struct {
	id      string
	model   string
	created int64
	formed  bool // the answer must be a JSON document: nothing may stand beside it
}

// skips reports whether a message of the given phase has no place in the
// answer: remarks on the way would break the document that is asked for.
func (c completion) skips(phase string) bool { return c.formed && phase == "commentary" }

// whole returns the chat.completion object.
func (c completion) whole(answer *codex.Answer) object {
	message := object{"role": "assistant", "content": nil, "refusal": nil, "annotations": []object{}}
	var texts, refusals []string
	var calls, cited []object
	for _, item := range answer.Items {
		o := readOutput(item)
		switch {
		case o.call():
			calls = append(calls, o.toolCall())
		case o.Type == "message" && !c.skips(o.Phase):
			said, refused := o.said()
			texts, refusals = append(texts, said), append(refusals, refused)
			for _, part := range o.Content {
				for _, citation := range part.Annotations {
					cited = append(cited, chatCitation(citation))
				}
			}
		}
	}
	said, refused := join(texts), join(refusals)
	message["refusal"] = orNull(refused)
	if said != "" || refused == "" && len(calls) == 0 {
		message["content"] = said
	}
	if calls != nil {
		message["tool_calls"] = calls
	}
	if cited != nil {
		message["annotations"] = cited
	}
	whole := c.object("chat.completion")
	whole["model"] = cmp.Or(answer.Model, c.model)
	whole["choices"] = []object{{"index": 0, "message": message, "logprobs": nil, "finish_reason": finishReason(answer.Finish)}}
	whole["usage"] = chatUsage(answer.Usage)
	return whole
}

func (c completion) object(kind string) object {
	return object{"id": c.id, "object": kind, "created": c.created, "model": c.model, "service_tier": "default", "system_fingerprint": nil}
}

// said returns the text of a message, and what of it is a refusal.
func (o outputItem) said() (said, refused string) {
	for _, part := range o.Content {
		said += part.Text
		refused += part.Refusal
	}
	return said, refused
}

// messageBreak separates messages that become one.
const messageBreak = "\n\n"

// join makes one text of the texts of several messages.
func join(texts []string) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return strings.Join(some, messageBreak)
}

// toolCall returns a call as chat completions have it.
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
func finishReason(f codex.Finish) string {
	if f == codex.FinishOther {
		return string(codex.FinishStop) // the API has no word for others
	}
	return string(f)
}

// chatUsage is what an answer cost, as chat completions write it.
func chatUsage(u *codex.Usage) object {
	if u == nil {
		return nil
	}
	return object{
		"prompt_tokens": u.Input, "prompt_tokens_details": object{"cached_tokens": u.Cached, "audio_tokens": 0},
		"completion_tokens": u.Output, "completion_tokens_details": object{"reasoning_tokens": u.Reasoning, "audio_tokens": 0,
			"accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0},
		"total_tokens": u.Total,
	}
}
