package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// parse parses a JSON object.
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

// encode is json.Marshal without escapes for HTML.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // values are this package's own types, and valid JSON
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// given reports whether a field exists and is not null.
func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// text returns a JSON string.
func text(raw json.RawMessage) (s string, ok bool) {
	return s, len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &s) == nil
}

// appendText appends text as a JSON string in encode's form. For thousands of
// deltas a second an encoder each would be too slow.
func appendText(b []byte, text string) []byte {
	b = append(b, '"')
	if plainASCII(text) {
		return append(append(b, text...), '"')
	}
	start := 0 // start of the part that needs no escape
	for i, r := range text {
		escaped := r < ' ' || r == '"' || r == '\\' || r == '\u2028' || r == '\u2029'
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") { // a byte that is not UTF-8
			b = appendEscape(append(b, text[start:i]...), r)
			start = i + 1
		} else if escaped {
			b = appendEscape(append(b, text[start:i]...), r)
			start = i + utf8.RuneLen(r)
		}
	}
	return append(append(b, text[start:]...), '"')
}

// plainASCII reports whether text needs only quotes to be a JSON string.
func plainASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func appendEscape(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	if i := strings.IndexRune("\"\\\b\f\n\r\t", r); i >= 0 {
		return append(b, '\\', `"\bfnrt`[i])
	}
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
