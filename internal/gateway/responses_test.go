package gateway

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"banter/codex/codextest"
)

const question = `{"model":"` + classic + `","input":"hi"`

// The members of a request to the backend that a Responses request becomes.
func TestResponsesRequests(t *testing.T) {
	const hi = `{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}`
	tests := []struct {
		name, body string
		want       map[string]string // "" for a member that must be missing
	}{
		{"text", `"input":"hi"`, map[string]string{"input": `[` + hi + `]`, "instructions": `"You are a helpful assistant."`, "store": "false"}},
		{"dropped", `"input":"hi","temperature":1,"top_p":1,"max_output_tokens":5,"truncation":"auto","metadata":{"a":"b"},"user":"u","store":true,
			"include":["reasoning.encrypted_content"],"stream_options":{"include_obfuscation":false},"service_tier":"auto","background":false,"safety_identifier":"s","max_tool_calls":3`,
			map[string]string{"input": `[` + hi + `]`, "store": "false", "metadata": "", "temperature": "", "service_tier": "", "user": ""}},
		{"null", `"input":"hi","instructions":null,"tools":null,"tool_choice":null,"reasoning":null,"text":null,"previous_response_id":null,"store":null`,
			map[string]string{"input": `[` + hi + `]`, "tools": ""}},
		{"items stay as they are", `"input":[` + hi + `,{"type":"function_call_output","call_id":"c", "output":"1"},{"type":"web_search_call","id":"ws_1","status":"completed"}]`,
			map[string]string{"input": `[` + hi + `,{"type":"function_call_output","call_id":"c","output":"1"},{"type":"web_search_call","id":"ws_1","status":"completed"}]`}},
		{"short messages", `"input":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]`,
			map[string]string{"input": `[{"content":[{"text":"hi","type":"input_text"}],"role":"user","type":"message"},{"content":[{"text":"ho","type":"output_text"}],"role":"assistant","type":"message"}]`}},
		{"system", `"instructions":"One.","input":[{"role":"system","content":"Two."},{"role":"developer","content":[{"type":"input_text","text":"Three."}]},` + hi + `]`,
			map[string]string{"instructions": `"One.\n\nTwo.\n\nThree."`, "input": `[` + hi + `]`}},
		{"images", `"input":[{"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:image/gif;base64,R0lGODlh","detail":"auto"}]},
			{"type":"function_call_output","call_id":"c","output":[{"type":"input_image","image_url":"data:image/gif;base64,R0lGODlh","detail":"low"}]}]`,
			map[string]string{"input": `[{"content":[{"image_url":"data:image/gif;base64,R0lGODlh","type":"input_image"}],"role":"user","type":"message"},
				{"call_id":"c","output":[{"image_url":"data:image/gif;base64,R0lGODlh","type":"input_image"}],"type":"function_call_output"}]`}},
		{"tools", `"input":"hi","tools":[{"type":"function","name":"f","strict":true},{"type":"web_search"}],"tool_choice":"none","parallel_tool_calls":false`,
			map[string]string{"tools": `[{"type":"function","name":"f","strict":true},{"type":"web_search"}]`, "tool_choice": `"none"`, "parallel_tool_calls": "false"}},
		{"form", `"input":"hi","reasoning":{"effort":"high","summary":"auto"},"text":{"verbosity":"low","format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}},"service_tier":"priority"`,
			map[string]string{"reasoning": `{"effort":"high","summary":"auto"}`, "service_tier": `"priority"`,
				"text": `{"verbosity":"low","format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}}`}},
	}
	r := newRig(t, codextest.Options{Doc: "fine"})
	for _, tt := range tests {
		r.ask(pathResponses, `{"model":"`+classic+`",`+tt.body+`}`)
		sent := r.sent()
		for name, want := range tt.want {
			if want != "" {
				want = compact(t, want)
			}
			if got := string(sent[name]); got != want {
				t.Errorf("%s: %s is\n %s, want\n %s", tt.name, name, got, want)
			}
		}
	}
}

