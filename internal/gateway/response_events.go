package gateway

import "banter/codex"

// event returns the type and the fields of an event that depends on nothing but
// itself, or "" for one that the API does not have.
func (s *responseStream) event(e codex.Event) (kind string, fields object) {
	switch e := e.(type) {
	case codex.ItemAdded:
		return "response.output_item.added", object{"output_index": e.OutputIndex, "item": e.Item}
	case codex.ItemDone:
		return "response.output_item.done", object{"output_index": e.OutputIndex, "item": e.Item}
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

// toolEvent returns the type of the events of a tool call, and the name of the
// whole input.
func toolEvent(custom bool) (kind, input string) {
	if custom {
		return "response.custom_tool_call_input", "input"
	}
	return "response.function_call_arguments", "arguments"
}

// messageEvent is event for the parts of messages.
func (s *responseStream) messageEvent(e codex.Event) (kind string, fields object) {
	at := func(p codex.Position) object {
		return object{"output_index": p.OutputIndex, "content_index": p.PartIndex, "item_id": p.ItemID}
	}
	switch e := e.(type) {
	case codex.PartAdded:
		kind, fields = "response.content_part.added", at(e.Position)
		fields["part"] = partObject(e.Part, nil)
	case codex.PartDone:
		kind, fields = "response.content_part.done", at(e.Position)
		fields["part"] = partObject(e.Part, s.answer.part(e.Position, "message", e.Part.Type).citations)
	case codex.TextDone:
		kind, fields = "response.output_text.done", at(e.Position)
		fields["text"], fields["logprobs"] = e.Text, []any{}
	case codex.RefusalDelta:
		kind, fields = "response.refusal.delta", at(e.Position)
		fields["delta"] = e.Delta
	case codex.RefusalDone:
		kind, fields = "response.refusal.done", at(e.Position)
		fields["refusal"] = e.Text
	case codex.CitationAdded:
		kind, fields = "response.output_text.annotation.added", at(e.Position)
		fields["annotation_index"], fields["annotation"] = e.Index, citationObject(e.Citation)
	}
	return kind, fields
}

func partObject(p codex.Part, cited []codex.Citation) object {
	switch p.Type {
	case "refusal":
		return object{"type": p.Type, "refusal": p.Text}
	case "output_text":
		annotations := []object{}
		for _, c := range cited {
			annotations = append(annotations, citationObject(c))
		}
		return object{"type": p.Type, "text": p.Text, "annotations": annotations, "logprobs": []any{}}
	}
	return object{"type": p.Type, "text": p.Text}
}

func citationObject(c codex.Citation) object {
	return object{"type": c.Type, "url": c.URL, "title": c.Title, "start_index": c.Start, "end_index": c.End}
}

// reasoningEvent is event for reasoning.
func reasoningEvent(e codex.Event) (kind string, fields object) {
	const summary, full = "response.reasoning_summary_", "response.reasoning_text."
	at := func(p codex.Position, index, name string, value any) object {
		return object{"output_index": p.OutputIndex, index: p.PartIndex, "item_id": p.ItemID, name: value}
	}
	switch e := e.(type) {
	case codex.ReasoningPartAdded:
		return summary + "part.added", at(e.Position, "summary_index", "part", partObject(e.Part, nil))
	case codex.ReasoningPartDone:
		return summary + "part.done", at(e.Position, "summary_index", "part", partObject(e.Part, nil))
	case codex.ReasoningDelta:
		return summary + "text.delta", at(e.Position, "summary_index", "delta", e.Delta)
	case codex.ReasoningDone:
		return summary + "text.done", at(e.Position, "summary_index", "text", e.Text)
	case codex.ReasoningTextDelta:
		return full + "delta", at(e.Position, "content_index", "delta", e.Delta)
	case codex.ReasoningTextDone:
		return full + "done", at(e.Position, "content_index", "text", e.Text)
	}
	return "", nil
}
