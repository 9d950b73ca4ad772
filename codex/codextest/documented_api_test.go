package codextest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

// api sends a request to the API of the documented route with a good token. There
// is one for all requests of a visitor, because making it is slow.
func (v *visitor) api(method, path, body string, headers ...string) answer {
	v.t.Helper()
	if v.apiToken == "" {
		v.apiToken = v.server.SignInDocumented(codextest.Account{}, 240*time.Hour).Access
	}
	return v.do(method, v.server.DocumentedBaseURL()+path, body, append([]string{"Authorization: Bearer " + v.apiToken}, headers...)...)
}

// askAPI posts body to the responses endpoint of the API.
func (v *visitor) askAPI(body string, headers ...string) answer {
	v.t.Helper()
	return v.api("POST", "/responses", body, append([]string{"Content-Type: application/json"}, headers...)...)
}

// plan returns a body that the API accepts, with more fields.
func plan(fields ...string) string {
	all := []string{`"model":"gpt-5.5"`, `"store":false`, `"stream":true`, `"input":[{"role":"user","content":"Hello"}]`}
	return "{" + strings.Join(append(all, fields...), ",") + "}"
}

// planInput returns a body with the given input items.
func planInput(items ...string) string {
	return `{"model":"gpt-5.5","store":false,"stream":true,"input":[` + strings.Join(items, ",") + `]}`
}

// apiTour is the part of the tour at the API of the documented route.
func (v *visitor) apiTour(call func(string, func() answer) answer) {
	call("documented models", func() answer { return v.api("GET", "/models", "") })
	call("documented answer", func() answer { return v.askAPI(plan()) })
	call("documented other", func() answer { return v.api("GET", "/files", "") })
}

const unsupported = `"code":"subscription_sharing_unsupported_capability"`

