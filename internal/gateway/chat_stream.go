package gateway

import (
	"cmp"

	"banter/codex"
)

// A chatStream writes an answer as the chunks of chat completions (OpenAI API
// reference, "The chat completion chunk object"). It is a [sink].
type chatStream struct {
	completion
	chatText
	stopper
	out   *events
	usage bool // a last chunk holds the usage

	head, tail []byte      // parts of all chunks around the delta
	greeted    bool        // the first chunk, with the role, is sent
	calls      map[int]int // index of the call, by output index
	inputs     map[int]int // bytes of tool input that are sent, by output index
}

func newChatStream(c completion, stops []string, usage bool) *chatStream {
	s := &chatStream{completion: c, chatText: chatText{formed: c.formed}, stopper: stopper{stops: stops}, usage: usage,
		calls: make(map[int]int), inputs: make(map[int]int)}
	s.say = s.sayChunk
	head := encode(c.object("chat.completion.chunk"))
	s.head = append(head[:len(head)-1], `,"choices":[{"index":0,"delta":`...)
	s.tail = []byte(`,"logprobs":null,"finish_reason":null}]`)
	if usage {
		s.tail = append(s.tail, `,"usage":null`...)
	}
	s.tail = append(s.tail, '}')
	return s
}

// take implements sink.
func (s *chatStream) take(out *events, e codex.Event) (more bool) {
	s.out = out
	s.read(e)
	if s.stopped {
		s.end(s.finish(codex.FinishStop), nil)
		return false
	}
	switch e := e.(type) {
	case codex.ItemAdded:
		if o := readOutput(e.Item); o.call() {
			s.openCall(e.OutputIndex, o)
		} else if o.Type != "message" || !s.skips(o.Phase) {
			s.greet()
		}
	case codex.ToolInputDelta:
		s.input(e.OutputIndex, e.Custom, e.Delta)
	case codex.ToolInputDone:
		s.restOfInput(e.OutputIndex, e.Custom, e.Input)
	case codex.CitationAdded:
		if !s.skipped[e.OutputIndex] {
			s.chunk(object{"annotations": []object{chatCitation(e.Citation)}})
		}
	case codex.ItemDone:
		s.closeCall(e)
	case codex.Completed:
		s.end(s.finish(codex.FinishStop), e.Usage)
	case codex.Incomplete:
		s.end(incompleteFinish(e.Reason), e.Usage)
	}
	return true
}

// finish returns how a whole answer ended.
func (s *chatStream) finish(plain codex.Finish) codex.Finish {
	if len(s.calls) > 0 {
		return codex.FinishToolCalls
	}
	return plain
}

// openCall sends a call without its input, which comes later even if the server
// has already sent it.
func (s *chatStream) openCall(output int, o outputItem) {
	s.calls[output] = len(s.calls)
	o.Arguments, o.Input = "", ""
	s.callChunk(output, o.toolCall())
}

// callChunk sends a piece of a call. A message has room for only one legacy
// function call.
func (s *chatStream) callChunk(output int, call object) {
	index := s.calls[output]
	switch {
	case !s.legacy:
		call["index"] = index
		s.chunk(object{"tool_calls": []object{call}})
	case index == 0 && call["function"] != nil:
		s.chunk(object{"function_call": call["function"]})
	}
}

// closeCall sends what is missing of a call.
func (s *chatStream) closeCall(e codex.ItemDone) {
	o := readOutput(e.Item)
	if !o.call() {
		return
	}
	if _, opened := s.calls[e.OutputIndex]; !opened {
		s.openCall(e.OutputIndex, o)
	}
	s.restOfInput(e.OutputIndex, o.Type == "custom_tool_call", o.Arguments+o.Input)
}

// input sends more of the input of a call.
func (s *chatStream) input(output int, custom bool, text string) {
	if _, opened := s.calls[output]; !opened || text == "" {
		return
	}
	s.inputs[output] += len(text)
	if custom {
		s.callChunk(output, object{"custom": object{"input": text}})
	} else {
		s.callChunk(output, object{"function": object{"arguments": text}})
	}
}

func (s *chatStream) restOfInput(output int, custom bool, whole string) {
	if n := s.inputs[output]; n < len(whole) {
		s.input(output, custom, whole[n:])
	}
}

// sayChunk sends a piece of text, as far as it cannot be the beginning of a
// stop text.
func (s *chatStream) sayChunk(field, text string) {
	if field == "content" {
		text = s.write(text)
	}
	if text == "" {
		return
	}
	s.greet()
	b := append(s.out.begin(""), s.head...)
	b = append(b, '{')
	b = append(appendText(b, field), ':')
	b = append(appendText(b, text), '}')
	s.out.end(append(b, s.tail...))
}

// greet sends the first chunk, which names the role.
func (s *chatStream) greet() {
	if !s.greeted {
		s.greeted = true
		s.chunk(object{"role": "assistant", "content": "", "refusal": nil})
	}
}

// end sends the chunks that end the answer. The usage of an answer that was cut
// here is not known.
func (s *chatStream) end(finish codex.Finish, usage *codex.Usage) {
	if held := s.stopper.rest(); held != "" {
		s.stops = nil
		s.sayChunk("content", held)
	}
	s.greet()
	last := s.object("chat.completion.chunk")
	last["choices"] = []object{{"index": 0, "delta": object{}, "logprobs": nil, "finish_reason": s.finishReason(finish)}}
	if s.usage {
		last["usage"] = nil
	}
	s.out.send("", encode(last))
	if s.usage && usage != nil {
		last["choices"], last["usage"] = []object{}, chatUsage(usage)
		s.out.send("", encode(last))
	}
	s.out.send("", []byte("[DONE]"))
}

// chunk sends a chunk with a delta.
func (s *chatStream) chunk(delta object) {
	s.greet()
	b := append(s.out.begin(""), s.head...)
	b = append(b, encode(delta)...)
	s.out.end(append(b, s.tail...))
}

// broken implements sink. The SDKs raise a chunk with an error.
func (s *chatStream) broken(out *events, f *fault) { out.send("", encode(object{"error": f.body()})) }

// incompleteFinish converts the reason of an incomplete answer to a finish.
func incompleteFinish(reason string) codex.Finish {
	finish := map[string]codex.Finish{
		"max_output_tokens": codex.FinishLength, codex.ReasonTooLong: codex.FinishLength, "content_filter": codex.FinishContentFilter,
	}[reason]
	return cmp.Or(finish, codex.FinishOther)
}
