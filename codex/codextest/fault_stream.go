package codextest

import (
	"io"
	"net/http"
	"strconv"
	"strings"
)

// A moment is a point in a stream at which faults strike.
type moment int

const (
	never      moment = iota
	beforeAll         // before the first event
	beforeText        // after response.in_progress
	midText           // after half of the text
	beforeEnd         // instead of the terminal event
)

// A streamFault is a way in which a stream goes wrong.
type streamFault struct {
	at     moment
	run    func(*stream)
	wrap   func(*stream, io.Writer) io.Writer
	header func(http.Header)
	eol    string
}

// moment runs the fault of moment m.
func (st *stream) moment(m moment) {
	if f := st.c.stream; f != nil && f.at == m && st.err == nil {
		f.run(st)
	}
}

// failedCodes are codes of response.failed (openai/openai-go
// responses/response.go, and those that the Codex CLI knows).
var failedCodes = []string{
	"context_length_exceeded", "insufficient_quota", "usage_not_included", "invalid_prompt", "cyber_policy", "bio_policy",
	"server_is_overloaded", "rate_limit_exceeded", "slow_down", "server_error", "usage_limit_reached", "unheard_of",
}

var failedMessages = map[string]string{
	"context_length_exceeded": "Your input exceeds the context window of this model. Please adjust your input and try again.",
	"insufficient_quota":      "You exceeded your current quota, please check your plan and billing details.",
	"usage_not_included":      "Codex is not included in your plan.",
	"invalid_prompt":          "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
	"cyber_policy":            "This request was flagged as a possible cybersecurity risk.",
	"bio_policy":              "This request was flagged as a possible biological risk.",
	"server_is_overloaded":    "Our servers are currently overloaded. Please try again later.",
	"rate_limit_exceeded":     "Rate limit reached on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 1.5s.",
	"slow_down":               "Too many requests. Please slow down.",
	"server_error":            "The server had an error processing your request. Sorry about that!",
	"usage_limit_reached":     "The usage limit has been reached",
}

// streamFaults are streams that go wrong.
var streamFaults = []fault{
	{name: "cut", at: epResponses, doc: "the connection breaks in the middle of the text; :BYTES: after so many bytes of the stream", stream: cutFault},
	{name: "stall", at: epResponses, doc: "nothing more comes from the middle of the text on; :BYTES: after so many bytes of the stream", stream: stallFault},
	{name: "no-terminal", at: epResponses, doc: "the stream ends cleanly, without a terminal event", stream: at(beforeEnd, (*stream).stop)},
	{name: "ends-midway", at: epResponses, doc: "the stream ends cleanly in the middle of the text", stream: at(midText, (*stream).stop)},
	{name: "completed-held", at: epResponses, doc: "the connection stays open after response.completed", stream: at(beforeEnd, func(st *stream) {
		st.end(Answer{})
		st.hold()
	})},
	{name: "garbage-frame", at: epResponses, doc: "frames that are not JSON, among good ones", stream: at(midText, garbage)},
	{name: "huge-frame", at: epResponses, doc: "an event of 100,000 bytes; :BYTES: of so many", stream: hugeFrame},
	{name: "unknown-events", at: epResponses, doc: "events of unknown types, rate limits and metadata among the text", stream: at(midText, unknownEvents)},
	{name: "no-content-type", at: epResponses, doc: "no Content-Type header", stream: func(string) *streamFault {
		return &streamFault{header: func(h http.Header) { h["Content-Type"] = nil }}
	}},
	{name: "crlf", at: epResponses, doc: "lines end in CR LF", stream: func(string) *streamFault { return &streamFault{eol: "\r\n"} }},
	{name: "comments", at: epResponses, doc: "a byte order mark, comment lines and split data lines: all legal", stream: at(beforeAll, comments)},
	{name: "done-marker", at: epResponses, doc: "data: [DONE] after the terminal event", stream: at(beforeEnd, func(st *stream) {
		st.end(Answer{})
		st.raw([]byte("data: [DONE]\n\n"))
		st.stop()
	})},
	{name: "failed", args: failedCodes, at: epResponses, doc: "response.failed with code ARG before any text", stream: failedAt(beforeText, false)},
	{name: "failed-late", args: failedCodes, at: epResponses, doc: "response.failed with code ARG in the middle of the text", stream: failedAt(midText, false)},
	{name: "failed-held", args: failedCodes, at: epResponses, doc: "response.failed with code ARG, and the connection stays open", stream: failedAt(beforeText, true)},
	{name: "error-flat", args: failedCodes, at: epResponses, doc: "an error event with code and message at its top", stream: errorEvent(func(code string) []field {
		return []field{{"code", code}, {"message", messageOf(code)}, {"param", nil}}
	})},
	{name: "error-nested", args: failedCodes, at: epResponses, doc: "an error event with code and message inside error", stream: errorEvent(func(code string) []field {
		return []field{{"error", errorObject(code)}}
	})},
	{name: "limit-in-stream", at: epResponses, doc: "response.failed with usage_limit_reached, its times and all", stream: at(beforeText, limitInStream)},
	{name: "incomplete", args: []string{"max_output_tokens", "content_filter"}, at: epResponses,
		doc: "response.incomplete for the reason ARG in the middle of the text", stream: func(reason string) *streamFault {
			return at(midText, func(st *stream) { st.incomplete(reason); st.stop() })("")
		}},
}

