package codex

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"banter/internal/termsafe"
)

// A serverFault is what a server says about a failure, in a body, a header or
// an event. Its texts are one line each and safe to print.
type serverFault struct {
	code    string // lower case; may be empty
	message string // may be empty
	plan    string
	resets  time.Time // of a usage limit; zero: not said
}

// maxMessage bounds what is kept of a server's message.
const maxMessage = 300

// wireFault is the error object of the Responses service. With a usage limit
// the code is in type (openai/codex codex-api/src/api_bridge.rs).
type wireFault struct {
	Code     flexible `json:"code"`
	Type     flexible `json:"type"`
	Message  flexible `json:"message"`
	Plan     flexible `json:"plan_type"`
	ResetsAt flexible `json:"resets_at"`
	ResetsIn flexible `json:"resets_in_seconds"`
}

// flexible is a JSON text or number, as a text; anything else is empty.
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
	return n, err == nil
}

func (w wireFault) fault(now time.Time) serverFault {
	code := string(w.Code)
	if code == "" {
		code = string(w.Type)
	}
	f := serverFault{
		code:    strings.ToLower(clip(code, 80)),
		message: clip(string(w.Message), maxMessage),
		plan:    clip(string(w.Plan), 40),
	}
	if n, ok := w.ResetsIn.number(); ok && n > 0 && !now.IsZero() {
		f.resets = now.Add(seconds(n))
	} else if n, ok := w.ResetsAt.number(); ok && n > 0 {
		f.resets = unix(n)
	}
	return f
}

// clip makes a foreign text one safe line of at most n bytes.
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

// faultFromBody reads the body of a refused request. Known shapes are
// {"error":{...}}, {"error":"text"}, {"detail":"text"}, a detail that is an
// object or a list, and {"message":"text"}; of any other body nothing is kept.
func faultFromBody(body []byte, header http.Header, now time.Time) serverFault {
	f := faultFromJSON(body, now)
	if raw, err := base64.StdEncoding.DecodeString(header.Get("X-Error-Json")); err == nil && f.code == "" {
		if h := faultFromJSON(raw, now); h.code != "" {
			f = h
		}
	}
	if f.code == "" {
		f.code = strings.ToLower(clip(header.Get("X-Openai-Authorization-Error"), 80))
	}
	return f
}

func faultFromJSON(body []byte, now time.Time) serverFault {
	var w struct {
		wireFault
		Error  json.RawMessage `json:"error"`
		Detail json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(body, &w) != nil {
		return serverFault{}
	}
	for _, raw := range []json.RawMessage{w.Error, w.Detail} {
		if f, ok := faultFromValue(raw, now); ok {
			return f
		}
	}
	return w.fault(now)
}

// faultFromValue reads an error object, a list whose first entry is one (the
// form of validation errors, where the text is in msg), or a plain text.
func faultFromValue(raw json.RawMessage, now time.Time) (serverFault, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return serverFault{}, false
	}
	switch raw[0] {
	case '{':
		var w struct {
			wireFault
			Msg flexible `json:"msg"`
		}
		if json.Unmarshal(raw, &w) != nil {
			return serverFault{}, false
		}
		if w.Message == "" {
			w.Message = w.Msg
		}
		return w.fault(now), true
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
			return serverFault{}, false
		}
		return faultFromValue(list[0], now)
	}
	var text flexible
	if json.Unmarshal(raw, &text) != nil || text == "" {
		return serverFault{}, false
	}
	return serverFault{message: clip(string(text), maxMessage)}, true
}

// fault reads response.failed and error events. The fields of an error event
// are flat or nested, according to where in the backend it was made.
func (w *wireEvent) fault(frame []byte) serverFault {
	if f, ok := faultFromValue(w.Response.Error, time.Time{}); ok {
		return f
	}
	f := faultFromJSON(frame, time.Time{})
	if f.code == w.Type { // the event's own type, for want of a code
		f.code = ""
	}
	return f
}
