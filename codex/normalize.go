package codex

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// A bodyRule makes the body of a request such as the backend takes it.
type bodyRule struct {
	instructions string // when the body has none
	store        bool   // when the body does not say
}

// applies reports whether a request is one for an answer.
func (bodyRule) applies(method, path string, h http.Header) bool {
	encoding := h.Get("Content-Encoding")
	return method == http.MethodPost && strings.HasSuffix(path, "/responses") && (encoding == "" || strings.EqualFold(encoding, "identity"))
}

// normalise returns body with instructions and store filled in and
// max_output_tokens, which the backend refuses, removed. Anything but a JSON
// object is returned as it is, and so is a body that has nothing to change.
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