// planChecks are requests that the API refuses or accepts.
var planChecks = []requestCheck{
	{"minimum", plan(), "", 200, ""},
	{"all that is accepted", plan(`"instructions":"Be brief."`, `"reasoning":{"effort":"high","summary":"auto"}`, `"include":["reasoning.encrypted_content"]`,
		`"text":{"verbosity":"low","format":{"type":"json_schema","name":"a","schema":{}}}`, `"prompt_cache_key":"x"`, `"parallel_tool_calls":false`,
		`"tool_choice":"auto"`, `"service_tier":"priority"`, `"context_management":[]`), "", 200, ""},
	{"no bearer", plan(), "Authorization:", 401, detailed("Unauthorized")},
	{"unknown token", plan(), "Authorization: Bearer a.b.c", 401, `{"detail":{"error_code":"invalid_token"}}`},
	{"account id", plan(), "ChatGPT-Account-Id: x", 400, "Unsupported header: chatgpt-account-id"},
	{"originator", plan(), "originator: banter", 400, "Unsupported header: originator"},
	{"session", plan(), "session-id: x", 400, "Unsupported header: session-id"},
	{"thread", plan(), "Thread_Id: x", 400, "Unsupported header"},
	{"beta", plan(), "OpenAI-Beta: responses=experimental", 400, "Unsupported header: openai-beta"},
	{"lite", plan(), liteHeader, 400, "Unsupported header"},
	{"version", plan(), "version: 0.169.0", 400, "Unsupported header: version"},
	{"name of another program", plan(), "User-Agent: codex_cli_rs/0.169.0", 400, "Unsupported header: user-agent"},
	{"no content type", plan(), "Content-Type:", 400, "Unsupported content type"},
	{"not JSON", "{", "", 400, "Invalid JSON body"},
	{"unknown field", plan(`"generate":true`), "", 400, `"code":"unknown_parameter"`},
	{"unknown field of reasoning", plan(`"reasoning":{"context":"all_turns"}`), "", 400, `"param":"reasoning.context"`},
	{"store", strings.Replace(plan(), `"store":false`, `"store":true`, 1), "", 400, "Store must be set to false"},
	{"no stream", strings.Replace(plan(), `"stream":true,`, ``, 1), "", 400, "Stream must be set to true"},
	{"input as a text", `{"model":"gpt-5.5","store":false,"stream":true,"input":"Hello"}`, "", 400, "Input must be a list"},
	{"unknown model", strings.Replace(plan(), "gpt-5.5", "gpt-4", 1), "", 404, `"code":"model_not_found"`},
	{"model that is not listed", strings.Replace(plan(), "gpt-5.5", "gpt-6-luna", 1), "", 200, ""},
	{"unknown effort", plan(`"reasoning":{"effort":"minimal"}`), "", 400, `"param":"reasoning.effort"`},
	{"flex", plan(`"service_tier":"flex"`), "", 400, detailed("Unsupported service_tier: flex")},
	{"unknown include", plan(`"include":["file_search_call.results"]`), "", 400, `"param":"include[0]"`},
	{"system", planInput(`{"role":"system","content":"x"}`), "", 400, "System messages are not allowed"},
	{"developer", planInput(`{"role":"developer","content":"x"}`, `{"role":"user","content":"x"}`), "", 200, ""},
	{"image", planInput(`{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]}`), "", 200, ""},
	{"image on the web", planInput(`{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}`), "", 400, unsupported},
	{"image by its id", planInput(`{"role":"user","content":[{"type":"input_image","file_id":"file-1"}]}`), "", 400, ""},
	{"file", planInput(`{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,eA=="}]}`), "", 200, ""},
	{"file by its id", planInput(`{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}`), "", 400, unsupported},
	{"audio", planInput(`{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}`), "", 400, `"param":"input[0].content[0]"`},
	{"item that only the Codex CLI has", planInput(`{"type":"local_shell_call","call_id":"c"}`), "", 400, unsupported},
	{"agent message", planInput(`{"type":"agent_message"}`), "", 400, `"param":"input"`},
	{"reference to an item", planInput(`{"type":"item_reference","id":"msg_1"}`), "", 404, "not found"},
	{"reasoning of another account", planInput(`{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAAABxyz"}`), "", 400, "invalid_encrypted_content"},
	{"web search call without id", planInput(`{"type":"web_search_call","status":"completed"}`), "", 400, `"param":"input[0].id"`},
	{"output without a call", planInput(`{"type":"function_call_output","call_id":"c","output":"x"}`), "", 400, "No tool call found"},
	{"call and output", planInput(`{"type":"function_call","call_id":"c","name":"n","arguments":"{}"}`, `{"type":"function_call_output","call_id":"c","output":"x"}`), "", 200, ""},
	{"function at the top", plan(`"tools":[{"type":"function","name":"n","parameters":{}}]`), "", 400, `"param":"tools[0]"`},
	{"namespace", plan(`"tools":[{"type":"namespace","name":"n","description":"d","tools":[{"type":"function","name":"f"},{"type":"custom","name":"c"}]}]`), "", 200, ""},
	{"namespace without a description", plan(`"tools":[{"type":"namespace","name":"n","tools":[]}]`), "", 400, `"param":"tools[0].description"`},
	{"namespace with another tool", plan(`"tools":[{"type":"namespace","name":"n","description":"d","tools":[{"type":"web_search"}]}]`), "", 400, unsupported},
	{"tools among the input", planInput(`{"type":"additional_tools","role":"developer","tools":[{"type":"custom","name":"c"}]}`), "", 200, ""},
	{"tools of a user", planInput(`{"type":"additional_tools","role":"user","tools":[]}`), "", 400, `"param":"input[0].role"`},
	{"nameless tool", planInput(`{"type":"additional_tools","role":"developer","tools":[{"type":"custom"}]}`), "", 400, `"param":"input[0].tools[0].name"`},
	{"web search among the input", planInput(`{"type":"additional_tools","role":"developer","tools":[{"type":"web_search"}]}`), "", 400, unsupported},
	{"web search", plan(`"tools":[{"type":"web_search","search_context_size":"low","external_web_access":false}]`), "", 200, ""},
	{"web search as the Codex CLI's", plan(`"tools":[{"type":"web_search","search_content_types":["text"]}]`), "", 400, "search_content_types"},
	{"choice of a refused tool", plan(`"tool_choice":{"type":"image_generation"}`), "", 400, `"param":"tool_choice"`},
	{"choice of a function", plan(`"tool_choice":{"type":"function","name":"n"}`), "", 200, ""},
	{"too long", planInput(`{"role":"user","content":"` + strings.Repeat("many words ", 200_000) + `"}`), "", 400, "context_length_exceeded"},
}

