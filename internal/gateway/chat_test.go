package gateway

import (
	"encoding/json"
	"strings"
	"testing"

	"banter/codex/codextest"
)

// The members of a request to the backend that a chat request becomes.
func TestChatRequests(t *testing.T) {
	const hi = `[{"content":[{"text":"hi","type":"input_text"}],"role":"user","type":"message"}]`
	user := `"messages":[{"role":"user","content":"hi"}]`
	tests := []struct {
		name, body string
		want       map[string]string // "" for a member that must be missing
	}{
		{"plain", user, map[string]string{"input": hi, "instructions": `"You are a helpful assistant."`, "store": "false", "stream": "true", "tools": "", "text": ""}},
		{"dropped", user + `,"temperature":0.2,"top_p":0.5,"max_tokens":5,"max_completion_tokens":5,"presence_penalty":1,"frequency_penalty":1,"seed":3,
			"user":"u","metadata":{"a":"b"},"logit_bias":{"1":2},"store":true,"prediction":{},"service_tier":"flex","n":1,"stop":null,"logprobs":false,"safety_identifier":"x"`,
			map[string]string{"input": hi, "store": "false", "service_tier": "", "temperature": "", "metadata": "", "max_output_tokens": ""}},
		{"system messages lead", `"messages":[{"role":"system","content":"Be kind."},{"role":"developer","content":[{"type":"text","text":"Be short."}]},{"role":"user","content":"hi"}]`,
			map[string]string{"instructions": `"Be kind.\n\nBe short."`, "input": hi}},
		{"a system message later", `"messages":[{"role":"user","content":"hi"},{"role":"system","content":"Now shout."}]`,
			map[string]string{"input": hi[:len(hi)-1] + `,{"content":[{"text":"Now shout.","type":"input_text"}],"role":"developer","type":"message"}]`}},
		{"only a system message", `"messages":[{"role":"system","content":"Say hi."}]`,
			map[string]string{"input": `[{"content":[{"text":"Say hi.","type":"input_text"}],"role":"developer","type":"message"}]`}},
		{"images and files", `"messages":[{"role":"user","content":[{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh","detail":"high"}},
			{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JV"}}]}]`,
			map[string]string{"input": `[{"content":[{"text":"what?","type":"input_text"},{"image_url":"data:image/gif;base64,R0lGODlh","type":"input_image"},
				{"file_data":"data:application/pdf;base64,JV","filename":"a.pdf","type":"input_file"}],"role":"user","type":"message"}]`}},
		{"a round of tools", `"messages":[{"role":"user","content":"hi"},
			{"role":"assistant","content":"Looking.","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"c2","type":"custom","custom":{"name":"g","input":"x"}}]},
			{"role":"tool","tool_call_id":"c1","content":"1"},{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"2"},{"type":"text","text":"3"}]},
			{"role":"assistant","content":null,"refusal":"No."}]`,
			map[string]string{"input": hi[:len(hi)-1] + `,{"content":[{"text":"Looking.","type":"output_text"}],"role":"assistant","type":"message"},
				{"arguments":"{}","call_id":"c1","name":"f","type":"function_call"},{"call_id":"c2","input":"x","name":"g","type":"custom_tool_call"},
				{"call_id":"c1","output":"1","type":"function_call_output"},{"call_id":"c2","output":"23","type":"custom_tool_call_output"},
				{"content":[{"refusal":"No.","type":"refusal"}],"role":"assistant","type":"message"}]`}},
		{"an empty question", `"messages":[{"role":"user","content":""}]`, map[string]string{"input": strings.Replace(hi, `"hi"`, `""`, 1)}},
		{"images of tools", `"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"}},{"id":"c2","type":"custom","custom":{"name":"g"}}]},
			{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh","detail":"low"}}]},
			{"role":"tool","tool_call_id":"c2","content":[{"type":"file","file":{"file_id":"f"}}]}]`,
			map[string]string{"input": hi[:len(hi)-1] + `,{"arguments":"{}","call_id":"c1","name":"f","type":"function_call"},{"call_id":"c2","input":"","name":"g","type":"custom_tool_call"},
				{"call_id":"c1","output":[{"text":"see","type":"input_text"},{"image_url":"data:image/gif;base64,R0lGODlh","type":"input_image"}],"type":"function_call_output"},
				{"call_id":"c2","output":[{"file_id":"f","type":"input_file"}],"type":"custom_tool_call_output"}]`}},
		{"functions", user + `,"functions":[{"name":"f","description":"d","parameters":{"type":"object"}}],"function_call":{"name":"f"}`,
			map[string]string{"tools": `[{"description":"d","name":"f","parameters":{"type":"object"},"strict":false,"type":"function"}]`,
				"tool_choice": `{"name":"f","type":"function"}`, "parallel_tool_calls": "false"}},
		{"functions, none", user + `,"functions":[{"name":"f"}],"function_call":"none"`, map[string]string{"tool_choice": `"none"`}},
		{"a round of functions", `"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}},{"role":"function","name":"f","content":"1"},
			{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"2"},{"role":"function","name":"lonely","content":"3"}]`,
			map[string]string{"input": hi[:len(hi)-1] + `,{"arguments":"{\"a\":1}","call_id":"call_function_1","name":"f","type":"function_call"},{"call_id":"call_function_1","output":"1","type":"function_call_output"},
				{"arguments":"{}","call_id":"call_function_3","name":"f","type":"function_call"},{"call_id":"call_function_3","output":"2","type":"function_call_output"},
				{"arguments":"{}","call_id":"call_function_5","name":"lonely","type":"function_call"},{"call_id":"call_function_5","output":"3","type":"function_call_output"}]`}},
		{"tools", user + `,"parallel_tool_calls":false,"tool_choice":{"type":"function","function":{"name":"f"}},"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}},
			{"type":"function","function":{"name":"h"}},{"type":"custom","custom":{"name":"g","description":"d","format":{"type":"grammar","grammar":{"syntax":"regex","definition":"a"}}}}]`,
			map[string]string{"parallel_tool_calls": "false", "tool_choice": `{"name":"f","type":"function"}`,
				"tools": `[{"description":"d","name":"f","parameters":{"type":"object"},"strict":true,"type":"function"},
					{"name":"h","parameters":{"properties":{},"type":"object"},"strict":false,"type":"function"},
					{"description":"d","format":{"definition":"a","syntax":"regex","type":"grammar"},"name":"g","type":"custom"}]`}},
		{"tools, any", user + `,"tool_choice":"required","tools":[{"type":"function","function":{"name":"h"}}]`, map[string]string{"tool_choice": `"required"`, "parallel_tool_calls": "true"}},
		{"tools, some", user + `,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"h"}},{"type":"custom","custom":{"name":"g"}}]}},
			"tools":[{"type":"function","function":{"name":"h"}}]`,
			map[string]string{"tool_choice": `{"mode":"auto","tools":[{"name":"h","type":"function"},{"name":"g","type":"custom"}],"type":"allowed_tools"}`}},
		{"schema", user + `,"response_format":{"type":"json_schema","json_schema":{"name":"s","description":"d","schema":{"type":"object"},"strict":true}}`,
			map[string]string{"text": `{"format":{"type":"json_schema","name":"s","description":"d","schema":{"type":"object"},"strict":true}}`}},
		{"any JSON", user + `,"response_format":{"type":"json_object"}`,
			map[string]string{"text": `{"format":{"type":"json_schema","name":"object","schema":{"type":"object"},"strict":false}}`}},
		{"text", user + `,"response_format":{"type":"text"}`, map[string]string{"text": ""}},
		{"effort, verbosity, tier, search", user + `,"reasoning_effort":"high","verbosity":"low","service_tier":"priority","web_search_options":{}`,
			map[string]string{"reasoning": `{"effort":"high"}`, "text": `{"verbosity":"low"}`, "service_tier": `"priority"`,
				"tools": `[{"type":"web_search","external_web_access":true,"search_content_types":["text","image"]}]`}},
		{"an effort that the model lacks", user + `,"reasoning_effort":"minimal"`, map[string]string{"reasoning": `{"effort":"low"}`}},
	}
	r := newRig(t, codextest.Options{Doc: "fine"})
	for _, tt := range tests {
		r.ask(pathChat, `{"model":"`+classic+`",`+tt.body+`}`)
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

func TestChatRefuses(t *testing.T) {
	user := `"messages":[{"role":"user","content":"hi"}]`
	for body, param := range map[string]string{
		`{` + user + `}`:                                                "model",
		`{"model":"gpt-5.5"}`:                                           "messages",
		`{"model":"gpt-5.5","messages":[]}`:                             "messages",
		`{"model":"gpt-5.5","messages":[{"role":"user"}]}`:              "messages",
		`{"model":7,` + user + `}`:                                      "model",
		`{"model":"gpt-5.5","n":2,` + user + `}`:                        "n",
		`{"model":"gpt-5.5","stop":["1","2","3","4","5"],` + user + `}`: "stop",
		`{"model":"gpt-5.5","stop":"",` + user + `}`:                    "stop",
		`{"model":"gpt-5.5","stop":["x",""],` + user + `}`:              "stop[1]",
		`{"model":"gpt-5.5","stop":[7],` + user + `}`:                   "stop[0]",
		`{"model":"gpt-5.5","stop":{"a":1},` + user + `}`:               "stop",
		`{"model":"gpt-5.5","reasoning_effort":"hard",` + user + `}`:    "reasoning_effort",
		`{"model":"gpt-99","reasoning_effort":"hard",` + user + `}`:     "reasoning_effort",
		`{"model":"gpt-5.5","verbosity":"chatty",` + user + `}`:         "verbosity",
		`{"model":"gpt-5.5","service_tier":"first",` + user + `}`:       "service_tier",
		`{"model":"gpt-5.5","functions":7,` + user + `}`:                "functions",
		`{"model":"gpt-5.5","functions":[{}],` + user + `}`:             "functions[0]",
		`{"model":"gpt-5.5","functions":[{"name":"f"}],"tools":[{"type":"function","function":{"name":"g"}}],` + user + `}`:                 "functions",
		`{"model":"gpt-5.5","functions":[{"name":"f"}],"function_call":"required",` + user + `}`:                                            "function_call",
		`{"model":"gpt-5.5","functions":[{"name":"f"}],"function_call":7,` + user + `}`:                                                     "function_call",
		`{"model":"gpt-5.5","function_call":"auto",` + user + `}`:                                                                           "function_call",
		`{"model":"gpt-5.5","messages":[{"role":"function","content":"1"}]}`:                                                                "messages[0].name",
		`{"model":"gpt-5.5","messages":[{"role":"tool","tool_call_id":"c","content":[{"type":"input_audio"}]}]}`:                            "messages[0].content[0]",
		`{"model":"gpt-5.5","logprobs":true,` + user + `}`:                                                                                  "logprobs",
		`{"model":"gpt-5.5","modalities":["text","audio"],` + user + `}`:                                                                    "modalities",
		`{"model":"gpt-5.5","functions":[],` + user + `}`:                                                                                   "functions",
		`{"model":"gpt-5.5","response_format":{"type":"xml"},` + user + `}`:                                                                 "response_format",
		`{"model":"gpt-5.5","tool_choice":"perhaps",` + user + `}`:                                                                          "tool_choice",
		`{"model":"gpt-5.5","tools":[{"type":"rocket"}],` + user + `}`:                                                                      "tools[0]",
		`{"model":"gpt-5.5","messages":[{"role":"king","content":"hi"}]}`:                                                                   "messages[0].role",
		`{"model":"gpt-5.5","messages":[{"role":"user","content":7}]}`:                                                                      "messages[0].content",
		`{"model":"gpt-5.5","messages":[{"role":"user","content":[{"type":"input_audio"}]}]}`:                                               "messages[0].content[0]",
		`{"model":"gpt-5.5","messages":[{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}`:                    "messages[0].content[0]",
		`{"model":"gpt-5.5","messages":[{"role":"tool","content":"1"}]}`:                                                                    "messages[0].tool_call_id",
		`{"model":"gpt-5.5","messages":[{"role":"tool","tool_call_id":"c","content":[{"type":"image_url"}]}]}`:                              "messages[0].content[0]",
		`{"model":"gpt-5.5","messages":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}}]}]}`: "messages[0].tool_calls[0].id",
		`{"model":"gpt-5.5","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"rocket"}]}]}`:                                   "messages[0].tool_calls[0].type",
		`[]`: "", `{`: "", ``: "", `null`: "",
	} {
		r := newRig(t, codextest.Options{})
		w := r.post(pathChat, body)
		fault := dig(decoded(t, w.Body.Bytes()), "error")
		got, _ := dig(fault, "param").(string)
		if w.Code != 400 || got != param || dig(fault, "type") != "invalid_request_error" || dig(fault, "message") == "" || dig(fault, "code") == nil {
			t.Errorf("%s: %d %s, want a fault of %q", body, w.Code, w.Body, param)
		}
		if r.questions() != 0 {
			t.Errorf("%s was sent", body)
		}
	}
}

const chatQuestion = `{"model":"` + classic + `","messages":[{"role":"user","content":"hi"}]`

func TestChatAnswers(t *testing.T) {
	cited := codextest.Message{Text: "See there.", Citations: []codextest.Citation{{Start: 4, End: 9, URL: "https://a.example", Title: "A"}}}
	tests := []struct {
		name    string
		answer  codextest.Answer
		more    string // request
		message string
		finish  string
	}{
		{"text", codextest.Text("Hello <b> & you."), "", `{"annotations":[],"content":"Hello <b> & you.","refusal":null,"role":"assistant"}`, "stop"},
		{"two messages", codextest.Answer{Items: []codextest.Item{codextest.Message{Text: "Wait.", Phase: "commentary"}, codextest.Message{Text: "Done."}}}, "",
			`{"annotations":[],"content":"Wait.\n\nDone.","refusal":null,"role":"assistant"}`, "stop"},
		{"a document beside a remark", codextest.Answer{Items: []codextest.Item{codextest.Message{Text: "Wait.", Phase: "commentary"}, codextest.Message{Text: "{}"}}},
			`,"response_format":{"type":"json_object"}`, `{"annotations":[],"content":"{}","refusal":null,"role":"assistant"}`, "stop"},
		{"refusal", codextest.Answer{Items: []codextest.Item{codextest.Refusal{Text: "No."}}}, "", `{"annotations":[],"content":null,"refusal":"No.","role":"assistant"}`, "stop"},
		{"citation", codextest.Answer{Items: []codextest.Item{cited}}, "", `{"annotations":[{"type":"url_citation","url_citation":{"end_index":9,"start_index":4,"title":"A",
			"url":"https://a.example"}}],"content":"See there.","refusal":null,"role":"assistant"}`, "stop"},
		{"calls", calling(), "", `{"annotations":[],"content":"Let me look.","refusal":null,"role":"assistant","tool_calls":[
			{"function":{"arguments":"{\"city\":\"Oslo\"}","name":"weather"},"id":"call_1","type":"function"},{"custom":{"input":"ls -l","name":"shell"},"id":"call_2","type":"custom"}]}`, "tool_calls"},
		{"cut", codextest.Answer{Items: codextest.Text("Half").Items, Incomplete: "max_output_tokens"}, "", `{"annotations":[],"content":"Half","refusal":null,"role":"assistant"}`, "length"},
		{"filtered", codextest.Answer{Items: codextest.Text("Half").Items, Incomplete: "content_filter"}, "", `{"annotations":[],"content":"Half","refusal":null,"role":"assistant"}`, "content_filter"},
		{"nothing", codextest.Answer{}, "", `{"annotations":[],"content":"","refusal":null,"role":"assistant"}`, "stop"},
	}
	for _, tt := range tests {
		r := newRig(t, codextest.Options{}, tt.answer, tt.answer)
		whole := r.ask(pathChat, chatQuestion+tt.more+`}`)
		message, _ := json.Marshal(dig(whole, "choices", 0, "message"))
		if got := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(message)); got != compact(t, tt.message) {
			t.Errorf("%s:\n %s, want\n %s", tt.name, got, compact(t, tt.message))
		}
		if finish := dig(whole, "choices", 0, "finish_reason"); finish != tt.finish || whole["object"] != "chat.completion" || whole["model"] != classic {
			t.Errorf("%s: finish %v, %v", tt.name, finish, whole)
		}
		// The streamed answer equals the whole one.
		w := r.post(pathChat, chatQuestion+tt.more+`,"stream":true}`)
		streamed, finish := foldChunks(t, eventsOf(t, w))
		delete(streamed, "annotations")
		want := decoded(t, []byte(tt.message))
		delete(want, "annotations")
		if want["content"] == nil {
			want["content"] = ""
		}
		got, _ := json.Marshal(streamed)
		wanted, _ := json.Marshal(want)
		if string(got) != string(wanted) || finish != tt.finish {
			t.Errorf("%s, streamed:\n %s %s, want\n %s", tt.name, got, finish, wanted)
		}
	}
}

// foldChunks assembles the deltas of a chat, as SDKs do.
func foldChunks(t *testing.T, events []event) (message map[string]any, finish string) {
	t.Helper()
	message = map[string]any{"content": "", "refusal": nil}
	if last := events[len(events)-1]; last.data != nil {
		t.Error("the stream does not end in [DONE]")
	}
	for _, e := range events {
		choice := dig(e.data, "choices", 0)
		if f, ok := dig(choice, "finish_reason").(string); ok {
			finish = f
		}
		delta, _ := dig(choice, "delta").(map[string]any)
		for name, value := range delta {
			calls, isCalls := value.([]any)
			switch text, isText := value.(string); {
			case name == "role":
				message[name] = value
			case isText:
				had, _ := message[name].(string)
				message[name] = had + text
			case isCalls && name == "tool_calls":
				foldCall(message, calls[0].(map[string]any))
			}
		}
	}
	return message, finish
}

func foldCall(message map[string]any, call map[string]any) {
	calls, _ := message["tool_calls"].([]any)
	index := int(call["index"].(float64))
	delete(call, "index")
	if index == len(calls) {
		message["tool_calls"] = append(calls, call)
		return
	}
	had := calls[index].(map[string]any)
	for _, kind := range []string{"function", "custom"} {
		for name, more := range mapOf(call[kind]) {
			before, _ := mapOf(had[kind])[name].(string)
			mapOf(had[kind])[name] = before + more.(string)
		}
	}
}

func mapOf(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func TestChatUsage(t *testing.T) {
	r := newRig(t, codextest.Options{}, codextest.Text("Hi."), codextest.Text("Hi."), codextest.Text("Hi."))
	usage := mapOf(r.ask(pathChat, chatQuestion+`}`)["usage"])
	for _, path := range [][]any{{"prompt_tokens"}, {"completion_tokens"}, {"total_tokens"}, {"completion_tokens_details", "reasoning_tokens"}} {
		if n, _ := dig(usage, path...).(float64); n <= 0 {
			t.Errorf("%v is %v", path, dig(usage, path...))
		}
	}
	events := eventsOf(t, r.post(pathChat, chatQuestion+`,"stream":true,"stream_options":{"include_usage":true}}`))
	last := events[len(events)-2].data
	if n, _ := dig(last, "usage", "total_tokens").(float64); n <= 0 || len(last["choices"].([]any)) != 0 {
		t.Errorf("last chunk %v", last)
	}
	if usage, has := events[0].data["usage"]; usage != nil || !has {
		t.Error("earlier chunks must have usage null")
	}
	for _, e := range eventsOf(t, r.post(pathChat, chatQuestion+`,"stream":true}`)) {
		if _, has := e.data["usage"]; has {
			t.Errorf("usage was not asked for: %v", e.data)
		}
	}
}