func TestResponsesRefuses(t *testing.T) {
	for body, param := range map[string]string{
		`{"input":"hi"}`:                                                       "model",
		`{"model":"gpt-5.5"}`:                                                  "input",
		`{"model":"gpt-5.5","input":[]}`:                                       "input",
		`{"model":"gpt-5.5","input":7}`:                                        "input",
		`{"model":"gpt-5.5","input":["hi"]}`:                                   "input[0]",
		`{"model":"gpt-5.5","input":[null]}`:                                   "input[0]",
		question + `,"background":true}`:                                       "background",
		question + `,"conversation":"conv_1"}`:                                 "conversation",
		question + `,"prompt":{"id":"pmpt_1"}}`:                                "prompt",
		question + `,"stop":"x"}`:                                              "stop",
		question + `,"reasoning":{"effort":"hard"}}`:                           "reasoning.effort",
		question + `,"reasoning":{"summary":"long"}}`:                          "reasoning.summary",
		question + `,"text":{"verbosity":"chatty"}}`:                           "text.verbosity",
		question + `,"service_tier":"first"}`:                                  "service_tier",
		question + `,"top_logprobs":3}`:                                        "top_logprobs",
		question + `,"previous_response_id":"r"}`:                              "previous_response_id",
		question + `,"text":{"format":"json"}}`:                                "text.format",
		question + `,"text":{"format":{"type":"xml"}}}`:                        "text.format",
		`{"model":"gpt-5.5","input":[{"type":"item_reference","id":"msg_1"}]}`: "input[0]",
		`{"model":"gpt-5.5","input":[{"id":"msg_1"}]}`:                         "input[0]",
	} {
		r := newRig(t, codextest.Options{})
		w := r.post(pathResponses, body)
		fault := dig(decoded(t, w.Body.Bytes()), "error")
		if w.Code != 400 || dig(fault, "param") != param || dig(fault, "type") != "invalid_request_error" || dig(fault, "message") == "" || r.questions() != 0 {
			t.Errorf("%s: %d %s, want a fault of %q", body, w.Code, w.Body, param)
		}
	}
}

// The whole answer and the last event of a streamed one hold the same Response
// object, with the output, which the backend leaves empty.
func TestResponsesAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		answer codextest.Answer
		status string
		reason any
		types  []string
	}{
		"text":     {codextest.Text("Hello."), "completed", nil, []string{"reasoning", "message"}},
		"calls":    {calling(), "completed", nil, []string{"message", "function_call", "custom_tool_call"}},
		"search":   {codextest.Answer{Items: []codextest.Item{codextest.WebSearch{Query: "q"}, codextest.Message{Text: "x"}}}, "completed", nil, []string{"web_search_call", "message"}},
		"image":    {codextest.Answer{Items: []codextest.Item{codextest.Image{Base64: "R0lG"}}}, "completed", nil, []string{"image_generation_call"}},
		"refusal":  {codextest.Answer{Items: []codextest.Item{codextest.Refusal{Text: "No."}}}, "completed", nil, []string{"message"}},
		"cut":      {codextest.Answer{Items: codextest.Text("Half").Items, Incomplete: "max_output_tokens"}, "incomplete", "max_output_tokens", []string{"reasoning", "message"}},
		"filtered": {codextest.Answer{Items: codextest.Text("Half").Items, Incomplete: "content_filter"}, "incomplete", "content_filter", []string{"reasoning", "message"}},
		"nothing":  {codextest.Answer{NoUsage: true}, "completed", nil, nil},
	} {
		r := newRig(t, codextest.Options{}, tt.answer, tt.answer)
		whole := r.ask(pathResponses, question+`,"metadata":{"a":"b"},"tools":[{"type":"custom","name":"shell"}]}`)
		events := eventsOf(t, r.post(pathResponses, question+`,"stream":true,"metadata":{"a":"b"},"tools":[{"type":"custom","name":"shell"}]}`))
		last := events[len(events)-1]
		for how, response := range map[string]any{"whole": whole, "streamed": last.data["response"]} {
			var types []string
			for _, item := range dig(response, "output").([]any) {
				types = append(types, dig(item, "type").(string))
			}
			if dig(response, "status") != tt.status || dig(response, "incomplete_details", "reason") != tt.reason || !reflect.DeepEqual(types, tt.types) {
				t.Errorf("%s, %s: %v", name, how, response)
			}
			if total, _ := dig(response, "usage", "total_tokens").(float64); (total > 0) == tt.answer.NoUsage {
				t.Errorf("%s, %s: usage %v", name, how, dig(response, "usage"))
			}
			if id, _ := dig(response, "id").(string); !strings.HasPrefix(id, "resp_") || dig(response, "object") != "response" || dig(response, "model") != classic ||
				dig(response, "metadata", "a") != "b" || dig(response, "tools", 0, "name") != "shell" {
				t.Errorf("%s, %s: %v", name, how, response)
			}
		}
		if last.name != "response."+tt.status {
			t.Errorf("%s ends in %s", name, last.name)
		}
	}
}

// The answer names the requested format.
func TestResponsesNameTheForm(t *testing.T) {
	r := newRig(t, codextest.Options{}, codextest.Text("{}"), codextest.Text("Hello."))
	whole := r.ask(pathResponses, question+`,"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"}}}}`)
	if dig(whole, "text", "format", "type") != "json_schema" || dig(whole, "text", "format", "name") != "s" {
		t.Errorf("with a schema: %v", whole["text"])
	}
	if whole = r.ask(pathResponses, question+`}`); dig(whole, "text", "format", "type") != "text" {
		t.Errorf("without one: %v", whole["text"])
	}
}

