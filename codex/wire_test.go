package codex

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// named returns an answer of frames, each with the name of its event.
func named(frames ...string) step {
	var b strings.Builder
	for _, f := range frames {
		name, data, _ := strings.Cut(f, " ")
		if name != "-" {
			fmt.Fprintf(&b, "event: %s\n", name)
		}
		fmt.Fprintf(&b, "data: %s\n\n", data)
	}
	return step{header: headers("Content-Type", "text/event-stream"), body: b.String()}
}

const (
	helloFrame = "response.output_text.delta " + frameHello
	begun      = "response.created " + frameCreated
)

// ended returns half an answer and the event that ends it.
func ended(name, response string) step {
	return named(begun, helloFrame, name+` {"type":"`+name+`","response":`+response+`}`)
}

func plainAnswer(kind, body string) step {
	return step{header: headers("Content-Type", kind), body: body}
}

// A wireTest is an answer of a real server, and the result that the client must
// make of it.
type wireTest struct {
	name     string
	answer   step // the same for each request
	code     Code // empty: no error
	reason   string
	requests int
	after    time.Duration
	says     string // part of the sentence or the hint
}

var wireTests = []wireTest{
	// Ends of answers: the worst of what the last event says counts.
	{"done", ended("response.done", `{"id":"r","status":"completed"}`), "", "", 1, 0, ""},
	{"done without a status", ended("response.done", `{"id":"r"}`), "", "", 1, 0, ""},
	{"done without a response", ended("response.done", `null`), "", "", 1, 0, ""},
	{"done, failed", ended("response.done", `{"id":"r","status":"failed","error":{"code":"server_error","message":"boom"}}`), CodeServer, "", 1, 0, "It says: boom."},
	{"done, failed without an error", ended("response.done", `{"status":"failed"}`), CodeServer, "", 1, 0, "has a problem"},
	{"done, error without a status", ended("response.done", `{"error":{"code":"server_error"}}`), CodeServer, "", 1, 0, "has a problem"},
	{"done, incomplete", ended("response.done", `{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}`), "", "max_output_tokens", 1, 0, ""},
	{"done, reason alone", ended("response.done", `{"incomplete_details":{"reason":"content_filter"}}`), "", "content_filter", 1, 0, ""},
	{"done, cancelled", ended("response.done", `{"status":"cancelled"}`), CodeInterrupted, "", 1, 0, "canceled the answer"},
	{"done, status in capitals", ended("response.done", `{"status":"FAILED"}`), CodeServer, "", 1, 0, ""},
	{"done, unknown status", ended("response.done", `{"status":"expired"}`), "", "expired", 1, 0, ""},
	{"completed, failed", ended("response.completed", `{"status":"failed","error":{"code":"rate_limit_exceeded"}}`), CodeRateLimit, "", 1, 0, "Too many requests"},
	{"completed, incomplete", ended("response.completed", `{"status":"incomplete"}`), "", "none", 1, 0, ""},
	{"completed, in progress", ended("response.completed", `{"status":"in_progress"}`), "", "in_progress", 1, 0, ""},
	{"completed, empty error", ended("response.completed", `{"status":"completed","error":{}}`), "", "", 1, 0, ""},
	{"incomplete, completed", ended("response.incomplete", `{"status":"completed"}`), "", "none", 1, 0, ""},
	{"cancelled", ended("response.cancelled", `{}`), CodeInterrupted, "", 1, 0, "canceled the answer"},
	{"failed, completed", ended("response.failed", `{"status":"completed"}`), CodeServer, "", 1, 0, ""},
	{"failed for a reason", ended("response.failed", `{"status":"failed","error":null,"incomplete_details":{"reason":"max_output_tokens"}}`), "", "max_output_tokens", 1, 0, ""},
	{"failed in words", named(begun, "response.failed boom"), CodeServer, "", 4, 0, "It says: boom."},
	{"untyped end", named(begun, helloFrame, `response.done {"response":{"status":"failed"}}`), CodeServer, "", 1, 0, ""},

	// Refusals that no repetition mends.
	{"schema", named(begun, `response.failed {"type":"response.failed","response":{"status":"failed","error":{"code":"invalid_json_schema","message":"Invalid schema."}}}`),
		CodeRefused, "", 1, 0, "It says: Invalid schema."},
	{"parameters of a function", named(`response.failed {"type":"response.failed","response":{"error":{"code":"invalid_function_parameters","message":"No."}}}`), CodeRefused, "", 1, 0, "No."},
	{"status beside the error", named(`error {"type":"error","error":{"type":"invalid_request_error","code":"previous_response_not_found","message":"Not found.","param":"previous_response_id"},"status":400}`),
		CodeRefused, "", 1, 0, "It says: Not found."},
	{"status code as a text", named(`error {"type":"error","error":{"message":"No."},"status_code":"422"}`), CodeRefused, "", 1, 0, "No."},
	{"status as the code", named(`error {"type":"error","error":{"code":400,"message":"No."}}`), CodeRefused, "", 1, 0, "No."},
	{"type alone", named(`error {"type":"error","error":{"type":"invalid_request_error","code":null,"message":"No."}}`), CodeRefused, "", 1, 0, "No."},
	{"status of a limit", named(`error {"type":"error","status":429,"error":{"message":"No."}}`), CodeRateLimit, "", 4, 0, "Too many"},
	{"status of a fault", named(`error {"type":"error","status":503,"error":{"type":"invalid_request_error","message":"No."}}`), CodeServer, "", 4, 0, ""},
	{"status of a conflict", named(`error {"type":"error","status":409,"error":{"message":"No."}}`), CodeRefused, "", 1, 0, "No."},
	{"headers in the event", named(`error {"type":"error","status_code":429,"error":{"message":"No."},"headers":{"retry-after":120}}`), CodeRateLimit, "", 1, 2 * time.Minute, "Try again in 2 minutes."},

	// Errors that are not typed events, and answers that are not streams.
	{"no type", named(`error {"error":{"message":"slow","type":"server_error","code":"rate_limit_exceeded","param":null}}`), CodeRateLimit, "", 4, 0, "It says: slow."},
	{"no type, limit", named(`error {"error":{"type":"usage_limit_reached","resets_in_seconds":3600}}`), CodeUsageLimit, "", 1, time.Hour, "it resets at 13:00"},
	{"flat without a type", named(`error {"message":"boom","code":"server_error"}`), CodeServer, "", 4, 0, "boom"},
	{"words", named(`error upstream connect error`), CodeServer, "", 4, 0, "It says: upstream connect error."},
	{"a JSON text", named(`error "boom"`), CodeServer, "", 4, 0, "It says: boom."},
	{"no name", named(`- {"error":{"code":"server_error","message":"boom"}}`), CodeServer, "", 4, 0, "boom"},
	{"no name, words", named(`- {"error":"model not found"}`), CodeModel, "", 1, 0, ""},
	{"an error object alone", named(`- {"type":"invalid_request_error","message":"No.","code":null}`), CodeRefused, "", 1, 0, "No."},
	{"a limit alone", named(`- {"type":"usage_limit_reached","message":"m","resets_in_seconds":60}`), CodeUsageLimit, "", 1, time.Minute, "12:01"},
	{"detail", named(`- {"detail":"Unsupported parameter: top_k"}`), CodeRefused, "", 1, 0, "top_k"},
	{"sign-in", named(`- {"detail":"Unauthorized"}`), CodeSignIn, "", 2, 0, ""},
	{"sign-in by its code", named(`response.failed {"type":"response.failed","response":{"error":{"code":"token_expired"}}}`), CodeSignIn, "", 2, 0, ""},
	{"JSON, limit", plainAnswer("application/json", `{"error":{"message":"m","type":"usage_limit_reached","plan_type":"plus","resets_in_seconds":3600}}`), CodeUsageLimit, "", 1, time.Hour, "it resets at 13:00"},
	{"JSON over lines", plainAnswer("application/json", "{\n  \"error\": {\n    \"code\": \"server_error\",\n    \"message\": \"boom\"\n  }\n}\n"), CodeServer, "", 4, 0, "boom"},
	{"JSON named a stream", plainAnswer("text/event-stream", `{"detail":{"code":"deactivated_workspace"}}`), CodeForbidden, "", 1, 0, "deactivated"},
	{"JSON, refused", plainAnswer("application/json", `{"detail":"Unsupported value"}`), CodeRefused, "", 1, 0, ""},
	{"JSON, a failed response", plainAnswer("application/json", `{"object":"response","status":"failed","error":{"code":"server_error","message":"boom"}}`), CodeServer, "", 4, 0, "boom"},
	{"JSON, no error", plainAnswer("application/json", `{"object":"response","status":"completed","error":null}`), CodeProtocol, "", 1, 0, ""},
	{"plain", plainAnswer("text/plain", "upstream connect error"), CodeServer, "", 4, 0, "It says: upstream connect error."},
	{"plain, a limit", plainAnswer("text/plain", "Rate limit exceeded. Try again in 2 minutes."), CodeRateLimit, "", 1, 2 * time.Minute, "It says: Rate limit exceeded. Try again in 2 minutes."},
	{"a page", plainAnswer("", "<html>secret</html>"), CodeProtocol, "", 1, 0, ""},

	// Pauses.
	{"6m0s", again("6m0s"), CodeRateLimit, "", 1, 6 * time.Minute, "Try again in 6 minutes."},
	{"1m26.4s", again("1m26.4s"), CodeRateLimit, "", 1, 86400 * time.Millisecond, "Try again in 87 seconds."},
	{"1h2m3s", again("1h2m3s"), CodeRateLimit, "", 1, time.Hour + 2*time.Minute + 3*time.Second, "Try again at 13:02."},
	{"3 days", again("3 days"), CodeRateLimit, "", 1, 3 * day, "Try again on Thursday at 12:00."},
	{"20ms", again("20ms"), CodeRateLimit, "", 4, 20 * time.Millisecond, "Wait a moment, then try again."},
	{"absurd", again("99999999999 weeks"), CodeRateLimit, "", 1, 100 * 365 * day, "Wait a moment, then try again."},
	{"reset in the stream", named(`response.failed {"type":"response.failed","response":{"error":{"code":"usage_limit_reached","resets_in_seconds":7200}}}`), CodeUsageLimit, "", 1, 2 * time.Hour, "it resets at 14:00"},
	{"reset in a year", named(`response.failed {"type":"response.failed","response":{"error":{"code":"usage_limit_reached","resets_in_seconds":1e300}}}`), CodeUsageLimit, "", 1, 100 * 365 * day, "it resets later"},
	{"reset in words", named(`response.failed {"type":"response.failed","response":{"error":{"code":"usage_limit_reached","message":"Try again in 2 hours and 30 minutes."}}}`), CodeUsageLimit, "", 1, 150 * time.Minute, "it resets at 14:30"},
	{"reset of a rate", named(`error {"type":"error","error":{"code":"rate_limit_exceeded","resets_in_seconds":600}}`), CodeRateLimit, "", 1, 10 * time.Minute, "Try again in 10 minutes."},
	{"header in words", step{status: 429, header: headers("Retry-After", "6m0s")}, CodeRateLimit, "", 1, 6 * time.Minute, "Try again in 6 minutes."},
	{"header in milliseconds", step{status: 503, header: headers("Retry-After-Ms", "90000")}, CodeServer, "", 1, 90 * time.Second, "Try again in 90 seconds."},

	// Reasons.
	{"wrong value", step{status: 400, body: `{"error":{"message":"Unsupported value: 'xhigh'.","type":"invalid_request_error","param":"reasoning.effort","code":"unsupported_value"}}`}, CodeRefused, "", 1, 0, "It says: Unsupported value: 'xhigh'."},
	{"workspace", step{status: 402, body: `{"detail":{"code":"deactivated_workspace"}}`}, CodeForbidden, "", 1, 0, "has been deactivated. Ask the workspace's admin"},
	{"workspace in words", step{status: 403, body: `{"error":{"message":"Your account has been deactivated."}}`}, CodeForbidden, "", 1, 0, "has been deactivated."},
	{"country", step{status: 403, body: `{"error":{"code":"unsupported_country_region_territory"}}`}, CodeForbidden, "", 1, 0, "not available in the country"},
	{"country in words", step{status: 403, body: `{"error":{"message":"Country, region, or territory not supported","code":null}}`}, CodeForbidden, "", 1, 0, "not available in the country"},
	{"gateway in words", step{status: 503, header: headers("Content-Type", "text/plain"), body: "no healthy upstream"}, CodeServer, "", 4, 0, "It says: no healthy upstream."},
}

