package gateway

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"banter/codex"
	"banter/codex/codextest"
)

// Each failure before the answer begins gets the status and the words of the
// API, on both endpoints, streamed or not, and the gateway adds no attempts to
// those of the client.
func TestFaults(t *testing.T) {
	for fault, want := range map[string]struct {
		status     int
		kind, code string
		sent       int
	}{
		"usage-limit":                {429, "insufficient_quota", "usage_limit_reached", 1},
		"usage-limit-no-reset":       {429, "insufficient_quota", "usage_limit_reached", 1},
		"limit-in-stream":            {429, "insufficient_quota", "usage_limit_reached", 1},
		"429":                        {429, "requests", "rate_limit_exceeded", 4},
		"429-not-included":           {429, "insufficient_quota", "usage_limit_reached", 1},
		"overloaded":                 {503, "server_error", "server_is_overloaded", 1},
		"500":                        {500, "server_error", "server_error", 4},
		"502":                        {502, "server_error", "server_error", 4},
		"401-expired":                {401, "authentication_error", "sign_in_required", 1},
		"403":                        {403, "permission_error", "forbidden", 1},
		"403-country":                {403, "permission_error", "forbidden", 1},
		"cloudflare-403":             {503, "server_error", "network_challenged", 1},
		"400-context":                {400, "invalid_request_error", "context_length_exceeded", 1},
		"hangup":                     {502, "server_error", "connection_failed", 4},
		"failed:invalid_prompt":      {400, "invalid_request_error", "invalid_prompt", 1},
		"failed:server_error":        {500, "server_error", "server_error", 4},
		"failed:rate_limit_exceeded": {429, "requests", "rate_limit_exceeded", 4},
	} {
		synctest.Test(t, func(t *testing.T) {
			for _, body := range []string{question + `}`, question + `,"stream":true}`, chatQuestion + `}`, chatQuestion + `,"stream":true}`} {
				r := newRig(t, codextest.Options{Doc: "fine"})
				if err := r.server.Fault(fault, -1); err != nil {
					t.Fatal(err)
				}
				w := r.post(pathOf(body), body)
				got := dig(decoded(t, w.Body.Bytes()), "error")
				message, _ := dig(got, "message").(string)
				if w.Code != want.status || dig(got, "type") != want.kind || dig(got, "code") != want.code || !strings.Contains(message, ".") {
					t.Errorf("%s: %d %s, want %v", fault, w.Code, w.Body, want)
				}
				if w.Header().Get("X-Should-Retry") != "false" || w.Header().Get("Content-Type") != "application/json" {
					t.Errorf("%s: headers %v", fault, w.Header())
				}
				if n := r.questions(); n != want.sent {
					t.Errorf("%s: sent %d times", fault, n)
				}
				if !strings.HasSuffix(strings.TrimSpace(r.log.String()), " "+want.code) || strings.Contains(w.Body.String(), canary) {
					t.Errorf("%s: journal %s", fault, r.log.String())
				}
			}
		})
	}
}

func pathOf(body string) string {
	if strings.Contains(body, `"messages"`) {
		return pathChat
	}
	return pathResponses
}

func TestUsageLimitSaysWhen(t *testing.T) {
	r := newRig(t, codextest.Options{})
	if err := r.server.Fault("usage-limit", 1); err != nil {
		t.Fatal(err)
	}
	w := r.post(pathChat, chatQuestion+`}`)
	if message, _ := dig(decoded(t, w.Body.Bytes()), "error", "message").(string); !strings.Contains(message, "limit is reached; it resets ") ||
		w.Header().Get("Retry-After") != "" || w.Header().Get("X-Should-Retry") != "false" || w.Header().Get("X-Request-Id") == "" {
		t.Errorf("%s %v", w.Body, w.Header())
	}
}

