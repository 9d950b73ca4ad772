package codex_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"banter/auth"
	"banter/codex"
)

// fixed is a TokenSource of the tokens that it returns.
type fixed func() auth.Tokens

func (f fixed) Tokens(context.Context) (auth.Tokens, error)               { return f(), nil }
func (f fixed) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) { return f(), nil }

// documentedTokens returns tokens of the documented route for a person.
func documentedTokens(name string) auth.Tokens {
	return auth.Tokens{Access: auth.NewSecret("token-of-" + name), ClientID: "oaiapp_" + name, Subject: "user-" + name,
		Scope: "openid resource.invoke chatgpt.tokens.use.direct", Provider: "documented", BaseURL: "https://api.openai.com/v1"}
}

// tellAll is an answer with an item of each kind.
func tellAll(int) []map[string]any {
	text := func(phase, text string) map[string]any {
		return map[string]any{"type": "message", "role": "assistant", "status": "completed", "phase": phase,
			"content": []any{map[string]any{"type": "output_text", "text": text, "annotations": []any{}}}}
	}
	return []map[string]any{
		{"type": "reasoning", "summary": []any{}},
		text("commentary", "Let me look."),
		{"type": "web_search_call", "status": "completed", "action": map[string]any{"type": "search", "query": "q"}},
		{"type": "function_call", "call_id": "call_1", "name": "look", "arguments": "{}", "status": "completed"},
		{"type": "custom_tool_call", "call_id": "call_2", "name": "run", "input": "x", "status": "completed"},
		{"type": "image_generation_call", "status": "completed", "result": "iVBORw0KGgo="},
		text("final_answer", "That is it."),
	}
}

