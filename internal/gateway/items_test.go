package gateway

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"banter/codex"
	"banter/codex/codextest"
)

// Every item of the program's input reaches the backend, of any type, known or
// not, and only messages change.
func TestItemsStay(t *testing.T) {
	const user = `{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}`
	for name, tt := range map[string]struct{ item, want string }{
		"function call":       {`{"type":"function_call","call_id":"c","name":"f","arguments":"{}","namespace":"n","id":"fc_1"}`, ""},
		"function output":     {`{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"x"},{"type":"input_image","image_url":"data:,"}]}`, ""},
		"custom call":         {`{"type":"custom_tool_call","call_id":"c","name":"f","input":"x"}`, ""},
		"custom output":       {`{"type":"custom_tool_call_output","call_id":"c","output":"x"}`, ""},
		"shell call":          {`{"type":"local_shell_call","call_id":"c","action":{"type":"exec","command":["ls"]}}`, ""},
		"tool search":         {`{"type":"tool_search_call","call_id":"c","execution":"client","arguments":{"query":"q"}}`, ""},
		"tool search output":  {`{"type":"tool_search_output","call_id":"c","tools":[{"type":"function","name":"f"}]}`, ""},
		"web search":          {`{"type":"web_search_call","id":"ws_1","status":"completed"}`, ""},
		"image":               {`{"type":"image_generation_call","id":"ig_1","result":"R0lG"}`, ""},
		"compaction":          {`{"type":"compaction","encrypted_content":"g"}`, ""},
		"compaction trigger":  {`{"type":"compaction_trigger"}`, ""},
		"sealed reasoning":    {`{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"g"}`, ""},
		"tools of a new kind": {`{"type":"additional_tools_2","role":"developer","tools":[]}`, ""},
		"from the future":     {`{"type":"telepathy","role":"developer","n":12345678901234567890}`, ""},
		"with content":        {`{"type":"telepathy","role":"developer","content":"x"}`, ""},
		"with a text":         {`{"type":"telepathy","role":"developer","content":[{"type":"input_text","text":"x"}]}`, ""},
		"no type, no role":    {`{"n":1,"type":""}`, ""},
		"system, odd type":    {`{"type":"telepathy","role":"system"}`, `{"role":"developer","type":"telepathy"}`},
		"system, empty type":  {`{"type":"","role":"system","content":[]}`, `{"content":[],"role":"developer","type":"message"}`},
		"system, null type":   {`{"type":null,"role":"system","content":[]}`, `{"content":[],"role":"developer","type":"message"}`},
		"system, no text":     {`{"type":"message","role":"system","content":[]}`, `{"content":[],"role":"developer","type":"message"}`},
		"system, odd key":     {`{"Role":"system","type":"telepathy"}`, `{"Role":"developer","type":"telepathy"}`},
	} {
		for _, model := range []string{classic, lite} {
			for _, list := range []string{`[` + tt.item + `,` + user + `]`, `[` + user + `,` + tt.item + `]`} {
				q, f := offline().responsesQuery(t.Context(), responsesBody{Model: model, Input: json.RawMessage(list)})
				if f != nil {
					t.Fatalf("%s: %+v", name, f)
				}
				want := tt.want
				if want == "" {
					want = tt.item
				}
				if sent := string(encode(q.Input)); !strings.Contains(sent, want) {
					t.Errorf("%s: %s", name, sent)
				}
			}
		}
	}
}

