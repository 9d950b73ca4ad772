package gateway

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"banter/codex"
)

// A responseStream writes an answer as the events of the Responses API
// (OpenAI API reference, "Streaming events"). It is a [sink].
type responseStream struct {
	head     *response
	keep     func(id string, answer []codex.Item)
	now      func() time.Time
	number   int // of the next event
	done     output
	citation map[place][]object
}

// A place is where a part stands in the answer.
type place struct{ output, content int }

// take implements sink.
func (s *responseStream) take(out *events, e codex.Event) {
	switch e := e.(type) {
	case codex.Created:
		s.head.ID, s.head.Model = cmp.Or(e.ResponseID, s.head.ID), cmp.Or(e.Model, s.head.Model)
		s.send(out, "response.created", object{"response": s.head})
	case codex.StatusChanged:
		s.send(out, "response."+e.Status, object{"response": s.head})
	case codex.ItemDone:
		if s.done == nil {
			s.done = make(output)
		}
		s.done[e.OutputIndex] = e.Item
		s.send(out, "response.output_item.done", object{"output_index": e.OutputIndex, "item": e.Item})
	case codex.Completed:
		s.head.complete(s.now())
		s.end(out, "response.completed", e.ResponseID, e.Model, e.Usage)
	case codex.Incomplete:
		s.head.incomplete(cmp.Or(e.Reason, "other"))
		s.end(out, "response.incomplete", e.ResponseID, e.Model, e.Usage)
	case codex.Unknown:
		s.pass(out, e)
	default:
		if kind, fields := s.event(e); kind != "" {
			s.send(out, kind, fields)
		}
	}
}

// end sends the event that ends the answer, with all of its output: that is
// where the SDKs look for it.
func (s *responseStream) end(out *events, kind, id, model string, usage *codex.Usage) {
	s.head.ID, s.head.Model = cmp.Or(id, s.head.ID), cmp.Or(model, s.head.Model)
	s.head.Output, s.head.Usage = s.done.items(), usageObject(usage)
	s.keep(s.head.ID, s.head.Output)
	s.send(out, kind, object{"response": s.head})
}

// pass sends an event that has no type in package codex, such as one that is
// newer, unless it is the backend's own affair.
func (s *responseStream) pass(out *events, e codex.Unknown) {
	var members fields
	if !strings.HasPrefix(e.Type, "response.") || json.Unmarshal(e.JSON, &members) != nil {
		return
	}
	event := make(object, len(members))
	for name, value := range members {
		event[name] = value
	}
	s.send(out, e.Type, event)
}

// broken implements sink. The event has the fields of the API's error event,
// and in error those of a refused request: the SDKs raise what has that.
func (s *responseStream) broken(out *events, f *fault) {
	event := f.body()
	event["error"] = f.body()
	s.send(out, "error", event)
}

func (s *responseStream) send(out *events, kind string, fields object) {
	fields["type"], fields["sequence_number"] = kind, s.number
	s.number++
	out.send(kind, encode(fields))
}

// event returns the type and the fields of an event that says all itself, or
// "" for one that the API does not have.
func (s *responseStream) event(e codex.Event) (kind string, fields object) {
	switch e := e.(type) {
	case codex.ItemAdded:
		return "response.output_item.added", object{"output_index": e.OutputIndex, "item": e.Item}
	case codex.ToolInputDelta:
		kind, _ := toolEvent(e.Custom)
		return kind + ".delta", object{"output_index": e.OutputIndex, "item_id": e.ItemID, "delta": e.Delta}
	case codex.ToolInputDone:
		kind, name := toolEvent(e.Custom)
		fields := object{"output_index": e.OutputIndex, "item_id": e.ItemID, name: e.Input}
		if e.Name != "" {
			fields["name"] = e.Name
		}
		return kind + ".done", fields
	case codex.WebSearch:
		return "response.web_search_call." + e.Status, object{"output_index": e.OutputIndex, "item_id": e.ItemID}
	case codex.ImageProgress:
		return "response.image_generation_call." + e.Status, object{"output_index": e.OutputIndex, "item_id": e.ItemID}
	case codex.PartialImage:
		return "response.image_generation_call.partial_image", object{"output_index": e.OutputIndex, "item_id": e.ItemID,
			"partial_image_index": e.Index, "partial_image_b64": e.Data}
	}
	if kind, fields = s.messageEvent(e); kind == "" {
		kind, fields = reasoningEvent(e)
	}
	return kind, fields
}