func again(in string) step {
	return named(begun, `response.failed {"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Rate limit reached. Please try again in `+in+`."}}}`)
}

func TestWire(t *testing.T) {
	for _, tt := range wireTests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(tt.answer)
			events, e := collect(t, r.Client, t.Context(), ask("hi"))
			if e == nil {
				e = &Error{}
			}
			reason := ""
			if len(events) > 0 {
				if cut, ok := events[len(events)-1].(Incomplete); ok {
					reason = first(cut.Reason, "none")
				}
			}
			if e.Code != tt.code || reason != tt.reason || r.fake.count() != tt.requests || e.After != tt.after {
				t.Errorf("%q, reason %q after %d requests, again after %v", e.Code, reason, r.fake.count(), e.After)
			}
			if words := e.Sentence + " " + e.Hint; !strings.Contains(words, tt.says) || strings.Contains(words, "secret") {
				t.Errorf("it says %q", words)
			}
			if strings.Contains(tt.answer.body, frameHello) && text(events) != "Hello" {
				t.Error("the half is lost")
			}
		})
	}
}

// TestHalfAnswersAreCollected: Generate returns the part of a failed answer
// that had arrived, with the server's id, and never as a whole answer.
func TestHalfAnswersAreCollected(t *testing.T) {
	for _, end := range []struct {
		name, response string
		finish         Finish
		code           Code // empty: no error
	}{
		{"response.done", `{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"boom"}}`, "", CodeServer},
		{"response.failed", `{"id":"resp_1","error":{"code":"invalid_value"}}`, "", CodeRefused},
		{"response.cancelled", `{"id":"resp_1"}`, "", CodeInterrupted},
		{"response.done", `{"id":"resp_2","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}`, FinishLength, ""},
		{"response.completed", `{"id":"resp_2","incomplete_details":{"reason":"content_filter"}}`, FinishContentFilter, ""},
		{"response.completed", `{"status":"queued"}`, FinishOther, ""},
	} {
		a, err := newRig(ended(end.name, end.response)).Generate(t.Context(), ask("hi"))
		id := "resp_1"
		if strings.Contains(end.response, "resp_2") {
			id = "resp_2"
		}
		if a == nil || a.Text() != "Hello" || a.ResponseID != id || a.Finish != end.finish {
			t.Fatalf("%s %s: %+v", end.name, end.response, a)
		}
		if e := asError(err); (e == nil) != (end.code == "") || e != nil && e.Code != end.code {
			t.Errorf("%s %s: %v", end.name, end.response, err)
		}
	}
}