func TestChecksOfTheDocumentedAPI(t *testing.T) {
	checks := planChecks
	for _, name := range []string{
		"background", "conversation", "max_output_tokens", "max_tool_calls", "metadata", "moderation", "multi_agent", "previous_response_id", "prompt",
		"prompt_cache_breakpoint", "prompt_cache_options", "prompt_cache_retention", "safety_identifier", "temperature", "top_logprobs", "top_p", "truncation", "user",
	} {
		checks = append(checks, requestCheck{name, plan(`"` + name + `":1`), "", 400, detailed("Unsupported parameter: " + name)})
	}
	for _, kind := range []string{"image_generation", "file_search", "code_interpreter", "computer", "computer_use_preview", "mcp", "tool_search", "programmatic_tool_calling", "shell"} {
		checks = append(checks, requestCheck{kind, plan(`"tools":[{"type":"` + kind + `"}]`), "", 400, unsupported})
	}
	v := visit(t, codextest.Options{Doc: "Hi."})
	for _, tt := range checks {
		var headers []string
		if tt.header != "" {
			headers = []string{tt.header}
		}
		a := v.askAPI(tt.body, headers...)
		if a.status != tt.status || !strings.Contains(a.body, tt.want) {
			t.Errorf("%s: status %d, want %d with %q; body:\n%.400s", tt.name, a.status, tt.status, tt.want, a.body)
		}
		if a.status != 200 {
			a.json(t)
		} else if a.events(t); len(a.header["Content-Type"])+len(a.header["X-Codex-Primary-Used-Percent"]) > 0 {
			t.Errorf("%s: headers %v", tt.name, a.header)
		}
	}
}

// TestDocumentedAPIHasTwoAddresses checks that everything else is refused, and
// that a token of one route is worth nothing on the other.
func TestDocumentedAPIHasTwoAddresses(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hi."})
	for _, address := range []string{"GET /responses", "POST /models", "POST /chat/completions", "POST /embeddings", "POST /responses/compact",
		"POST /responses/input_tokens", "GET /files", "POST /images/generations", "GET /models/gpt-5.5"} {
		method, path, _ := strings.Cut(address, " ")
		if a := v.api(method, path, plan()); a.status != 403 || !strings.Contains(a.body, `"subscription_sharing_route_not_supported"`) {
			t.Errorf("%s: status %d, %s", address, a.status, a.body)
		}
	}
	if a := v.askAPI(plan(), "Authorization: Bearer "+v.tokens.Access); a.status != 401 {
		t.Errorf("token of the Codex route: status %d", a.status)
	}
	v.tokens = v.server.SignInDocumented(codextest.Account{}, 0)
	if a := v.ask(classic("gpt-5.5")); a.status != 401 {
		t.Errorf("token of the documented route at the backend: status %d", a.status)
	}
}

// TestDocumentedModels checks the form of the list: the server's order, some
// models hidden or missing, one without the undocumented fields.
func TestDocumentedModels(t *testing.T) {
	v := visit(t, codextest.Options{})
	var list struct {
		Models []map[string]any `json:"models"`
	}
	if err := json.Unmarshal([]byte(v.api("GET", "/models", "").body), &list); err != nil {
		t.Fatal(err)
	}
	first, last, hidden := list.Models[0], list.Models[len(list.Models)-1], 0
	for _, m := range list.Models {
		if m["visibility"] != "list" {
			hidden++
		}
		if m["slug"] == "gpt-6-luna" {
			t.Error("a newer model is listed")
		}
	}
	if first["slug"] != "gpt-6.1-sol" || len(last) != 3 || hidden == 0 {
		t.Errorf("first %v, last %v, %d hidden", first["slug"], last, hidden)
	}
	if a := v.api("GET", "/models?client_version=9.0.0", ""); a.status != 400 {
		t.Errorf("with a client_version: status %d", a.status)
	}
}

// TestDocumentedTokensEnd checks the refusal of a token that has ended, and of one
// without the scope.
func TestDocumentedTokensEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{Doc: "Hi."})
		in := v.server.SignInDocumented(codextest.Account{}, time.Hour)
		ask := func() int {
			return v.do("GET", v.server.DocumentedBaseURL()+"/models", "", "Authorization: Bearer "+in.Access).status
		}
		if got := ask(); got != http.StatusOK {
			t.Errorf("status %d", got)
		}
		time.Sleep(time.Hour)
		if got := ask(); got != http.StatusUnauthorized {
			t.Errorf("after an hour: status %d", got)
		}
	})
}
