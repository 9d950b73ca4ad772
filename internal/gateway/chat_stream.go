package gateway

import (
	"cmp"

	"banter/codex"
)

// A chatStream writes an answer as the chunks of chat completions (OpenAI API
// reference, "The chat completion chunk object"). It is a [sink].
type chatStream struct {
	completion
	usage bool // a last chunk tells it

	greeted bool          // the first chunk, with the role, is out
	sent    map[place]int // bytes of text and of tool input that are out
	calls   map[int]int   // index of the call, by output index
	skipped map[int]bool  // output indices of messages that have no place here
	last    int           // output index of the newest text
	spoken  bool          // some text is out
}

// take implements sink.
func (s *chatStream) take(out *events, e codex.Event) {
	switch e := e.(type) {
	case codex.ItemAdded:
		s.open(out, e)
	case codex.TextDelta:
		s.say(out, "content", place{e.OutputIndex, e.ContentIndex}, e.Delta)
	case codex.TextDone:
		s.rest(out, "content", place{e.OutputIndex, e.ContentIndex}, e.Text)
	case codex.RefusalDelta:
		s.say(out, "refusal", place{e.OutputIndex, e.ContentIndex}, e.Delta)
	case codex.RefusalDone:
		s.rest(out, "refusal", place{e.OutputIndex, e.ContentIndex}, e.Text)
	case codex.ToolInputDelta:
		s.input(out, e.OutputIndex, e.Custom, e.Delta)
	case codex.ToolInputDone:
		s.restOfInput(out, e.OutputIndex, e.Custom, e.Input)
	case codex.CitationAdded:
		if !s.skipped[e.OutputIndex] {
			s.chunk(out, object{"annotations": []object{chatCitation(e.Citation)}}, nil)
		}
	case codex.ItemDone:
		s.close(out, e)
	case codex.Completed:
		finish := codex.FinishStop
		if len(s.calls) > 0 {
			finish = codex.FinishToolCalls
		}
		s.end(out, finish, e.Usage)
	case codex.Incomplete:
		s.end(out, incompleteFinish[e.Reason], e.Usage)
	}
}

// incompleteFinish says what the reasons of the one API are in the other.
var incompleteFinish = map[string]codex.Finish{
	"max_output_tokens": codex.FinishLength,
	"content_filter":    codex.FinishContentFilter,
}

// open begins an output item.
func (s *chatStream) open(out *events, e codex.ItemAdded) {
	o := readOutput(e.Item)
	switch {
	case o.Type == "message" && s.skips(o.Phase):
		if s.skipped == nil {
			s.skipped = make(map[int]bool)
		}
		s.skipped[e.OutputIndex] = true
	case o.call():
		s.openCall(out, e.OutputIndex, o)
	default:
		s.greet(out)
	}
}

// openCall announces a call, without its input, which may be there already but
// comes again.
func (s *chatStream) openCall(out *events, output int, o outputItem) {
	if s.calls == nil {
		s.calls = make(map[int]int)
	}
	s.calls[output] = len(s.calls)
	o.Arguments, o.Input = "", ""
	call := o.toolCall()
	call["index"] = s.calls[output]
	s.chunk(out, object{"tool_calls": []object{call}}, nil)
}

// close makes sure that all of an output item is out.
func (s *chatStream) close(out *events, e codex.ItemDone) {
	o := readOutput(e.Item)
	if o.call() {
		if _, opened := s.calls[e.OutputIndex]; !opened {
			s.openCall(out, e.OutputIndex, o)
		}
		s.restOfInput(out, e.OutputIndex, o.Type == "custom_tool_call", o.Arguments+o.Input)
	}
	if o.Type == "message" && !s.skips(o.Phase) {
		for i, part := range o.Content {
			s.rest(out, "content", place{e.OutputIndex, i}, part.Text)
			s.rest(out, "refusal", place{e.OutputIndex, i}, part.Refusal)
		}
	}
}

// say sends more of a text.
func (s *chatStream) say(out *events, field string, at place, text string) {
	if text == "" || s.skipped[at.output] {
		return
	}
	s.count(at, len(text))
	if s.spoken && at.output != s.last {
		text = messageBreak + text
	}
	s.spoken, s.last = true, at.output
	s.chunk(out, object{field: text}, nil)
}

// rest sends what the deltas have left out of a text.
func (s *chatStream) rest(out *events, field string, at place, whole string) {
	if n := s.sent[at]; n < len(whole) {
		s.say(out, field, at, whole[n:])
	}
}

func (s *chatStream) count(at place, n int) {
	if s.sent == nil {
		s.sent = make(map[place]int)
	}
	s.sent[at] += n
}

// input sends more of the input of a call.
func (s *chatStream) input(out *events, output int, custom bool, text string) {
	index, opened := s.calls[output]
	if !opened || text == "" {
		return
	}
	s.count(place{output, 0}, len(text))
	call := object{"index": index, "function": object{"arguments": text}}
	if custom {
		call = object{"index": index, "custom": object{"input": text}}
	}
	s.chunk(out, object{"tool_calls": []object{call}}, nil)
}

func (s *chatStream) restOfInput(out *events, output int, custom bool, whole string) {
	if n := s.sent[place{output, 0}]; n < len(whole) {
		s.input(out, output, custom, whole[n:])
	}
}

// greet sends the first chunk, which names the role.
func (s *chatStream) greet(out *events) {
	if !s.greeted {
		s.chunk(out, object{}, nil)
	}
}

func (s *chatStream) end(out *events, finish codex.Finish, usage *codex.Usage) {
	s.greet(out)
	s.chunk(out, object{}, finishReason(cmp.Or(finish, codex.FinishOther)))
	if s.usage {
		chunk := s.object("chat.completion.chunk")
		chunk["choices"], chunk["usage"] = []object{}, chatUsage(usage)
		out.send("", encode(chunk))
	}
	out.send("", []byte("[DONE]"))
}

// chunk sends one chunk. Before the first one goes the role.
func (s *chatStream) chunk(out *events, delta object, finish any) {
	if !s.greeted {
		s.greeted = true
		s.chunk(out, object{"role": "assistant", "content": "", "refusal": nil}, nil)
		if len(delta) == 0 && finish == nil {
			return
		}
	}
	chunk := s.object("chat.completion.chunk")
	chunk["choices"] = []object{{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}}
	if s.usage {
		chunk["usage"] = nil
	}
	out.send("", encode(chunk))
}

// broken implements sink. The SDKs raise a chunk with an error.
func (s *chatStream) broken(out *events, f *fault) { out.send("", encode(object{"error": f.body()})) }
