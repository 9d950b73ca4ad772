package codextest_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"banter/codex/codextest"
)

const liteHeader = "x-openai-internal-codex-responses-lite: true"

// input returns a classic body with the given input items.
func input(items ...string) string {
	return `{"model":"gpt-5.5","instructions":"","store":false,"stream":true,"input":[` + strings.Join(items, ",") + `]}`
}

// liteInput returns a body in the Responses Lite shape with the given item
// before the question.
func liteInput(item string) string {
	return `{"model":"gpt-6.1-sol","instructions":"","store":false,"stream":true,"parallel_tool_calls":false,"input":[` + item + `,{"role":"user","content":"y"}]}`
}

// A requestCheck is a request and the answer that the backend must give.
type requestCheck struct {
	name, body, header string // header to add, or to remove
	status             int
	want               string // part of the body
}

func detailed(text string) string { return `{"detail":"` + text + `"}` }

func notOffered(slug string) string {
	return detailed("The '" + slug + "' model is not supported when using Codex with a ChatGPT account.")
}

// altered returns the classic body with one text replaced.
func altered(old, new string) string { return strings.Replace(classic("gpt-5.5"), old, new, 1) }

// requestChecks are requests that the backend refuses or accepts, as measured
// on the real one if a public source says so.
var requestChecks = []requestCheck{
	{"minimum", classic("gpt-5.5"), "", 200, ""},
	{"no account id on a plan with one workspace", classic("gpt-5.5"), "ChatGPT-Account-Id:", 200, ""},
	{"another account's id", classic("gpt-5.5"), "ChatGPT-Account-Id: 00000000-0000-4000-8000-000000000000", 403, `"code":"workspace_access_denied"`},
	{"no bearer", classic("gpt-5.5"), "Authorization:", 401, detailed("Unauthorized")},
	{"another scheme", classic("gpt-5.5"), "Authorization: Basic eDp5", 401, detailed("Unauthorized")},
	{"bearer that is no JWT", classic("gpt-5.5"), "Authorization: Bearer sk-test", 401, detailed("Could not parse your authentication token. Please try signing in again.")},
	{"bearer of nobody", classic("gpt-5.5"), "Authorization: Bearer a.b.c", 401, `"code":"token_invalidated"`},
	{"no content type", classic("gpt-5.5"), "Content-Type:", 400, detailed("Unsupported content type")},
	{"content type of a form", classic("gpt-5.5"), "Content-Type: application/x-www-form-urlencoded", 400, detailed("Unsupported content type")},
	{"content type with charset", classic("gpt-5.5"), "Content-Type: application/json; charset=utf-8", 200, ""},
	{"not JSON", "{", "", 400, detailed("Invalid JSON body")},
	{"store missing", altered(`"store":false,`, ""), "", 400, detailed("Store must be set to false")},
	{"store true", altered(`"store":false`, `"store":true`), "", 400, detailed("Store must be set to false")},
	{"stream missing", altered(`"stream":true,`, ""), "", 400, detailed("Stream must be set to true")},
	{"stream false", altered(`"stream":true`, `"stream":false`), "", 400, detailed("Stream must be set to true")},
	{"instructions missing", altered(`"instructions":"Be brief.",`, ""), "", 400, detailed("Instructions are required")},
	{"instructions null", altered(`"Be brief."`, `null`), "", 400, detailed("Instructions are required")},
	{"instructions a number", altered(`"Be brief."`, `7`), "", 400, detailed("Instructions are required")},
	{"instructions empty", altered(`"Be brief."`, `""`), "", 200, ""},
	{"instructions as a developer message", `{"model":"gpt-5.5","store":false,"stream":true,"input":[{"role":"developer","content":"x"},{"role":"user","content":"y"}]}`, "", 200, ""},
	{"input a string", `{"model":"gpt-5.5","instructions":"","store":false,"stream":true,"input":"Hello"}`, "", 400, detailed("Input must be a list")},
	{"input missing", `{"model":"gpt-5.5","instructions":"","store":false,"stream":true}`, "", 400, detailed("Input must be a list")},
	{"input of texts", input(`"Hello"`), "", 400, `"param":"input[0]"`},
	{"unknown model", classic("gpt-4"), "", 400, notOffered("gpt-4")},
	{"bare gpt-5", classic("gpt-5"), "", 400, notOffered("gpt-5")},
	{"hidden model", classic("codex-auto-review"), "", 200, ""},
	{"lite model in the classic shape", classic("gpt-6.1-sol"), "", 200, ""},
	{"lite model in the lite shape", classic("gpt-6.1-sol", `"parallel_tool_calls":false`), liteHeader, 200, ""},
	{"lite without parallel_tool_calls", classic("gpt-6.1-sol"), liteHeader, 400, "requires `parallel_tool_calls` to be false."},
	{"lite with parallel_tool_calls", classic("gpt-6.1-sol", `"parallel_tool_calls":true`), liteHeader, 400, `"param":"parallel_tool_calls"`},
	{"lite header on a classic model", classic("gpt-5.5"), liteHeader, 400, "This model is not supported when using X-OpenAI-Internal-Codex-Responses-Lite."},
	{"lite needs no instructions", `{"model":"gpt-6.1-sol","store":false,"stream":true,"parallel_tool_calls":false,"input":[{"role":"user","content":"y"}]}`, liteHeader, 200, ""},
	{"lite with tools among the input", liteInput(`{"type":"additional_tools","role":"developer","tools":[{"type":"namespace","name":"n","tools":[{"type":"custom","name":"exec"}]}]}`), liteHeader, 200, ""},
	{"tools among the input of a user", liteInput(`{"type":"additional_tools","role":"user","tools":[]}`), liteHeader, 400, `"param":"input[0].role"`},
	{"tools among the input that are none", liteInput(`{"type":"additional_tools","role":"developer","tools":[{"name":"exec"}]}`), liteHeader, 400, `"param":"input[0].tools"`},
	{"tools among the input of the classic shape", liteInput(`{"type":"additional_tools","role":"developer","tools":[]}`), "", 400, `Invalid value: 'additional_tools'.`},
	{"version too low", classic("gpt-6.1-sol"), "version: 0.152.9", 400, detailed("The 'gpt-6.1-sol' model requires a newer version of Codex. Please upgrade to the latest app or CLI and try again.")},
	{"version just high enough", classic("gpt-6.1-sol"), "version: 0.153.0", 200, ""},
	{"version absurdly high", classic("gpt-6.1-sol"), "version: 999.0.0", 200, ""},
	{"version low for another model only", classic("gpt-5.5"), "version: 0.130.0", 200, ""},
	{"user agent of an old Codex", classic("gpt-6.1-sol"), "User-Agent: codex_cli_rs/0.0.0 (Debian)", 400, notOffered("gpt-6.1-sol")},
	{"user agent of a new Codex", classic("gpt-6.1-sol"), "User-Agent: codex-tui/0.169.0 (Debian)", 200, ""},
	{"effort offered", classic("gpt-5.5", `"reasoning":{"effort":"xhigh"}`), "", 200, ""},
	{"effort not offered", classic("gpt-5.5", `"reasoning":{"effort":"minimal"}`), "", 400, "Supported values are: 'low', 'medium', 'high', and 'xhigh'."},
	{"effort that only clients know", classic("gpt-6.1-sol", `"reasoning":{"effort":"ultra"}`), "", 400, `"param":"reasoning.effort"`},
	{"summary unknown", classic("gpt-5.5", `"reasoning":{"summary":"long"}`), "", 400, `"param":"reasoning.summary"`},
	{"verbosity unknown", classic("gpt-5.5", `"text":{"verbosity":"chatty"}`), "", 400, `"param":"text.verbosity"`},
	{"fast mode", classic("gpt-5.5", `"service_tier":"priority"`), "", 200, ""},
	{"system role", input(`{"role":"system","content":"x"}`), "", 400, detailed("System messages are not allowed")},
	{"unknown role", input(`{"role":"tool","content":"x"}`), "", 400, `"param":"input[0].role"`},
	{"assistant as input_text", input(`{"type":"message","role":"assistant","content":[{"type":"input_text","text":"x"}]}`), "", 400, `Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.`},
	{"assistant as output_text", input(`{"type":"message","role":"assistant","content":[{"type":"output_text","text":"x"}]}`), "", 200, ""},
	{"user as output_text", input(`{"role":"user","content":[{"type":"output_text","text":"x"}]}`), "", 400, `"param":"input[0].content[0]"`},
	{"image", input(`{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]}`), "", 200, ""},
	{"an image of another type than it says", input(`{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,/9j/"}]}`), "", 400, "valid"},
	{"an image of a type that no model reads", input(`{"role":"user","content":[{"type":"input_image","image_url":"data:image/bmp;base64,Qk0="}]}`), "", 400, "unsupported"},
	{"an image that is not base64", input(`{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,iVBOR.."}]}`), "", 400, "base64"},
	{"an image as in the other API", input(`{"role":"user","content":[{"type":"input_image","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}`), "", 400, "got an object"},
	{"an image on the web", input(`{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}`), "", 200, ""},
	{"shorter than the context", input(`{"role":"user","content":"` + strings.Repeat("many words ", 90_000) + `"}`), "", 200, ""},
	{"longer than the context", input(`{"role":"user","content":"` + strings.Repeat("many words ", 110_000) + `"}`), "", 400, `"code":"context_length_exceeded"`},
	{"longer than any context", input(`{"role":"user","content":"` + strings.Repeat("many words ", 200_000) + `"}`), "", 400, `"code":"context_length_exceeded"`},
	{"an image is not counted by its bytes", input(`{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgoA` + strings.Repeat("A", 2<<20) + `"}]}`), "", 200, ""},
	{"web search call without id", input(`{"role":"user","content":"x"}`, `{"type":"web_search_call","status":"completed"}`), "", 400, `Missing required parameter: 'input[1].id'.`},
	{"web search call with id", input(`{"type":"web_search_call","id":"ws_1","status":"completed"}`), "", 200, ""},
	{"web search", classic("gpt-5.5", `"tools":[{"type":"web_search","external_web_access":true,"search_content_types":["text","image"],"search_context_size":"low"}]`), "", 200, ""},
	{"web search in the lite shape", liteInput(`{"type":"additional_tools","role":"developer","tools":[{"type":"web_search","external_web_access":false}]}`), liteHeader, 200, ""},
	{"web search with an unknown parameter", classic("gpt-5.5", `"tools":[{"type":"web_search","max_results":3}]`), "", 400, `Unknown parameter: 'tools[0].max_results'.`},
	{"web search of other content", classic("gpt-5.5", `"tools":[{"type":"web_search","search_content_types":["video"]}]`), "", 400, `"param":"tools[0].search_content_types"`},
	{"web search with a word for a switch", classic("gpt-5.5", `"tools":[{"type":"web_search","external_web_access":"yes"}]`), "", 400, `"code":"invalid_type"`},
	{"unknown item", input(`{"type":"telepathy"}`), "", 400, `Invalid value: 'telepathy'.`},
	{"reasoning without content", input(`{"type":"reasoning","id":"rs_1","summary":[]}`), "", 200, ""},
	{"reasoning of somebody else", input(`{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAAABxyz"}`), "", 400, `"code":"invalid_encrypted_content"`},
}