// Requests of the Codex CLI 0.169.0 with invented values, one in each shape.
// Its tools reach the backend, also if the model needs the other shape.
func TestCodexCLIRequests(t *testing.T) {
	for file, tools := range map[string]string{
		"testdata/codex_cli_lite.json":    "functions.exec functions.wait clock.sleep",
		"testdata/codex_cli_classic.json": "exec_command apply_patch tool_search web_search",
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, model := range []string{lite, classic} {
			var asked codextest.Question
			r := newRig(t, codextest.Options{Answer: func(q codextest.Question) codextest.Answer {
				asked = q
				return codextest.Text("hi")
			}})
			body := decoded(t, text)
			was := body["model"]
			body["model"] = model
			eventsOf(t, r.post(pathResponses, string(encode(body))))
			if got := strings.Join(asked.Tools, " "); got != tools || asked.Text != "say hi" {
				t.Errorf("%s to %s: tools %s, question %q", file, model, got, asked.Text)
			}
			sent := r.sent()
			if !inOrder(string(sent["instructions"])+string(sent["input"]), "text 2.0", "environment_context", "say hi") {
				t.Errorf("%s to %s: %s", file, model, encode(sent))
			}
			// Items with tools come first, unchanged, as in the CLI's own
			// requests.
			begin := dig(decoded(t, encode(sent)), "input", 0)
			if model == lite && was == lite && string(encode(begin)) != string(encode(dig(body, "input", 0))) {
				t.Errorf("%s to %s: begins with %v", file, model, begin)
			}
			// The first system message comes first, with or without tools
			// before it.
			if lead := string(sent["instructions"]) + string(sent["input"]); strings.Contains(lead, plainInstructions) || !strings.Contains(lead, `.0"`) {
				t.Errorf("%s to %s: led by %.300s", file, model, lead)
			}
			if string(sent["tool_choice"]) != `"auto"` || string(sent["prompt_cache_key"]) == "" {
				t.Errorf("%s to %s: choice %s", file, model, sent["tool_choice"])
			}
		}
	}
}

// Requests whose tools have new ids each time belong to one conversation.
func TestConversationIDWithTools(t *testing.T) {
	id := func(tools string) string {
		carrier := item(object{"type": "additional_tools", "id": tools})
		return conversationID("", codex.Request{Model: lite, Input: []codex.Item{carrier, codex.UserText("hi")}})
	}
	if id("at_1") != id("at_2") {
		t.Error("two conversations")
	}
}

// The Response object shows what the backend was asked.
func TestEffectiveSettings(t *testing.T) {
	for body, want := range map[string]string{
		`{"model":"` + classic + `","input":"hi"}`: `true {"effort":"medium","summary":null}`,
		`{"model":"` + classic + `","input":"hi","parallel_tool_calls":false,"reasoning":{"effort":"high","summary":"auto"}}`: `false {"effort":"high","summary":"auto"}`,
		`{"model":"` + classic + `","input":"hi","reasoning":{"effort":"minimal"}}`:                                           `true {"effort":"low","summary":null}`,
		`{"model":"` + lite + `","input":"hi","parallel_tool_calls":true}`:                                                    `false {"effort":"low","summary":null}`,
		`{"model":"gpt-6-sol","input":"hi","reasoning":{"effort":"ultra"}}`:                                                   `false {"effort":"max","summary":null}`,
	} {
		r := newRig(t, codextest.Options{Doc: "fine"})
		whole := r.ask(pathResponses, body)
		events := eventsOf(t, r.post(pathResponses, strings.TrimSuffix(body, "}")+`,"stream":true}`))
		for how, response := range map[string]any{"whole": whole, "first": events[0].data["response"], "last": events[len(events)-1].data["response"]} {
			got := string(encode(dig(response, "parallel_tool_calls"))) + " " + string(encode(dig(response, "reasoning")))
			if got != want {
				t.Errorf("%s, %s: %s, want %s", body, how, got, want)
			}
		}
		if write, ok := dig(whole, "usage", "input_tokens_details", "cache_write_tokens").(float64); !ok || write != 0 {
			t.Errorf("usage %v", whole["usage"])
		}
	}
	usage := &codex.Usage{Input: 9, Cached: 4, CacheWrite: 3, Output: 2, Reasoning: 1, Total: 11}
	if got := string(encode(usageObject(usage))) + string(encode(chatUsage(usage))); strings.Count(got, `"cache_write_tokens":3`) != 2 {
		t.Error(got)
	}
}

// If a model needs the other shape, the Response object shows the request in
// that shape.
func TestEffectiveSettingsOfTheOtherShape(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "fine"})
	if err := r.server.Fault("classic-only", -1); err != nil {
		t.Fatal(err)
	}
	events := eventsOf(t, r.post(pathResponses, `{"model":"`+lite+`","input":"hi","stream":true}`))
	if parallel := dig(events[0].data, "response", "parallel_tool_calls"); parallel != true {
		t.Errorf("parallel_tool_calls %v", parallel)
	}
}
