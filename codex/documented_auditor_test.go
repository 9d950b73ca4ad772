package codex_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// An auditor takes the place of the API of the documented route. It knows the
// documented rules (developers.openai.com/siwc/token-sharing-open-source, above all
// preview-limitations and models-and-inference) and nothing of the emulator. It
// answers every request and counts the rules that requests break.
type auditor struct {
	tokens map[string]string // the account of each good access token

	mu      sync.Mutex
	broken  map[string]int
	asked   int
	ids     map[string]string // account for which an item id or a cipher text was made
	sent    map[string]string // JSON of the items that were sent to clients, by id
	thought map[string]int    // items with a cipher text that came back, by account
	answer  func(n int) []map[string]any
}

func newAuditor(tokens map[string]string) *auditor {
	return &auditor{tokens: tokens, broken: map[string]int{}, ids: map[string]string{}, sent: map[string]string{}, thought: map[string]int{}}
}

func (s *auditor) breaks(rule string) { s.broken[rule]++ }

// rules returns the names of the broken rules.
func (s *auditor) rules() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(slices.Sorted(maps.Keys(s.broken)), ", ")
}

// RoundTrip implements http.RoundTripper.
func (s *auditor) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body := []byte{}
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	account := s.checkRequest(r)
	switch r.Method + " " + r.URL.Path {
	case "GET /v1/models":
		if len(body) > 0 {
			s.breaks("a list of models is asked for without a body")
		}
		return reply(r, `{"models":[{"slug":"second","display_name":"Second","visibility":"hide"},
			{"slug":"zeta","display_name":"Zeta","visibility":"list","priority":9},{"slug":"alpha","display_name":"Alpha","visibility":"list","priority":1}]}`), nil
	case "POST /v1/responses":
		var fields map[string]json.RawMessage
		if json.Unmarshal(body, &fields) != nil {
			s.breaks("the body is a JSON object")
		}
		s.checkBody(fields, account)
		return reply(r, s.stream(account)), nil
	}
	s.breaks("only GET /v1/models and POST /v1/responses exist")
	return reply(r, `{}`), nil
}