func TestChecksOfARequest(t *testing.T) {
	checks := requestChecks
	for _, parameter := range []string{
		"max_output_tokens", "temperature", "top_p", "previous_response_id", "metadata", "user", "truncation", "prompt_cache_retention",
		"safety_identifier", "stream_options", "context_management", "generate",
	} {
		body := classic("gpt-5.5", `"`+parameter+`":1`)
		checks = append(checks, requestCheck{parameter, body, "", 400, detailed("Unsupported parameter: " + parameter)})
	}
	for _, tt := range checks {
		t.Run(tt.name, func(t *testing.T) {
			v := visit(t, codextest.Options{Doc: "Hi."})
			var headers []string
			if tt.header != "" {
				headers = []string{tt.header}
			}
			a := v.ask(tt.body, headers...)
			if a.status != tt.status || !strings.Contains(a.body, tt.want) {
				t.Errorf("status %d, want %d with %q; body:\n%.400s", a.status, tt.status, tt.want, a.body)
			}
			if a.status == 200 {
				a.events(t)
			} else {
				a.json(t)
			}
		})
	}
}

func TestWorkspacePlansMustNameTheWorkspace(t *testing.T) {
	v := visit(t, codextest.Options{})
	v.tokens = v.server.SignIn(codextest.Account{Plan: "team"}, 0)
	if a := v.ask(classic("gpt-5.5"), "ChatGPT-Account-Id:"); a.status != 400 {
		t.Errorf("without the header: status %d: %s", a.status, a.body)
	}
	if a := v.ask(classic("gpt-5.5")); a.status != 200 {
		t.Errorf("with the header: status %d: %s", a.status, a.body)
	}
}