// at returns a fault that calls run at one moment.
func at(m moment, run func(*stream)) func(string) *streamFault {
	return func(string) *streamFault { return &streamFault{at: m, run: run} }
}

// stop ends the stream cleanly.
func (st *stream) stop() { st.fail(errEnded) }

// snap sends the buffered events and breaks the connection.
func (st *stream) snap() {
	st.flush()
	st.fail(errBroken)
}

// hold sends the buffered events and waits until the client gives up.
func (st *stream) hold() {
	st.flush()
	<-st.ctx.Done()
	st.fail(errBroken)
}

func cutFault(bytes string) *streamFault   { return limited(bytes, (*stream).snap) }
func stallFault(bytes string) *streamFault { return limited(bytes, (*stream).hold) }

// limited calls end after a number of bytes of the stream or, if bytes is
// empty, after half of the text.
func limited(bytes string, end func(*stream)) *streamFault {
	n, err := strconv.Atoi(bytes)
	if err != nil {
		return at(midText, end)("")
	}
	return &streamFault{wrap: func(st *stream, w io.Writer) io.Writer { return &limitWriter{st: st, w: w, left: n, end: end} }}
}

// A limitWriter passes on some bytes and then calls end.
type limitWriter struct {
	st   *stream
	w    io.Writer
	left int
	end  func(*stream)
}

func (l *limitWriter) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	if _, err := l.w.Write(p[:n]); err != nil || n == len(p) {
		return n, err
	}
	l.st.c.w.Flush()
	l.st.out.Reset(io.Discard) // drops what else is buffered
	l.end(l.st)
	return n, l.st.err
}

func garbage(st *stream) {
	for _, frame := range []string{
		"event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"brok\n\n",
		"data: \xff\xfe not JSON at all\n\n", "data: 42\n\n", "data: null\n\n", "data: []\n\n", "data:\n\n", "nonsense\n\n",
	} {
		st.raw([]byte(frame))
	}
}

func hugeFrame(bytes string) *streamFault {
	n, err := strconv.Atoi(bytes)
	if err != nil {
		n = 100_000
	}
	return at(beforeText, func(st *stream) {
		st.send("response.metadata", field{"metadata", object{"padding": strings.Repeat("x", n)}})
	})("")
}

func unknownEvents(st *stream) {
	st.send("response.future_feature.delta", field{"delta", "not text"}, field{"output_index", 0})
	st.send("codex.response.metadata", field{"x", nil})
	st.send("keepalive")
	st.send("response.metadata", field{"metadata", object{"model_reroute": object{
		"from_model": st.q.Model, "to_model": "gpt-5.5", "reason": "capacity"}}})
	st.send("codex.rate_limits", field{"plan_type", st.c.access.grant.account.Plan}, field{"rate_limits", object{
		"primary":   object{"used_percent": 34.5, "window_minutes": 300, "reset_at": st.s.now().Unix() + 3600},
		"secondary": object{"used_percent": 62, "window_minutes": 10080, "reset_at": st.s.now().Unix() + 86400}}},
		field{"credits", object{"has_credits": false, "unlimited": false, "balance": "0"}})
}

func comments(st *stream) {
	st.raw([]byte("\ufeff: keep-alive\n\nretry: 3000\nid: 1\n\n: \n"))
	st.raw([]byte("data: {\"type\":\n: in between\ndata: \"response.queued\",\ndata:\"response\":{}}\n\n"))
}

func messageOf(code string) string { return orDefault(failedMessages[code], "Something went wrong.") }

func failedAt(m moment, held bool) func(string) *streamFault {
	return func(code string) *streamFault {
		return at(m, func(st *stream) { st.failed(object{"code": code, "message": messageOf(code)}, held) })("")
	}
}

// failed sends response.failed and ends the stream.
func (st *stream) failed(why object, held bool) {
	final := st.response("failed")
	final["error"] = why
	st.send("response.failed", field{"response", final})
	if held {
		st.hold()
	}
	st.stop()
}

func errorEvent(fields func(code string) []field) func(string) *streamFault {
	return func(code string) *streamFault {
		return at(beforeText, func(st *stream) {
			st.send("error", fields(code)...)
			st.stop()
		})("")
	}
}

func limitInStream(st *stream) {
	a := usageLimited(true)(st.s, st.c, "")
	why := a.body.(object)["error"].(object)
	why["code"] = why["type"]
	st.failed(why, false)
}
