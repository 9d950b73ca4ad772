package codex

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// A bodyRule changes the body of a request into one that the backend accepts.
type bodyRule struct {
	instructions string // for a body without any
	store        bool   // for a body without store
}

// applies reports whether a request asks for an answer.
func (bodyRule) applies(method, path string, h http.Header) bool {
	encoding := h.Get("Content-Encoding")
	return method == http.MethodPost && strings.HasSuffix(path, "/responses") && (encoding == "" || strings.EqualFold(encoding, "identity"))
}

// normalize returns body with instructions and store filled in and without
// max_output_tokens, which the backend refuses. It returns a body that is no
// JSON object, or that needs no change, unchanged.
func (r bodyRule) normalize(body []byte) []byte {
	var fields map[string]json.RawMessage
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '{' || json.Unmarshal(trimmed, &fields) != nil {
		return body
	}
	changed := false
	var text string
	if raw, ok := fields["instructions"]; !ok || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		fields["instructions"], _ = marshal(r.instructions)
		changed = true
	}
	if _, ok := fields["store"]; !ok {
		fields["store"], _ = marshal(r.store)
		changed = true
	}
	if _, ok := fields["max_output_tokens"]; ok {
		delete(fields, "max_output_tokens")
		changed = true
	}
	if !changed {
		return body
	}
	normal, err := marshal(fields)
	if err != nil {
		return body
	}
	return normal
}