func TestRegionPinnedAccountsMustSayWhere(t *testing.T) {
	v := visit(t, codextest.Options{})
	v.tokens = v.server.SignIn(codextest.Account{Plan: "enterprise", Residency: "eu"}, 0)
	if a := v.ask(classic("gpt-5.5")); a.status != 401 || !strings.Contains(a.body, "Workspace is not authorized in this region.") {
		t.Errorf("without the header: status %d: %s", a.status, a.body)
	}
	if a := v.ask(classic("gpt-5.5"), "x-openai-internal-codex-residency: eu"); a.status != 200 {
		t.Errorf("with the header: status %d: %s", a.status, a.body)
	}
}

func TestFreePlanLacksSomeModels(t *testing.T) {
	v := visit(t, codextest.Options{})
	v.tokens = v.server.SignIn(codextest.Account{Plan: "free"}, 0)
	if a := v.ask(classic("gpt-6-astra")); a.status != 400 {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}

func TestReasoningBelongsToModelAndAccount(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hi."})
	var sealed string
	for _, e := range v.ask(classic("gpt-6-sol", `"include":["reasoning.encrypted_content"]`)).events(t) {
		if item, ok := e["item"].(map[string]any); ok && item["encrypted_content"] != nil {
			sealed = item["encrypted_content"].(string)
		}
	}
	if len(sealed) < 1000 {
		t.Fatalf("encrypted_content of %d bytes", len(sealed))
	}
	replay := func(model string) string {
		return strings.Replace(input(`{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"`+sealed+`"}`), "gpt-5.5", model, 1)
	}
	if a := v.ask(replay("gpt-6-sol")); a.status != 200 {
		t.Errorf("same model: status %d: %s", a.status, a.body)
	}
	if a := v.ask(replay("gpt-6-luna")); a.status != 400 {
		t.Errorf("other model: status %d", a.status)
	}
	v.tokens = v.server.SignIn(codextest.Account{ID: "11111111-2222-4333-8444-555555555555"}, 0)
	if a := v.ask(replay("gpt-6-sol")); a.status != 400 {
		t.Errorf("other account: status %d", a.status)
	}
}

func TestCompressedBodies(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hi."})
	var zipped, zstded bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	zw.Write([]byte(classic("gpt-5.5")))
	zw.Close()
	sw, err := zstd.NewWriter(&zstded)
	if err != nil {
		t.Fatal(err)
	}
	sw.Write([]byte(classic("gpt-5.5")))
	sw.Close()
	for encoding, body := range map[string]string{"gzip": zipped.String(), "zstd": zstded.String()} {
		if a := v.ask(body, "Content-Encoding: "+encoding); a.status != 200 {
			t.Errorf("%s: status %d: %s", encoding, a.status, a.body)
		}
		if a := v.ask("not compressed", "Content-Encoding: "+encoding); a.status != 400 {
			t.Errorf("broken %s: status %d", encoding, a.status)
		}
	}
	if r := v.server.Requests()[0]; r.Body != classic("gpt-5.5") {
		t.Errorf("recorded body is not decompressed: %q", r.Body)
	}
}

func TestWebSocketIsAnsweredWith426(t *testing.T) {
	v := visit(t, codextest.Options{})
	if a := v.backend("GET", "/responses", "", "Upgrade: websocket", "Connection: Upgrade"); a.status != 426 {
		t.Errorf("status %d", a.status)
	}
	if a := v.backend("GET", "/responses", ""); a.status != 405 {
		t.Errorf("plain GET: status %d", a.status)
	}
	if a := v.backend("POST", "/nowhere", ""); a.status != 404 {
		t.Errorf("unknown path: status %d", a.status)
	}
}
