package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

const (
	canary = "CANARY-gateway-token" // in every token
	key    = "sk-banter-key-of-the-test"
	// The models of the tests: one whose requests are easy to read, and one
	// that needs the Responses Lite shape.
	classic = "gpt-5.5"
	lite    = "gpt-6.1-sol"
)

// A rig is the API behind its guard, with an emulator in memory.
type rig struct {
	*testing.T
	server *codextest.Server
	opts   Options
	h      http.Handler
	log    lines // output of the journal
}

// lines is a text that may be read while it is written.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newRig(t *testing.T, opts codextest.Options, answers ...codextest.Answer) *rig {
	t.Helper()
	r := &rig{T: t, server: codextest.New(opts)}
	t.Cleanup(r.server.Close)
	r.server.Script(answers...)
	now := func() time.Time { return time.Unix(1_800_000_000, 0).UTC() }
	client := codex.NewClient(codex.Options{Source: visit(r.server), BaseURL: r.server.BaseURL(), HTTPClient: r.server.Client(), Now: now})
	r.opts = Options{Client: client, Now: now}
	r.h = Guard{Key: key, Origins: []string{"http://page.example"}, Log: &r.log, Now: now}.Protect(New(r.opts))
	return r
}

// visitor returns the source of a person who is signed in.
type visitor struct{ tokens auth.Tokens }

func visit(s *codextest.Server) visitor {
	t := s.SignIn(codextest.Account{Canary: canary}, 0)
	return visitor{auth.Tokens{Access: auth.NewSecret(t.Access), Refresh: auth.NewSecret(t.Refresh), ID: auth.NewSecret(t.ID),
		AccountID: t.Account.ID, BaseURL: s.BaseURL(), Issuer: s.Issuer()}}
}

func (v visitor) Tokens(context.Context) (auth.Tokens, error) { return v.tokens, nil }

func (v visitor) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) {
	return auth.Tokens{}, auth.ErrSignInAgain
}

// request returns a request that the guard allows.
func request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, "http://127.0.0.1:8390"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	return r
}

func (r *rig) do(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.h.ServeHTTP(w, req)
	return w
}

func (r *rig) post(path, body string) *httptest.ResponseRecorder {
	return r.do(request(http.MethodPost, path, body))
}

// get returns the answer to a good request as JSON.
func (r *rig) ask(path, body string) map[string]any {
	r.Helper()
	w := r.post(path, body)
	if w.Code != http.StatusOK {
		r.Fatalf("%s %s: %d %s", path, body, w.Code, w.Body)
	}
	return decoded(r, w.Body.Bytes())
}

func decoded(t testing.TB, text []byte) (value map[string]any) {
	t.Helper()
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// sent returns the members of the last question that reached the backend.
func (r *rig) sent() fields {
	r.Helper()
	requests := r.server.Requests()
	for i := len(requests) - 1; i >= 0; i-- {
		if requests[i].Endpoint == "responses" {
			var f fields
			if err := json.Unmarshal([]byte(requests[i].Body), &f); err != nil {
				r.Fatal(err)
			}
			return f
		}
	}
	r.Fatal("nothing was sent")
	return nil
}

// questions returns the number of questions that reached the backend.
func (r *rig) questions() (n int) {
	for _, q := range r.server.Requests() {
		if q.Endpoint == "responses" {
			n++
		}
	}
	return n
}

// An event is an event of a stream.
type event struct {
	name string
	data map[string]any // nil for [DONE]
}

// eventsOf returns the events of a streamed answer.
func eventsOf(t testing.TB, w *httptest.ResponseRecorder) (all []event) {
	t.Helper()
	if kind := w.Header().Get("Content-Type"); w.Code != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("%d %s %s", w.Code, kind, w.Body)
	}
	for frame := range strings.SplitSeq(strings.TrimSuffix(w.Body.String(), "\n\n"), "\n\n") {
		var e event
		name, data, found := strings.Cut(frame, "\n")
		if found {
			e.name = strings.TrimPrefix(name, "event: ")
		} else {
			data = name
		}
		if data = strings.TrimPrefix(data, "data: "); data != "[DONE]" {
			e.data = decoded(t, []byte(data))
		}
		all = append(all, e)
	}
	return all
}

// dig returns a value inside JSON by names and indices.
func dig(value any, path ...any) any {
	for _, step := range path {
		switch at := value.(type) {
		case map[string]any:
			name, _ := step.(string)
			value = at[name]
		case []any:
			if i, ok := step.(int); ok && i < len(at) {
				value = at[i]
			} else {
				return nil
			}
		default:
			return nil
		}
	}
	return value
}

// compact returns JSON without blanks, for comparing.
func compact(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return b.String()
}

// frame returns a raw event of the backend.
func frame(kind, data string) codextest.Frame {
	return codextest.Frame{Type: kind, Data: json.RawMessage(data)}
}

// calling returns an answer that calls a function and a custom tool.
func calling() codextest.Answer {
	const call = `"id":"fc_1","type":"function_call","call_id":"call_1","name":"weather"`
	const custom = `"id":"ctc_1","type":"custom_tool_call","call_id":"call_2","name":"shell"`
	return codextest.Answer{Items: []codextest.Item{
		codextest.Message{Text: "Let me look.", Phase: "commentary"},
		frame("response.output_item.added", `{"output_index":1,"item":{`+call+`,"arguments":"","status":"in_progress"}}`),
		frame("response.function_call_arguments.delta", `{"output_index":1,"item_id":"fc_1","delta":"{\"city\":"}`),
		frame("response.function_call_arguments.delta", `{"output_index":1,"item_id":"fc_1","delta":"\"Oslo\"}"}`),
		frame("response.function_call_arguments.done", `{"output_index":1,"item_id":"fc_1","arguments":"{\"city\":\"Oslo\"}"}`),
		frame("response.output_item.done", `{"output_index":1,"item":{`+call+`,"arguments":"{\"city\":\"Oslo\"}","status":"completed"}}`),
		frame("response.output_item.added", `{"output_index":2,"item":{`+custom+`,"input":""}}`),
		frame("response.output_item.done", `{"output_index":2,"item":{`+custom+`,"input":"ls -l"}}`),
	}}
}
