package gateway

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"banter/codex"
)

// A responseStream writes an answer as the events of the Responses API
// (OpenAI API reference, "Streaming events"). It is a [sink].
type responseStream struct {
	head   *response
	sent   func() codex.Request // returns what the backend was asked
	keep   func(answer *accumulator)
	now    func() time.Time
	number int // number of the next event
	answer *accumulator
	opened map[partKey]bool // parts that the program knows, and items with part -1

	same   []byte         // bytes that the deltas of a part have in common
	sameAt codex.Position // position of that part
}

// A partKey identifies a part of the answer.
type partKey struct{ output, part int }

func keyOf(at codex.Position) partKey { return partKey{at.OutputIndex, at.PartIndex} }

func newResponseStream(head *response) *responseStream {
	return &responseStream{head: head, answer: newAccumulator(), opened: make(map[partKey]bool)}
}

// take implements sink.
func (s *responseStream) take(out *events, e codex.Event) (more bool) {
	s.open(out, e)
	s.answer.take(e)
	switch e := e.(type) {
	case codex.TextDelta:
		s.delta(out, e)
	case codex.Created:
		s.head.ID, s.head.Model = cmp.Or(e.ResponseID, s.head.ID), cmp.Or(e.Model, s.head.Model)
		s.head.asked(s.sent())
		s.send(out, "response.created", object{"response": s.head})
	case codex.StatusChanged:
		s.send(out, "response."+e.Status, object{"response": s.head})
	case codex.Completed, codex.Incomplete:
		s.end(out)
	case codex.Unknown:
		s.pass(out, e)
	default:
		if kind, fields := s.event(e); kind != "" {
			s.send(out, kind, fields)
		}
	}
	return true
}

// open sends the events that open an item and its part if the server left them
// out: the SDKs fail on text without them.
func (s *responseStream) open(out *events, e codex.Event) {
	switch e := e.(type) {
	case codex.ItemAdded:
		s.opened[partKey{e.OutputIndex, -1}] = true
	case codex.PartAdded:
		s.opened[keyOf(e.Position)] = true
	case codex.ReasoningPartAdded:
		s.opened[keyOf(e.Position)] = true
	case codex.TextDelta:
		s.openPart(out, e.Position, "output_text")
	case codex.RefusalDelta:
		s.openPart(out, e.Position, "refusal")
	case codex.ReasoningDelta:
		s.openPart(out, e.Position, "summary_text")
	}
}

func (s *responseStream) openPart(out *events, at codex.Position, kind string) {
	if s.opened[keyOf(at)] {
		return
	}
	added := object{"type": "message", "id": at.ItemID, "role": "assistant", "status": "in_progress", "content": []object{}}
	part := codex.Event(codex.PartAdded{Position: at, Part: codex.Part{Type: kind}})
	if kind == "summary_text" {
		added = object{"type": "reasoning", "id": at.ItemID, "summary": []object{}}
		part = codex.ReasoningPartAdded{Position: at, Part: codex.Part{Type: kind}}
	}
	if !s.opened[partKey{at.OutputIndex, -1}] {
		s.take(out, codex.ItemAdded{Position: codex.Position{OutputIndex: at.OutputIndex, ItemID: at.ItemID}, Item: item(added)})
	}
	s.take(out, part)
}

// end sends the event that ends the answer, with the whole output, where the
// SDKs expect it.
func (s *responseStream) end(out *events) {
	s.head.finish(s.answer, s.now())
	s.keep(s.answer)
	s.send(out, "response."+s.head.Status, object{"response": s.head})
}

// broken implements sink. The API sends two events: the SDKs raise the first,
// while the Codex CLI and others read the second.
func (s *responseStream) broken(out *events, f *fault) {
	s.head.fail(s.answer, f)
	event := f.body()
	event["error"] = f.body()
	s.send(out, "error", event)
	s.send(out, "response.failed", object{"response": s.head})
}

// pass sends an event that the API has but package codex has no type for. It
// drops other events, which the SDKs would not understand.
func (s *responseStream) pass(out *events, e codex.Unknown) {
	var members fields
	if !passed[e.Type] || json.Unmarshal(e.JSON, &members) != nil {
		return
	}
	event := make(object, len(members))
	for name, value := range members {
		event[name] = value
	}
	s.send(out, e.Type, event)
}

// passed are the events of the API that are passed on unchanged.
var passed = map[string]bool{
	"response.file_search_call.in_progress": true, "response.file_search_call.searching": true, "response.file_search_call.completed": true,
	"response.code_interpreter_call.in_progress": true, "response.code_interpreter_call.interpreting": true,
	"response.code_interpreter_call.completed": true, "response.code_interpreter_call_code.delta": true, "response.code_interpreter_call_code.done": true,
	"response.mcp_call.in_progress": true, "response.mcp_call.completed": true, "response.mcp_call.failed": true,
	"response.mcp_call_arguments.delta": true, "response.mcp_call_arguments.done": true,
	"response.mcp_list_tools.in_progress": true, "response.mcp_list_tools.completed": true, "response.mcp_list_tools.failed": true,
}

func (s *responseStream) send(out *events, kind string, fields object) {
	fields["type"], fields["sequence_number"] = kind, s.number
	s.number++
	out.send(kind, encode(fields))
}

// delta sends more text, as most events do. Number and text are the only
// differences between the deltas of a part.
func (s *responseStream) delta(out *events, e codex.TextDelta) {
	const kind = "response.output_text.delta"
	if s.same == nil || e.Position != s.sameAt {
		s.sameAt = e.Position
		s.same = fmt.Appendf(s.same[:0], `,"output_index":%d,"content_index":%d,"item_id":`, e.OutputIndex, e.PartIndex)
		s.same = append(appendText(s.same, e.ItemID), `,"logprobs":[],"delta":`...)
	}
	b := append(out.begin(kind), `{"type":"`+kind+`","sequence_number":`...)
	b = strconv.AppendInt(b, int64(s.number), 10)
	s.number++
	out.end(append(appendText(append(b, s.same...), e.Delta), '}'))
}
