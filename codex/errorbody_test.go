package codex

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestFaultFromBody(t *testing.T) {
	hidden := base64.StdEncoding.EncodeToString([]byte(`{"error":{"code":"identity_edge","message":"m"}}`))
	tests := []struct {
		body   string
		header http.Header
		want   serverFault
	}{
		{`{"error":{"message":"m","type":"invalid_request_error","code":"Context_Length_Exceeded","param":null}}`, nil, serverFault{code: "context_length_exceeded", kind: "invalid_request_error", message: "m"}},
		{`{"error":{"type":"usage_limit_reached","message":"m","plan_type":"plus","resets_at":1795440000}}`, nil,
			serverFault{code: "usage_limit_reached", kind: "usage_limit_reached", message: "m", plan: "plus", resets: time.Unix(1795440000, 0)}},
		{`{"error":{"type":"usage_limit_reached","resets_at":1,"resets_in_seconds":60}}`, nil, serverFault{code: "usage_limit_reached", kind: "usage_limit_reached", resets: noon.Add(time.Minute)}},
		{`{"error":{"code":429,"message":{"a":1}}}`, nil, serverFault{status: 429}},
		{`{"error":"plain text"}`, nil, serverFault{message: "plain text"}},
		{`{"detail":"Unauthorized"}`, nil, serverFault{message: "Unauthorized", detail: true}},
		{`{"detail":{"error_code":"Invalid_Token"}}`, nil, serverFault{code: "invalid_token", detail: true}},
		{`{"detail":{"code":"x","message":"m"}}`, nil, serverFault{code: "x", message: "m", detail: true}},
		{`{"detail":[{"type":"missing","loc":["query"],"msg":"Field required"}]}`, nil, serverFault{code: "missing", kind: "missing", message: "Field required", detail: true}},
		{`{"detail":[]}`, nil, serverFault{detail: true}},
		{`{"detail":null}`, nil, serverFault{}},
		{`{"code":"c","message":"m"}`, nil, serverFault{code: "c", message: "m"}},
		{`{"error":"rate_limit_exceeded","message":"m"}`, nil, serverFault{code: "rate_limit_exceeded", message: "m"}},
		{`{"error":{"message":"m","param":"reasoning.effort","code":"unsupported_value"},"status":400}`, nil,
			serverFault{status: 400, code: "unsupported_value", param: "reasoning.effort", message: "m"}},
		{`{"type":"error","status_code":"429","error":{"message":"m"},"headers":{}}`, nil, serverFault{status: 429, message: "m"}},
		{`{"error":{"message":"{\"error\":{\"code\":\"slow_down\",\"message\":\"inner\"}}"}}`, nil, serverFault{code: "slow_down", message: "inner"}},
		{`{"error":{"message":"<html>page</html>","code":"c"}}`, nil, serverFault{code: "c"}},
		{`{"errors":[{"message":"m"}]}`, nil, serverFault{message: "m"}},
		{`{"error":{"code":"c","resets_at":"2026-11-23T13:00:00Z"}}`, nil, serverFault{code: "c", resets: noon.Add(time.Hour)}},
		{`{"error":{"code":"c","resets_at":1795440000000}}`, nil, serverFault{code: "c", resets: time.Unix(1795440000, 0)}},
		{`{"error":{"code":"c","resets_in_seconds":-5,"resets_at":-1}}`, nil, serverFault{code: "c"}},
		{`{"error":{"code":"c","resets_in_seconds":"NaN"}}`, nil, serverFault{code: "c"}},
		{`no healthy upstream`, headers("content-type", "text/plain"), serverFault{message: "no healthy upstream"}},
		{`<html>page</html>`, headers("content-type", "text/plain"), serverFault{}},
		{`no healthy upstream`, nil, serverFault{}},
		{`<html>secret page</html>`, nil, serverFault{}},
		{``, nil, serverFault{}},
		{`null`, nil, serverFault{}},
		{``, headers("x-error-json", hidden), serverFault{code: "identity_edge", message: "m"}},
		{``, headers("x-error-json", "%%%", "x-openai-authorization-error", "Token_Expired"), serverFault{code: "token_expired"}},
		{"{\"error\":{\"message\":\"red\\u001b[31m \\u0007\\nline\"}}", nil, serverFault{message: "red line"}},
	}
	for _, tt := range tests {
		if tt.header == nil {
			tt.header = http.Header{}
		}
		if got := (faultReader{now: noon}).body([]byte(tt.body), tt.header); got != tt.want {
			t.Errorf("%s:\n %+v\n want %+v", tt.body, got, tt.want)
		}
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{`{"error":{"message":"m","code":7}}`, `{"detail":[{"msg":"x"}]}`, `{"detail":[[[["x"]]]]}`, `{"error":"` + strings.Repeat("€", 900) + `"}`, "<html>", `{"error":{"message":"\u001b]0;x\u0007"}}`,
		`{"detail":{"error_code":"invalid_token"}}`, `{"detail":"Unsupported service_tier: flex"}`, `{"error":{"code":"subscription_sharing_unsupported_capability","param":"tools[0].\u0007"}}`,
		`{"error":{"code":"subscription_sharing_v2_subscription_sharing_"}}`, `{"error":{"code":"chatpass_v2_scope_not_authorized","param":"input"}}`} {
		f.Add(403, []byte(seed), "text/html")
	}
	f.Fuzz(func(t *testing.T, status int, body []byte, contentType string) {
		c := newRig(step{}).Client
		if status%2 == 1 {
			c.route = RouteDocumented
		}
		if status < 300 || status > 999 {
			status = 400
		}
		e := c.refused(&http.Response{StatusCode: status, Header: http.Header{"Content-Type": {contentType}},
			Body: http.NoBody, Request: &http.Request{}})
		if e.Sentence == "" {
			t.Error("no sentence")
		}
		fault := faultReader{now: noon}.body(body, http.Header{})
		e = c.route.errorFor(status, fault)
		for _, words := range []string{e.Sentence, e.Hint, e.Message, e.ServerCode, e.Error()} {
			if !utf8.ValidString(words) || strings.ContainsAny(words, "\x1b\n\r\x07") || len(words) > 2*maxMessage+200 {
				t.Errorf("unsafe words %q", words)
			}
		}
	})
}

func TestMeaningOfStatuses(t *testing.T) {
	for status, want := range map[int]Code{
		400: CodeRefused, 401: CodeSignIn, 402: CodeUsageLimit, 403: CodeForbidden, 404: CodeProtocol, 408: CodeServer, 409: CodeRefused,
		413: CodeContextFull, 422: CodeRefused, 429: CodeRateLimit, 500: CodeServer, 502: CodeServer, 520: CodeServer, 599: CodeServer, 302: CodeUnsafeHost,
	} {
		e := RouteCodex.errorFor(status, serverFault{})
		if e.Code != want || e.Sentence == "" {
			t.Errorf("%d: %s %q, want %s", status, e.Code, e.Sentence, want)
		}
		if passing := status == 408 || status == 429 || status >= 500; e.again != passing {
			t.Errorf("%d: tried again: %v", status, e.again)
		}
	}
	for message, want := range map[string]Code{
		"The 'X' model is not supported when using Codex with a ChatGPT account.":            CodeModel,
		"The 'X' model requires a newer version of Codex. Please upgrade to the latest app.": CodeModel,
		"The requested model snapshot is not available for your project's geography":         CodeModel,
		"Workspace is not authorized in this region.":                                        CodeForbidden,
		"Your input exceeds the context window of this model.":                               CodeContextFull,
		"Unsupported parameter: temperature":                                                 CodeRefused,
	} {
		if e := RouteCodex.errorFor(400, serverFault{message: message}); e.Code != want {
			t.Errorf("%s: %s, want %s", message, e.Code, want)
		}
	}
	if e := RouteCodex.errorFor(400, serverFault{code: "image_too_small"}); e.Sentence != badImage.sentence {
		t.Error(e)
	}
}

func TestTryAgainIn(t *testing.T) {
	for message, want := range map[string]time.Duration{
		"": 0, "Please try again in 1.5s.": 1500 * time.Millisecond, "Please try again in 28ms.": 28 * time.Millisecond,
		"try again in 35 seconds": 35 * time.Second, "Try again in 1 second": time.Second, "try again in 2 minutes.": 2 * time.Minute, "try again in 3m": 3 * time.Minute,
		"try again in a while": 0, "try again in 99999999999999999999999s": 100 * 365 * day, "try again in 7 months": 0,
		"Please try again in 6m0s.": 6 * time.Minute, "in 6m0s": 0, "try again in 1m26.4s, or later": 86400 * time.Millisecond, "TRY AGAIN IN 1H2M3S": 3723 * time.Second,
		"try again in 1 hour": time.Hour, "Retry after 2 hours and 5 minutes": 125 * time.Minute, "please wait 20 seconds before": 20 * time.Second,
		"Your limit resets in 3 days, 4 hours.": 76 * time.Hour, "retrying in an hour": time.Hour, "try again in a minute": time.Minute, "try again in 2 weeks": 14 * day,
		"try again in 20s. 3 minutes are left": 20 * time.Second, "try again in 20s, 3 tries left": 20 * time.Second, "try again in -5s": 0, "try again in 5": 0,
		"try again in NaNs": 0, "try again in 1e9s": 0, "try again in 0s": 0, "try again later": 0, "try again at 5 hours": 0, "Wait. Try again in 5 secs": 5 * time.Second,
		"try again in " + strings.Repeat("9", 400) + "h": 100 * 365 * day, strings.Repeat("try again in ", 1000): 0,
	} {
		if got := tryAgainIn(message); got != want {
			t.Errorf("%q: %v, want %v", message, got, want)
		}
	}
	for value, want := range map[string]time.Duration{"": 0, "7": 7 * time.Second, "-7": 0, "x": 0, "6m0s": 6 * time.Minute, "90 seconds": 90 * time.Second, "NaN": 0, "1e300": 100 * 365 * day, "0.5": time.Second / 2, noon.Add(time.Minute).Format(http.TimeFormat): time.Minute, noon.Add(-time.Minute).Format(http.TimeFormat): 0} {
		if got := retryAfter(headers("Retry-After", value), noon); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestWhenAgain(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-1: "", 0: "", 20 * time.Millisecond: "", time.Second: "in a second", 1500 * time.Millisecond: "in 2 seconds", 86400 * time.Millisecond: "in 87 seconds",
		2 * time.Minute: "in 2 minutes", 59*time.Minute + time.Second: "in 60 minutes", time.Hour: "at 13:00", 13 * time.Hour: "tomorrow at 01:00",
		400 * day: "", 1<<63 - 1: "",
	} {
		if got := whenAgain(d, noon); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// The caller decides about a pause that is too long for the client.
func TestLongPauseIsAdvice(t *testing.T) {
	r := newRig(step{status: 429, header: headers("Retry-After", "120")})
	_, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e == nil || e.Retry != RetryAfter || e.After != 2*time.Minute || r.fake.count() != 1 || len(r.pauses) != 0 {
		t.Errorf("%+v after %d requests", e, r.fake.count())
	}
}