// Every event is one of the API's, numbered without gaps, and in the API's
// order.
func TestResponsesStream(t *testing.T) {
	answer := codextest.Answer{Items: []codextest.Item{
		codextest.Reasoning{Summary: []string{"Thinking."}},
		codextest.WebSearch{Query: "q", Sources: []string{"https://a.example"}},
		codextest.Message{Text: "Hello.", Citations: []codextest.Citation{{Start: 0, End: 5, URL: "https://a.example", Title: "A"}}},
		codextest.Image{Base64: "R0lG"},
		frame("response.new_thing.delta", `{"n":1}`),
		frame("response.code_interpreter_call.interpreting", `{"n":12345678901234567890}`),
		frame("codex.own.affair", `{}`),
		codextest.Refusal{Text: "No."},
	}}
	r := newRig(t, codextest.Options{Chunk: 100}, answer)
	events := eventsOf(t, r.post(pathResponses, question+`,"stream":true,"reasoning":{"summary":"auto"}}`))
	var names []string
	for i, e := range events {
		names = append(names, strings.TrimPrefix(e.name, "response."))
		if e.data["type"] != e.name || e.data["sequence_number"] != float64(i) {
			t.Errorf("event %d is %s: %v", i, e.name, e.data)
		}
	}
	want := strings.Fields(`created in_progress
		output_item.added reasoning_summary_part.added reasoning_summary_text.delta reasoning_summary_text.done reasoning_summary_part.done output_item.done
		output_item.added web_search_call.in_progress web_search_call.searching web_search_call.completed output_item.done
		output_item.added content_part.added output_text.delta output_text.annotation.added output_text.done content_part.done output_item.done
		output_item.added image_generation_call.in_progress image_generation_call.generating image_generation_call.partial_image image_generation_call.completed output_item.done
		code_interpreter_call.interpreting
		output_item.added content_part.added refusal.delta refusal.done content_part.done output_item.done
		completed`)
	if !reflect.DeepEqual(names, want) {
		t.Fatalf("events\n %v, want\n %v", names, want)
	}
	part := mapOf(events[18].data["part"])
	if part["text"] != "Hello." || dig(part, "annotations", 0, "url") != "https://a.example" {
		t.Errorf("part %v", part)
	}
	if image := events[23].data["partial_image_b64"]; image != "R0lG" {
		t.Errorf("image %v", image)
	}
	if raw := r.server.Requests(); !strings.Contains(raw[len(raw)-1].Body, `"summary":"auto"`) {
		t.Error("no summary was asked for")
	}
}

// An event of the API passes through with its numbers unchanged; an unknown one
// does not, because the SDKs fail on it.
func TestResponsesPasses(t *testing.T) {
	r := newRig(t, codextest.Options{}, codextest.Answer{Items: []codextest.Item{
		frame("response.safety_buffering.started", `{"foo":1}`), frame("response.mcp_call.completed", `{"n":12345678901234567890}`),
		frame("response.mcp_call.exploded", `{}`), codextest.Message{Text: "x"}}})
	w := r.post(pathResponses, question+`,"stream":true}`)
	if text := w.Body.String(); !strings.Contains(text, `"n":12345678901234567890`) || strings.Contains(text, "safety") || strings.Contains(text, "exploded") {
		t.Error(text)
	}
}

// Requests of one conversation have the same key of the prompt cache, those of
// other conversations another.
func TestConversationID(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "fine"})
	id := func(body string) string {
		r.ask(pathResponses, `{"model":"`+classic+`",`+body+`}`)
		var id string
		if err := json.Unmarshal(r.sent()["prompt_cache_key"], &id); err != nil || len(id) != 36 || id[14] != '7' {
			t.Fatalf("%q, %v", id, err)
		}
		return id
	}
	first := id(`"input":[{"role":"user","content":"hi"}]`)
	if next := id(`"input":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"},{"role":"user","content":"and?"}]`); next != first {
		t.Error("the next question is another conversation")
	}
	for _, other := range []string{`"input":"ho"`, `"input":"hi","instructions":"x"`, `"input":"hi","prompt_cache_key":"k"`} {
		if id(other) == first {
			t.Errorf("%s is the same conversation", other)
		}
	}
	if id(`"input":"a","prompt_cache_key":"k"`) != id(`"input":"b","prompt_cache_key":"k"`) {
		t.Error("a key is not one conversation")
	}
}