// TestRefusedRequestsAreNamed: the error has what a program needs to answer a
// client of its own.
func TestRefusedRequestsAreNamed(t *testing.T) {
	r := newRig(named(begun, `error {"type":"error","error":{"type":"invalid_request_error","code":"unknown_parameter","message":"Unknown parameter.","param":"input[0].x"},"status":400}`))
	_, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e.Status != http.StatusBadRequest || e.ServerCode != "unknown_parameter" || e.Param != "input[0].x" || e.Message != "Unknown parameter." {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(e.Error(), "param input[0].x") {
		t.Error(e.Error())
	}
}

// TestSecretsInMessagesAreHidden: servers quote the token that they refuse.
func TestSecretsInMessagesAreHidden(t *testing.T) {
	const jwt = "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6Im1lIn0.c2ln"
	for _, quoted := range []string{canary + "-0", jwt, "Bearer abc", "sk-proj-0123456789", "rt_0123456789abcdef", strings.Repeat("aB3-", 20), jwt[:30]} {
		for name, answer := range map[string]step{
			"names":    {status: 400, body: `{"error":{"code":"` + quoted + `","param":"` + quoted + `","message":"Bad token ` + quoted + `"}}`},
			"body":     {status: 400, body: `{"error":{"code":"invalid_value","message":"Bad token ` + quoted + ` here."}}`},
			"stream":   named(`error {"type":"error","error":{"code":"invalid_value","message":"Bad token ` + quoted + ` here."}}`),
			"ending":   ended("response.failed", `{"error":{"code":"invalid_value","message":"Bad token `+quoted+` here."}}`),
			"words":    named("error Bad token " + quoted + " here."),
			"no event": plainAnswer("text/plain", "Bad token "+quoted+" here."),
			"long":     {status: 400, body: `{"error":{"code":"invalid_value","message":"` + strings.Repeat("Bad token. ", 25) + quoted + ` here."}}`},
		} {
			r := newRig(answer)
			_, e := collect(t, r.Client, t.Context(), ask("hi"))
			for _, words := range []string{e.Hint, e.Message, e.Error()} {
				if strings.Contains(words, quoted[:min(len(quoted), 20)]) || name != "long" && !strings.Contains(words, "Bad token [hidden]") {
					t.Errorf("%s: %q", name, words)
				}
			}
		}
	}
}

// TestHintsNameWhatAPersonCanDo: no screen and no command edits a question that
// has been answered.
func TestHintsNameWhatAPersonCanDo(t *testing.T) {
	rows := slices.Collect(maps.Values(failures))
	rows = slices.AppendSeq(rows, maps.Values(statuses))
	for _, f := range rows {
		if strings.Contains(strings.ToLower(f.hint), "edit") {
			t.Errorf("%q: %q", f.sentence, f.hint)
		}
	}
}