// TestDocumentedConversationBreaksNoRule holds a conversation with images, files,
// tools, searches and reasoning, in which the account and the model change and
// items of the other route are among the first, against an auditor that knows the
// documented rules.
func TestDocumentedConversationBreaksNoRule(t *testing.T) {
	ada, bob := documentedTokens("ada"), documentedTokens("bob")
	server := newAuditor(map[string]string{ada.Access.Reveal(): "ada", bob.Access.Reveal(): "bob"})
	server.answer = tellAll
	now := ada
	c := codex.NewClient(codex.Options{Route: codex.RouteDocumented, Source: fixed(func() auth.Tokens { return now }),
		HTTPClient: &http.Client{Transport: server}, Header: http.Header{"X-Extra": {"x"}}, Originator: "someone"})
	picture, err := codex.UserImages("And this?", []byte("GIF89a..."))
	if err != nil {
		t.Fatal(err)
	}
	req := codex.Request{Model: "zeta", Summary: "auto", Effort: "high", Verbosity: "high", ServiceTier: "flex", ConversationID: "01994b5c-0000-7000-8000-000000000000",
		WebSearch: codex.WebSearchLive, Tools: []json.RawMessage{
			json.RawMessage(`{"type":"function","name":"look","parameters":{}}`), json.RawMessage(`{"type":"custom","name":"run"}`),
			json.RawMessage(`{"type":"namespace","name":"n","description":"d","tools":[{"type":"function","name":"f"}]}`),
		}}
	for _, raw := range []string{ // of the other route, saved with and without a maker
		`{"type":"message","role":"system","content":"Be kind."}`, `{"role":"user","content":"Hello"}`,
		`{"type":"reasoning","id":"rs_0","summary":[],"encrypted_content":"gAAAA"}`, `{"type":"message","role":"assistant","id":"msg_0","phase":"final_answer","content":[{"type":"output_text","text":"Hi."}]}`,
		`{"type":"compaction","id":"cmp_0","encrypted_content":"gAAAA"}`, `{"type":"local_shell_call","id":"lsh_0","call_id":"c"}`, `{"type":"agent_message","id":"a_0"}`,
		`{"type":"item_reference","id":"msg_0"}`, `{"type":"web_search_call","id":"ws_0","status":"completed"}`,
	} {
		var item codex.Item
		if err := item.UnmarshalJSON([]byte(raw)); err != nil {
			t.Fatal(err)
		}
		req.Input = append(req.Input, item, item.MadeBy("zeta", "5ad7ac28-6b1f-4c55-9d1c-0f1e2d3c4b5a"))
	}
	req.Input = append(req.Input, picture)
	say := func() {
		t.Helper()
		a, err := c.Generate(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		if a.Text() != "Let me look.That is it." || a.RequestID != "req_1" || len(a.Items) != 7 || a.Items[1].Phase() != "commentary" {
			t.Errorf("answer %q of %d items, request %s", a.Text(), len(a.Items), a.RequestID)
		}
		req.Input = append(append(req.Input, a.Items...), output(t, "function_call_output", "call_1"), output(t, "custom_tool_call_output", "call_2"), codex.UserText("Go on."))
	}
	say()
	if _, err := c.Models(t.Context()); err != nil {
		t.Error(err)
	}
	say()
	now = bob
	say()
	req.Model, req.SerialTools, req.WebSearch = "alpha", true, codex.WebSearchCached
	say()
	now, req.Model = ada, "zeta"
	say()
	if rules := server.rules(); rules != "" || server.asked != 5 {
		t.Errorf("%d answers; broken rules: %s", server.asked, rules)
	}
	// The first answer's came back in the second question, both in the last.
	if server.thought["ada"] != 3 || server.thought["bob"] != 0 {
		t.Errorf("reasoning came back: %v", server.thought)
	}
}

func output(t *testing.T, kind, call string) (item codex.Item) {
	t.Helper()
	if err := item.UnmarshalJSON([]byte(`{"type":"` + kind + `","call_id":"` + call + `","output":"done"}`)); err != nil {
		t.Fatal(err)
	}
	return item
}

// TestAuditorCounts checks that the auditor sees each rule that is broken.
func TestAuditorCounts(t *testing.T) {
	token := documentedTokens("ada").Access.Reveal()
	ask := func(method, url, body string, headers ...string) string {
		s := newAuditor(map[string]string{token: "ada"})
		s.answer = tellAll
		r, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		resp, err := s.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return s.rules()
	}
	const api = "https://api.openai.com/v1/responses"
	body := func(item, more string) string {
		return `{"model":"m","store":false,"stream":true,"input":[` + item + `]` + more + `}`
	}
	hello := `{"role":"user","content":"Hello"}`
	if rules := ask("POST", api, body(hello, "")); rules != "" {
		t.Errorf("a good request breaks: %s", rules)
	}
	for want, got := range map[string]string{
		"only GET":                 ask("POST", "https://api.openai.com/v1/files", body(hello, "")),
		"without a query":          ask("POST", api+"?client_version=1", body(hello, "")),
		"requests go to":           ask("POST", "https://chatgpt.com/v1/responses", body(hello, "")),
		"access token":             ask("POST", api, body(hello, ""), "Authorization: Bearer other"),
		"in a URL":                 ask("POST", api+"?t="+token, body(hello, "")),
		"Originator":               ask("POST", api, body(hello, ""), "originator: banter"),
		"application/json":         ask("POST", api, body(hello, ""), "Content-Type: text/plain"),
		"another's name":           ask("POST", api, body(hello, ""), "User-Agent: codex_cli_rs/1"),
		"omitted: temperature":     ask("POST", api, body(hello, `,"temperature":1`)),
		"store is false":           ask("POST", api, strings.Replace(body(hello, ""), `"store":false,`, "", 1)),
		"a model":                  ask("POST", api, strings.Replace(body(hello, ""), `"m"`, `""`, 1)),
		"flex":                     ask("POST", api, body(hello, `,"service_tier":"flex"`)),
		"is a list":                ask("POST", api, body("", "")),
		"role system":              ask("POST", api, body(`{"role":"system","content":"x"}`, "")),
		"encrypted part":           ask("POST", api, body(`{"type":"reasoning"}`, "")),
		"another account":          ask("POST", api, body(`{"type":"reasoning","encrypted_content":"x"}`, "")),
		"allowed types":            ask("POST", api, body(`{"type":"agent_message"}`, "")),
		"its id":                   ask("POST", api, body(`{"type":"web_search_call"}`, "")),
		"files are in":             ask("POST", api, body(`{"role":"user","content":[{"type":"input_image","image_url":"https://x"}]}`, "")),
		"text, images and files":   ask("POST", api, body(`{"role":"user","content":[{"type":"input_audio"}]}`, "")),
		"the developer's":          ask("POST", api, body(`{"type":"additional_tools","role":"user"}`, "")),
		"web search is at the top": ask("POST", api, body(`{"type":"additional_tools","role":"developer","tools":[{"type":"web_search"}]}`, "")),
		"functions are in":         ask("POST", api, body(hello, `,"tools":[{"type":"function","name":"f"}]`)),
		"a name and":               ask("POST", api, body(hello, `,"tools":[{"type":"namespace","name":"n"}]`)),
		"and custom tools: mcp":    ask("POST", api, body(hello, `,"tools":[{"type":"namespace","name":"n","description":"d","tools":[{"type":"mcp"}]}]`)),
		"not sent: mcp":            ask("POST", api, body(hello, `,"tools":[{"type":"mcp"}]`)),
		"nothing of the Codex":     ask("POST", api, body(hello, `,"reasoning":{"context":"all_turns"}`)),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("rule %q is not counted: %s", want, got)
		}
	}
}
