package codex

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"banter/internal/termsafe"
)

// A serverFault is what a server says about a failure, in a body, a header or
// an event. Its strings are one line each and safe to print.
type serverFault struct {
	status  int    // HTTP status that the text names, 400 to 599; 0 if none
	code    string // lower case; may be empty
	kind    string // type in the API, such as invalid_request_error, in lower case; may be empty
	param   string // parameter that the server rejects; may be empty
	message string // may be empty
	plan    string
	resets  time.Time // time when the limit resets; may be zero
	detail  bool      // the body has the form of the checks before an answer: {"detail":...}
}

// maxMessage is the most bytes kept of a server's message.
const maxMessage = 300

// A faultReader parses what servers say about failures. Nothing else parses
// errors: bodies with and without an error status, events and plain text all
// come here.
type faultReader struct {
	now    time.Time
	bearer string // bearer token of the request, which no text may show; may be empty
}

// A wireFault is the error object of the Responses API. For a usage limit, type
// holds the code (openai/codex codex-api/src/api_bridge.rs).
type wireFault struct {
	Code       flexible `json:"code"`
	ErrorCode  flexible `json:"error_code"` // in the detail of RouteDocumented
	Type       flexible `json:"type"`
	Message    flexible `json:"message"`
	Msg        flexible `json:"msg"` // in validation errors
	Param      flexible `json:"param"`
	Plan       flexible `json:"plan_type"`
	ResetsAt   flexible `json:"resets_at"`
	ResetsIn   flexible `json:"resets_in_seconds"`
	Status     flexible `json:"status"`
	StatusCode flexible `json:"status_code"`
}

// flexible is a JSON string or number, as a string; other values are "".
type flexible string

func (f *flexible) UnmarshalJSON(data []byte) error {
	var text string
	var number json.Number
	switch {
	case json.Unmarshal(data, &text) == nil:
		*f = flexible(text)
	case json.Unmarshal(data, &number) == nil:
		*f = flexible(number)
	}
	return nil
}

func (f flexible) number() (float64, bool) {
	n, err := strconv.ParseFloat(string(f), 64)
	return n, err == nil && !math.IsNaN(n)
}

// status returns the HTTP status of a failure that f holds, or 0.
func (f flexible) status() int {
	if n, err := strconv.Atoi(string(f)); err == nil && n >= 400 && n < 600 {
		return n
	}
	return 0
}

// fault reads an error object. A numeric code is a status, and a type with a
// dot is that of an event.
func (r faultReader) fault(w wireFault) serverFault {
	kind := r.name(w.Type)
	if kind == "error" || strings.Contains(kind, ".") {
		kind = ""
	}
	f := serverFault{
		kind: kind, code: r.name(w.Code), param: clip(masked(string(w.Param), r.bearer), maxName),
		plan: clip(string(w.Plan), 40), resets: r.resets(w),
	}
	for _, status := range []flexible{w.Status, w.StatusCode, w.Code} {
		if f.status == 0 {
			f.status = status.status()
		}
	}
	if w.Code.status() != 0 {
		f.code = ""
	}
	f.code = first(f.code, r.name(w.ErrorCode), kind)
	return r.say(f, first(string(w.Message), string(w.Msg)))
}

// name returns a code or type in the form that the tables use.
func (r faultReader) name(text flexible) string {
	return strings.ToLower(clip(masked(string(text), r.bearer), 80))
}

// say sets the message of f. The message of a gateway may be the body of
// another error.
func (r faultReader) say(f serverFault, message string) serverFault {
	if strings.HasPrefix(strings.TrimSpace(message), "{") {
		if inner, ok := r.json([]byte(message)); ok {
			return inner.over(f)
		}
		return f
	}
	f.message = r.text(message)
	return f
}

