package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"
)

const (
	// maxBody bounds the body of a request. Images make them long.
	maxBody = 64 << 20
	// bodyTime is how long a body may take to arrive. Its way is short.
	bodyTime = time.Minute
)

// decode reads the body of a request into value.
func decode(w http.ResponseWriter, r *http.Request, value any) *fault {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return refusal(http.StatusUnsupportedMediaType, "unsupported_content_type", "", "The Content-Type must be application/json.")
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return refusal(http.StatusUnsupportedMediaType, "unsupported_content_encoding", "", "The body must not be compressed.")
	}
	// Not every writer has deadlines; the server's own has.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return refusal(http.StatusRequestEntityTooLarge, "request_too_large", "", "The request is larger than 64 MB.")
	}
	if err != nil {
		return bad("invalid_request", "", "The request did not arrive whole.")
	}
	return parse(body, value)
}

// parse reads a JSON object.
func parse(body []byte, value any) *fault {
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '{' {
		return bad("invalid_json", "", "The body is not a JSON object.")
	}
	err := json.Unmarshal(body, value)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return bad("invalid_type", wrong.Field, "The parameter "+wrong.Field+" has the wrong type.")
	}
	if err != nil {
		return bad("invalid_json", "", "The body is not valid JSON.")
	}
	return nil
}

// encode is json.Marshal without the escaping that is meant for HTML pages.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // values are this package's own, and JSON that has been read
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// given reports whether a field is there and not null.
func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// text reads a JSON string.
func text(raw json.RawMessage) (s string, ok bool) {
	return s, len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &s) == nil
}
