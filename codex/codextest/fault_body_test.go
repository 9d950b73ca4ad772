package codextest_test

import (
	"strings"
	"testing"

	"banter/codex/codextest"
)

// The answers of the faults of HTTP, in the form in which clients must
// recognize them.
func TestFaultsAnswerWithRealBodies(t *testing.T) {
	for _, tt := range []struct {
		fault  string
		status int
		kind   string // start of Content-Type
		body   string // part of the body
	}{
		{"401-expired", 401, "application/json", `"code":"token_expired"`},
		{"401-invalidated", 401, "application/json", `"code":"token_invalidated"`},
		{"401-detail", 401, "application/json", `{"detail":"Unauthorized"}`},
		{"403", 403, "application/json", `"code":"workspace_access_denied"`},
		{"403-country", 403, "application/json", `"type":"request_forbidden"`},
		{"cloudflare-403", 403, "text/html", "Just a moment..."},
		{"cloudflare-503", 503, "text/html", "_cf_chl_opt"},
		{"cloudflare-block", 403, "text/html", "you have been blocked"},
		{"404-model", 404, "application/json", `{"detail":"Model not found gpt-5.5"}`},
		{"404-usage", 404, "application/json", `"type":"usage_limit_reached"`},
		{"400-context", 400, "application/json", `"code":"context_length_exceeded"`},
		{"413", 413, "application/json", `"error"`},
		{"429", 429, "application/json", "Please try again in 1.5s."},
		{"429-not-included", 429, "application/json", `"type":"usage_not_included"`},
		{"usage-limit", 429, "application/json", `"plan_type":"plus","resets_at":`},
		{"usage-limit:team", 429, "application/json", `"plan_type":"team"`},
		{"usage-limit-no-reset", 429, "application/json", `"plan_type":"plus","type":"usage_limit_reached"`},
		{"500", 500, "application/json", `"code":"server_error"`},
		{"500-empty", 500, "", ""},
		{"502", 502, "text/html", "Bad Gateway"},
		{"503", 503, "text/plain", "upstream connect error"},
		{"overloaded", 503, "application/json", `"code":"server_is_overloaded"`},
		{"slow-down", 503, "application/json", `"code":"slow_down"`},
		{"504", 504, "", ""},
		{"lite-only", 404, "application/json", "Model not found"},
	} {
		v := visit(t, codextest.Options{})
		if err := v.server.Fault(tt.fault, 1); err != nil {
			t.Fatal(err)
		}
		a := v.ask(classic("gpt-5.5"))
		if a.status != tt.status || !strings.HasPrefix(a.header.Get("Content-Type"), tt.kind) || !strings.Contains(a.body, tt.body) {
			t.Errorf("%s: status %d, %q: %.300s", tt.fault, a.status, a.header.Get("Content-Type"), a.body)
		}
		page := tt.fault == "cloudflare-403" || tt.fault == "cloudflare-503"
		if (a.header.Get("cf-mitigated") == "challenge") != page {
			t.Errorf("%s: cf-mitigated %q", tt.fault, a.header.Get("cf-mitigated"))
		}
		if a.header.Get("x-request-id") == "" || a.header.Get("cf-ray") == "" {
			t.Errorf("%s: no request id", tt.fault)
		}
	}
}

// The ends of streams that go wrong.
func TestFaultsOfStreams(t *testing.T) {
	for _, tt := range []struct {
		fault string
		end   string // part of the last frame
		text  bool   // some text came before it
		err   bool   // the connection breaks
	}{
		{"failed:context_length_exceeded", `"error":{"code":"context_length_exceeded"`, false, false},
		{"failed:anything", `"error":{"code":"anything"`, false, false},
		{"failed-late:server_error", `"type":"response.failed"`, true, false},
		{"error-flat:slow_down", `{"type":"error","sequence_number":2,"code":"slow_down","message":`, false, false},
		{"error-nested:slow_down", `"error":{"code":"slow_down"`, false, false},
		{"limit-in-stream", `"plan_type":"plus"`, false, false},
		{"incomplete:content_filter", `"incomplete_details":{"reason":"content_filter"}`, true, false},
		{"no-terminal", `"type":"response.output_item.done"`, true, false},
		{"ends-midway", `"type":"response.output_text.delta"`, true, false},
		{"done-marker", "data: [DONE]", true, false},
		{"cut", `"type":"response.output_text.delta"`, true, true},
		{"no-content-type", `"type":"response.completed"`, true, false},
		{"garbage-frame", `"type":"response.completed"`, true, false},
		{"crlf", `"type":"response.completed"`, true, false},
	} {
		v := visit(t, codextest.Options{Doc: long})
		if err := v.server.Fault(tt.fault, 1); err != nil {
			t.Fatal(err)
		}
		a := v.ask(classic("gpt-5.5"))
		frames := strings.Split(strings.TrimSpace(strings.ReplaceAll(a.body, "\r\n", "\n")), "\n\n")
		last := frames[len(frames)-1]
		if a.status != 200 || !strings.Contains(last, tt.end) || strings.Contains(a.body, "output_text.delta") != tt.text || (a.err != nil) != tt.err {
			t.Errorf("%s: status %d, error %v, last frame %.300s", tt.fault, a.status, a.err, last)
		}
		if (a.header.Get("Content-Type") == "") != (tt.fault == "no-content-type") {
			t.Errorf("%s: Content-Type %q", tt.fault, a.header.Get("Content-Type"))
		}
		if (strings.Count(a.body, "\r\n") > 10) != (tt.fault == "crlf") {
			t.Errorf("%s: %d CR LF", tt.fault, strings.Count(a.body, "\r\n"))
		}
	}
}

func TestHugeFrame(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hi."})
	if err := v.server.Fault("huge-frame:3000000", 1); err != nil {
		t.Fatal(err)
	}
	if a := v.ask(classic("gpt-5.5")); len(a.body) < 3_000_000 || !strings.Contains(a.body, "response.completed") {
		t.Errorf("%d bytes", len(a.body))
	}
}