func TestUnknownModelAndEndpoint(t *testing.T) {
	r := newRig(t, codextest.Options{})
	for _, tt := range []struct {
		method, path, body, code, param string
		status                          int
	}{
		{"POST", pathResponses, `{"model":"gpt-99","input":"hi"}`, "model_not_found", "model", 404},
		{"POST", pathChat, `{"model":"gpt-99","messages":[{"role":"user","content":"hi"}]}`, "model_not_found", "model", 404},
		{"GET", pathModels + "/gpt-99", "", "model_not_found", "model", 404},
		{"POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":"hi"}`, "model_not_found", "model", 404},
		{"POST", "/v1/images/generations", `{}`, "model_not_found", "model", 404},
		{"POST", "/v1/audio/speech", `{}`, "unknown_url", "", 404},
		{"GET", "/", "", "unknown_url", "", 404},
		{"GET", pathResponses, "", "method_not_allowed", "", 405},
		{"POST", pathResponses + "/resp_1", "{}", "method_not_allowed", "", 405},
		{"POST", pathResponses + "/resp_1/input_items", "{}", "method_not_allowed", "", 405},
		{"POST", "/chat/completions", "{}", "unknown_url", "", 404},
		{"GET", pathChat, "", "method_not_allowed", "", 405},
		{"POST", pathModels, "", "method_not_allowed", "", 405},
	} {
		w := r.do(request(tt.method, tt.path, tt.body))
		got := dig(decoded(t, w.Body.Bytes()), "error")
		if param, _ := dig(got, "param").(string); w.Code != tt.status || dig(got, "code") != tt.code || param != tt.param {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, w.Code, w.Body)
		}
		if allow := w.Header().Get("Allow"); (allow != "") != (tt.status == 405) {
			t.Errorf("%s %s: Allow %q", tt.method, tt.path, allow)
		}
	}
}

func TestModels(t *testing.T) {
	r := newRig(t, codextest.Options{})
	list := decoded(t, r.do(request(http.MethodGet, pathModels, "")).Body.Bytes())
	first := dig(list, "data", 0)
	if list["object"] != "list" || dig(first, "id") != lite || dig(first, "object") != "model" || dig(first, "created") != 0.0 || dig(first, "owned_by") == "" {
		t.Errorf("%v", list)
	}
	one := decoded(t, r.do(request(http.MethodGet, pathModels+"/"+classic, "")).Body.Bytes())
	if one["id"] != classic {
		t.Errorf("%v", one)
	}
	broken := newRig(t, codextest.Options{})
	if err := broken.server.Fault("empty-models", -1); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pathModels, pathModels + "/" + classic} {
		if w := broken.do(request(http.MethodGet, path, "")); w.Code != 502 || dig(decoded(t, w.Body.Bytes()), "error", "code") != "answer_not_understood" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}

// Bodies that are not valid.
func TestBodies(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "fine"})
	for name, tt := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"text":      {func(q *http.Request) { q.Header.Set("Content-Type", "text/plain") }, 415},
		"no type":   {func(q *http.Request) { q.Header.Del("Content-Type") }, 415},
		"charset":   {func(q *http.Request) { q.Header.Set("Content-Type", "application/json; charset=utf-8") }, 200},
		"too large": {func(q *http.Request) { q.Body = http.MaxBytesReader(nil, &blanks{maxBody + 1}, maxBody+2) }, 413},
		"torn":      {func(q *http.Request) { q.Body = &blanks{-1} }, 400},
	} {
		req := request(http.MethodPost, pathResponses, question+`}`)
		tt.change(req)
		if w := r.do(req); w.Code != tt.status {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

// blanks is a body of the given number of blanks, or one that breaks off.
type blanks struct{ left int }

func (b *blanks) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, http.ErrBodyReadAfterClose
	}
	n := min(b.left, len(p))
	for i := range n {
		p[i] = ' '
	}
	b.left -= n
	return n, nil
}

func (b *blanks) Close() error { return nil }

// A failure that the client repairs before the answer begins leaves no trace.
func TestRetriesAreHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for fault, models := range map[string][]string{
			"500": {classic, lite}, "failed:server_error": {classic, lite}, "hangup": {classic, lite}, "classic-only": {lite},
		} {
			for _, model := range models {
				r := newRig(t, codextest.Options{Doc: "fine"})
				if err := r.server.Fault(fault, 1); err != nil {
					t.Fatal(err)
				}
				events := eventsOf(t, r.post(pathResponses, `{"model":"`+model+`","input":"hi","stream":true}`))
				created := 0
				for _, e := range events {
					if e.name == "response.created" {
						created++
					}
				}
				if last := events[len(events)-1]; created != 1 || last.name != "response.completed" || last.data["sequence_number"] != float64(len(events)-1) {
					t.Errorf("%s, %s: created %d times, ends in %v", fault, model, created, last)
				}
			}
		}
	})
}

// A failure after the answer has begun is an event that the SDKs raise.
func TestFaultsMidway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for fault, code := range map[string]string{"failed-late:server_error": "server_error", "cut": "connection_interrupted", "ends-midway": "connection_interrupted"} {
			r := newRig(t, codextest.Options{Doc: strings.Repeat("word ", 100)})
			if err := r.server.Fault(fault, -1); err != nil {
				t.Fatal(err)
			}
			events := eventsOf(t, r.post(pathResponses, question+`,"stream":true}`))
			// The SDKs raise the first of the last two events; other clients
			// read the second.
			raised, last := events[len(events)-2], events[len(events)-1]
			if raised.name != "error" || raised.data["code"] != code || dig(raised.data, "error", "code") != code || raised.data["message"] == "" {
				t.Errorf("%s: %v", fault, raised)
			}
			why := mapOf(dig(last.data, "response", "error"))
			if last.name != "response.failed" || dig(last.data, "response", "status") != "failed" || why["code"] != "server_error" || why["message"] == "" ||
				last.data["sequence_number"] != float64(len(events)-1) {
				t.Errorf("%s: %v", fault, last)
			}
			if text := dig(last.data, "response", "output", 1, "content", 0, "text"); text == nil || text == "" {
				t.Errorf("%s: what was said is lost: %v", fault, last)
			}
			events = eventsOf(t, r.post(pathChat, chatQuestion+`,"stream":true}`))
			if last := events[len(events)-1]; dig(last.data, "error", "code") != code {
				t.Errorf("%s: %v", fault, last)
			}
			if lines := r.log.String(); strings.Count(lines, " 200 ") != 2 || strings.Count(lines, code) != 2 {
				t.Errorf("%s: journal %s", fault, lines)
			}
			// A whole answer is requested again until the attempts are used up.
			if w := r.post(pathResponses, question+`}`); w.Code/100 != 5 || dig(decoded(t, w.Body.Bytes()), "error", "code") != code {
				t.Errorf("%s: %d %s", fault, w.Code, w.Body)
			}
		}
	})
}

// The program gets the server's words about its request, with the status that
// the API has for such a fault.
func TestFaultsOfRequests(t *testing.T) {
	const words = "Invalid schema for response_format 'person'."
	for name, tt := range map[string]struct {
		err           *codex.Error
		status        int
		code, message string
	}{
		"in a stream":    {&codex.Error{Code: codex.CodeRefused, Status: 200, ServerCode: "invalid_json_schema", Message: words}, 400, "invalid_json_schema", words},
		"by its status":  {&codex.Error{Code: codex.CodeRefused, Status: 422, ServerCode: "invalid_json_schema", Message: words}, 422, "invalid_json_schema", words},
		"before":         {&codex.Error{Code: codex.CodeRefused, Sentence: "There is nothing to send."}, 400, "invalid_request", "There is nothing to send."},
		"of a model":     {&codex.Error{Code: codex.CodeModel, Status: 400, Sentence: "No.", Message: words}, 404, "model_not_found", words},
		"of the limit":   {&codex.Error{Code: codex.CodeUsageLimit, Status: 429, Sentence: "Your limit is reached.", ServerCode: "usage_limit_reached", Message: words}, 429, "usage_limit_reached", "Your limit is reached."},
		"of the server":  {&codex.Error{Code: codex.CodeServer, Status: 200, Sentence: "It has a fault.", ServerCode: "x", Message: words}, 500, "server_error", "It has a fault."},
		"of the context": {&codex.Error{Code: codex.CodeContextFull, Status: 200, Sentence: "Too long.", Message: words}, 400, "context_length_exceeded", words},
	} {
		f := faultOf(tt.err)
		if f.status != tt.status || f.code != tt.code || f.message != tt.message {
			t.Errorf("%s: %d %s %s", name, f.status, f.code, f.message)
		}
		// After the stream has begun, code and message are always the server's.
		var head response
		head.fail(newAccumulator(), f)
		why := mapOf(head.Error)
		if tt.err.Message != "" && why["message"] != words || tt.err.ServerCode != "" && why["code"] != tt.err.ServerCode {
			t.Errorf("%s: %v", name, why)
		}
	}
}