// over returns f, its empty fields filled from the error around it.
func (f serverFault) over(outer serverFault) serverFault {
	f.code, f.kind, f.param = first(f.code, outer.code), first(f.kind, outer.kind), first(f.param, outer.param)
	f.message, f.plan = first(f.message, outer.message), first(f.plan, outer.plan)
	f.status, f.detail = cmp.Or(f.status, outer.status), f.detail || outer.detail
	if f.resets.IsZero() {
		f.resets = outer.resets
	}
	return f
}

func (f serverFault) isZero() bool { return f == serverFault{} }

// resets returns the time of a reset. It prefers the seconds until then, which
// do not depend on the clock of this machine.
func (r faultReader) resets(w wireFault) time.Time {
	if n, ok := w.ResetsIn.number(); ok && n > 0 && !r.now.IsZero() {
		return r.now.Add(seconds(n))
	}
	if n, ok := w.ResetsAt.number(); ok {
		return unix(n)
	}
	at, _ := time.Parse(time.RFC3339, string(w.ResetsAt))
	return at
}

// clip returns a foreign text as one line of at most n bytes that is safe to
// print.
func clip(s string, n int) string {
	if len(s) > 4*n {
		s = s[:4*n]
	}
	s = termsafe.Line(s)
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "") + "…"
	}
	return s
}

// text returns a server's words as one line of at most maxMessage bytes without
// secrets. For a page it returns "".
func (r faultReader) text(s string) string {
	if s = strings.TrimSpace(s); strings.HasPrefix(s, "<") {
		return ""
	}
	if len(s) > 8*maxMessage {
		s = s[:8*maxMessage]
	}
	return clip(masked(s, r.bearer), maxMessage)
}

// body reads the body of an answer that is not a stream. It knows the forms
// {"error":{...}}, {"error":"text"}, {"detail":"text"}, a detail that is an
// object or a list, {"message":"text"}, and plain text. It keeps nothing of any
// other body.
func (r faultReader) body(body []byte, header http.Header) serverFault {
	f, ok := r.json(body)
	if !ok && strings.HasPrefix(strings.ToLower(header.Get("Content-Type")), "text/plain") {
		f.message = r.text(string(body))
	}
	if raw, err := base64.StdEncoding.DecodeString(header.Get("X-Error-Json")); err == nil && f.code == "" {
		if h, ok := r.json(raw); ok && h.code != "" {
			f = h
		}
	}
	if f.code == "" {
		f.code = r.name(flexible(header.Get("X-Openai-Authorization-Error")))
	}
	return f
}

// json reads an error from a JSON object. It reports false if data is not one.
func (r faultReader) json(data []byte) (serverFault, bool) {
	var w struct {
		wireFault
		Error  json.RawMessage `json:"error"`
		Detail json.RawMessage `json:"detail"`
		Errors json.RawMessage `json:"errors"`
	}
	if err := json.Unmarshal(data, &w); err != nil && !lenient(err) || !isObject(data) {
		return serverFault{}, false
	}
	outer := r.fault(w.wireFault)
	outer.detail = said(w.Detail)
	for _, raw := range []json.RawMessage{w.Error, w.Detail, w.Errors} {
		if f, ok := r.value(raw); ok {
			return f.over(outer), true
		}
	}
	return outer, true
}

// isObject reports whether data begins as a JSON object.
func isObject(data []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) }

// codeLike matches a text that is a code rather than words.
var codeLike = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)+$`)

// value reads an error object, a list that begins with one (the form of
// validation errors), or a string.
func (r faultReader) value(raw json.RawMessage) (serverFault, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return serverFault{}, false
	}
	switch raw[0] {
	case '{':
		return r.json(raw)
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
			return serverFault{}, false
		}
		return r.value(list[0])
	}
	var text flexible
	if json.Unmarshal(raw, &text) != nil || text == "" {
		return serverFault{}, false
	}
	if codeLike.MatchString(string(text)) {
		return serverFault{code: r.name(text)}, true
	}
	return r.say(serverFault{}, string(text)), true
}
