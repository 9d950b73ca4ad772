package codextest

import (
	"encoding/json"
	"fmt"
	"slices"
)

// object is a JSON object. encoding/json sorts its members by name.
type object = map[string]any

// newID returns an id with the given prefix, as long as a real one.
func (st *stream) newID(prefix string) string {
	return prefix + "_" + hexNoise(prefix, st.s.lockedNext(), 50)
}

// open opens an output item and returns its index.
func (st *stream) open(item object) (output int) {
	output = st.output
	st.output++
	st.send("response.output_item.added", field{"output_index", output}, field{"item", item})
	return output
}

// done closes an output item.
func (st *stream) done(output int, item object) {
	st.send("response.output_item.done", field{"output_index", output}, field{"item", item})
}

func (r Reasoning) stream(st *stream) {
	id := st.newID("rs")
	output := st.open(object{"id": id, "type": "reasoning", "summary": []any{}})
	summary := []any{}
	if want := st.q.Reasoning.Summary; want != "" && want != "none" {
		for n, text := range r.Summary {
			st.summaryPart(partRef{"response.reasoning_summary_text.delta", id, output, "summary_index", n}, text)
			summary = append(summary, object{"type": "summary_text", "text": text})
		}
	}
	item := object{"id": id, "type": "reasoning", "summary": summary}
	if slices.Contains(st.q.Include, "reasoning.encrypted_content") {
		item["encrypted_content"] = sealReasoning(st.q.Model, st.c.access.grant.account.ID, st.s.lockedNext())
	}
	st.done(output, item)
}

func (st *stream) summaryPart(at partRef, text string) {
	part := func(text string) field { return field{"part", object{"type": "summary_text", "text": text}} }
	st.send("response.reasoning_summary_part.added", at.fields(part(""))...)
	st.sendDeltas(at, text)
	st.send("response.reasoning_summary_text.done", at.fields(field{"text", text})...)
	st.send("response.reasoning_summary_part.done", at.fields(part(text))...)
}

// fields returns the fields that identify the part, and more.
func (at partRef) fields(more ...field) []field {
	return append([]field{{"item_id", at.item}, {"output_index", at.output}, {at.index, at.n}}, more...)
}

func (m Message) stream(st *stream) {
	annotations := m.annotations()
	part := func(text string, annotations []any) object {
		return object{"type": "output_text", "text": text, "annotations": annotations, "logprobs": []any{}}
	}
	st.message(object{"phase": orDefault(m.Phase, "final_answer")}, part("", []any{}), part(m.Text, annotations), func(at partRef) {
		at.kind = textDelta
		st.sendDeltas(at, m.Text)
		for n, a := range annotations {
			st.send("response.output_text.annotation.added", at.fields(field{"annotation_index", n}, field{"annotation", a})...)
		}
		st.send("response.output_text.done", at.fields(field{"text", m.Text}, field{"logprobs", []any{}})...)
	})
}

func (m Message) annotations() []any {
	list := []any{}
	for _, c := range m.Citations {
		list = append(list, object{"type": "url_citation", "start_index": c.Start, "end_index": c.End, "url": c.URL, "title": c.Title})
	}
	return list
}

func (r Refusal) stream(st *stream) {
	part := func(text string) object { return object{"type": "refusal", "refusal": text} }
	st.message(nil, part(""), part(r.Text), func(at partRef) {
		at.kind = "response.refusal.delta"
		st.sendDeltas(at, r.Text)
		st.send("response.refusal.done", at.fields(field{"refusal", r.Text})...)
	})
}

// message streams a message of one part. The item has the members in extra,
// too; write streams the content of the part.
func (st *stream) message(extra object, empty, whole object, write func(at partRef)) {
	id := st.newID("msg")
	item := func(status string, content ...any) object {
		m := object{"id": id, "type": "message", "status": status, "role": "assistant", "content": append([]any{}, content...)}
		for k, v := range extra {
			m[k] = v
		}
		return m
	}
	output := st.open(item("in_progress"))
	at := partRef{item: id, output: output, index: "content_index"}
	st.send("response.content_part.added", at.fields(field{"part", empty})...)
	write(at)
	st.send("response.content_part.done", at.fields(field{"part", whole})...)
	st.done(output, item("completed", whole))
}

func (i Image) stream(st *stream) {
	id := st.newID("ig")
	output := st.open(object{"id": id, "type": "image_generation_call", "status": "in_progress"})
	at := []field{{"output_index", output}, {"item_id", id}}
	const kind = "response.image_generation_call."
	st.send(kind+"in_progress", at...)
	st.send(kind+"generating", at...)
	st.send(kind+"partial_image", append(at, field{"partial_image_index", 0}, field{"partial_image_b64", i.Base64})...)
	st.send(kind+"completed", at...)
	st.done(output, object{"id": id, "type": "image_generation_call", "status": "completed", "result": i.Base64})
}

func (f Frame) stream(st *stream) {
	var members map[string]json.RawMessage
	if len(f.Data) > 0 {
		if err := json.Unmarshal(f.Data, &members); err != nil {
			st.err = fmt.Errorf("scripted frame %s: %w", f.Type, err)
			return
		}
	}
	var fields []field
	for _, key := range sortedKeys(members) {
		if key != "type" && key != "sequence_number" {
			fields = append(fields, field{key, members[key]})
		}
	}
	st.send(f.Type, fields...)
}