func reply(r *http.Request, body string) *http.Response {
	return &http.Response{StatusCode: 200, Status: "200 OK", Header: http.Header{"X-Request-Id": {"req_1"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
}

// checkRequest checks the address and the headers, and returns the account.
func (s *auditor) checkRequest(r *http.Request) string {
	if r.URL.Scheme != "https" || r.URL.Host != "api.openai.com" || r.URL.RawQuery != "" || r.URL.User != nil {
		s.breaks("requests go to https://api.openai.com/v1 without a query")
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	account := s.tokens[token]
	if !ok || account == "" {
		s.breaks("Authorization has the access token")
	}
	if strings.Contains(r.URL.String(), token) {
		s.breaks("no token is in a URL")
	}
	for name, values := range r.Header {
		switch name {
		case "Authorization", "User-Agent", "Accept-Encoding":
		case "Content-Type":
			if r.Method == "GET" || values[0] != "application/json" {
				s.breaks("Content-Type is application/json")
			}
		default:
			s.breaks("no other header is sent: " + name)
		}
	}
	if agent := r.Header.Get("User-Agent"); strings.Contains(strings.ToLower(agent), "codex") {
		s.breaks("no program takes another's name")
	}
	return account
}

func (s *auditor) checkBody(fields map[string]json.RawMessage, account string) {
	for _, name := range []string{"background", "conversation", "max_output_tokens", "max_tool_calls", "metadata", "moderation", "multi_agent", "prompt",
		"prompt_cache_retention", "prompt_cache_options", "prompt_cache_breakpoint", "safety_identifier", "temperature", "top_logprobs", "top_p",
		"truncation", "user", "previous_response_id"} {
		if fields[name] != nil {
			s.breaks("refused fields are omitted: " + name)
		}
	}
	if string(fields["store"]) != "false" || string(fields["stream"]) != "true" {
		s.breaks("store is false and stream is true")
	}
	var model string
	if json.Unmarshal(fields["model"], &model) != nil || model == "" {
		s.breaks("a model is named")
	}
	if tier := string(fields["service_tier"]); strings.Contains(tier, "flex") {
		s.breaks("flex is no tier")
	}
	var input []json.RawMessage
	if json.Unmarshal(fields["input"], &input) != nil || len(input) == 0 {
		s.breaks("the input is a list")
	}
	for _, raw := range input {
		s.checkItem(raw, account)
	}
	var tools []json.RawMessage
	_ = json.Unmarshal(fields["tools"], &tools)
	for _, tool := range tools {
		s.checkTool(tool, true)
	}
	if bytes.Contains(fields["reasoning"], []byte(`"context"`)) || bytes.Contains(fields["tools"], []byte("search_content_types")) {
		s.breaks("nothing of the Codex CLI's backend is in the body")
	}
}

// An inputItem has the members of an input item that rules are about.
type inputItem struct {
	Type, Role, ID, Phase string
	Encrypted             string `json:"encrypted_content"`
	Content               json.RawMessage
	Tools                 []json.RawMessage
}

func (s *auditor) checkItem(raw json.RawMessage, account string) {
	var it inputItem
	_ = json.Unmarshal(raw, &it)
	switch it.Type {
	case "", "message":
		s.checkMessage(it)
	case "reasoning":
		if it.Encrypted == "" {
			s.breaks("reasoning has its encrypted part")
		}
		s.thought[account]++
	case "additional_tools":
		if it.Role != "developer" {
			s.breaks("tools among the input are the developer's")
		}
		for _, tool := range it.Tools {
			s.checkTool(tool, false)
		}
	case "web_search_call":
		if it.ID == "" {
			s.breaks("a web search has its id")
		}
	case "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "compaction", "compaction_summary":
	default:
		s.breaks("items are of the allowed types: " + it.Type)
	}
	for _, name := range []string{it.ID, it.Encrypted} {
		if name != "" && s.ids[name] != account && it.Type != "web_search_call" {
			s.breaks("what was made for another account is not replayed: " + it.Type)
		}
	}
	if first := s.sent[it.ID]; first != "" && first != string(raw) {
		s.breaks("items go back unchanged: " + it.Type)
	}
}

func (s *auditor) checkMessage(it inputItem) {
	if it.Role != "user" && it.Role != "assistant" && it.Role != "developer" {
		s.breaks("no message has the role " + it.Role)
	}
	var parts []struct {
		Type     string          `json:"type"`
		ImageURL string          `json:"image_url"`
		FileID   json.RawMessage `json:"file_id"`
		FileURL  json.RawMessage `json:"file_url"`
	}
	_ = json.Unmarshal(it.Content, &parts)
	for _, p := range parts {
		switch {
		case p.FileID != nil || p.FileURL != nil || p.Type == "input_image" && !strings.HasPrefix(p.ImageURL, "data:image/"):
			s.breaks("files are in the request")
		case !slices.Contains([]string{"input_text", "input_image", "input_file", "output_text", "refusal"}, p.Type):
			s.breaks("content is text, images and files: " + p.Type)
		}
	}
}

func (s *auditor) checkTool(raw json.RawMessage, top bool) {
	var tool struct {
		Type, Name, Description string
		Tools                   []struct{ Type, Name string }
	}
	_ = json.Unmarshal(raw, &tool)
	switch tool.Type {
	case "web_search":
		if !top {
			s.breaks("web search is at the top")
		}
	case "function", "custom":
		if top {
			s.breaks("functions are in a namespace or among the input")
		}
	case "namespace":
		if tool.Name == "" || tool.Description == "" {
			s.breaks("a namespace has a name and a description")
		}
		for _, inner := range tool.Tools {
			if inner.Type != "function" && inner.Type != "custom" {
				s.breaks("a namespace has functions and custom tools: " + inner.Type)
			}
		}
	default:
		s.breaks("refused tools are not sent: " + tool.Type)
	}
}

// stream returns an answer without a Content-Type whose last event has no output.
func (s *auditor) stream(account string) string {
	s.asked++
	var b strings.Builder
	event := func(kind string, members map[string]any) {
		members["type"] = kind
		data, _ := json.Marshal(members)
		fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", kind, data)
	}
	response := map[string]any{"id": fmt.Sprint("resp_", s.asked), "output": []any{}}
	event("response.created", map[string]any{"response": response})
	for n, item := range s.answer(s.asked) {
		id := fmt.Sprintf("%v_%s_%d_%d", item["type"], account, s.asked, n)
		item["id"], s.ids[id] = id, account
		if item["type"] == "reasoning" {
			item["encrypted_content"], s.ids["sealed "+id] = "sealed "+id, account
		}
		raw, _ := json.Marshal(item)
		s.sent[id] = string(raw)
		event("response.output_item.done", map[string]any{"output_index": n, "item": json.RawMessage(raw)})
	}
	event("response.completed", map[string]any{"response": response})
	return b.String()
}