// toolEvent returns the type of the events of a tool call, and where its whole
// input is.
func toolEvent(custom bool) (kind, input string) {
	if custom {
		return "response.custom_tool_call_input", "input"
	}
	return "response.function_call_arguments", "arguments"
}

// messageEvent is event for the parts of messages.
func (s *responseStream) messageEvent(e codex.Event) (kind string, fields object) {
	at := func(output, content int, item string) object {
		return object{"output_index": output, "content_index": content, "item_id": item}
	}
	switch e := e.(type) {
	case codex.PartAdded:
		kind, fields = "response.content_part.added", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		fields["part"] = partObject(e.Part, nil)
	case codex.PartDone:
		kind, fields = "response.content_part.done", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		fields["part"] = partObject(e.Part, s.citation[place{e.OutputIndex, e.ContentIndex}])
	case codex.TextDelta:
		kind, fields = "response.output_text.delta", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		fields["delta"], fields["logprobs"] = e.Delta, []any{}
	case codex.TextDone:
		kind, fields = "response.output_text.done", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		fields["text"], fields["logprobs"] = e.Text, []any{}
	case codex.RefusalDelta:
		kind, fields = "response.refusal.delta", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		fields["delta"] = e.Delta
	case codex.RefusalDone:
		kind, fields = "response.refusal.done", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		fields["refusal"] = e.Text
	case codex.CitationAdded:
		kind, fields = "response.output_text.annotation.added", at(e.OutputIndex, e.ContentIndex, e.ItemID)
		cited := citationObject(e.Citation)
		fields["annotation_index"], fields["annotation"] = e.Index, cited
		if s.citation == nil {
			s.citation = make(map[place][]object)
		}
		p := place{e.OutputIndex, e.ContentIndex}
		s.citation[p] = append(s.citation[p], cited)
	}
	return kind, fields
}

func partObject(p codex.Part, cited []object) object {
	switch p.Type {
	case "refusal":
		return object{"type": p.Type, "refusal": p.Text}
	case "output_text":
		return object{"type": p.Type, "text": p.Text, "annotations": append([]object{}, cited...), "logprobs": []any{}}
	}
	return object{"type": p.Type, "text": p.Text}
}

func citationObject(c codex.Citation) object {
	return object{"type": c.Type, "url": c.URL, "title": c.Title, "start_index": c.Start, "end_index": c.End}
}

// reasoningEvent is event for reasoning.
func reasoningEvent(e codex.Event) (kind string, fields object) {
	const summary, full = "response.reasoning_summary_", "response.reasoning_text."
	at := func(output int, index string, n int, item string, name string, value any) object {
		return object{"output_index": output, index: n, "item_id": item, name: value}
	}
	switch e := e.(type) {
	case codex.ReasoningPartAdded:
		return summary + "part.added", at(e.OutputIndex, "summary_index", e.SummaryIndex, e.ItemID, "part", partObject(e.Part, nil))
	case codex.ReasoningPartDone:
		return summary + "part.done", at(e.OutputIndex, "summary_index", e.SummaryIndex, e.ItemID, "part", partObject(e.Part, nil))
	case codex.ReasoningDelta:
		return summary + "text.delta", at(e.OutputIndex, "summary_index", e.SummaryIndex, e.ItemID, "delta", e.Delta)
	case codex.ReasoningDone:
		return summary + "text.done", at(e.OutputIndex, "summary_index", e.SummaryIndex, e.ItemID, "text", e.Text)
	case codex.ReasoningTextDelta:
		return full + "delta", at(e.OutputIndex, "content_index", e.ContentIndex, e.ItemID, "delta", e.Delta)
	case codex.ReasoningTextDone:
		return full + "done", at(e.OutputIndex, "content_index", e.ContentIndex, e.ItemID, "text", e.Text)
	}
	return "", nil
}
