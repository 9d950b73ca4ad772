package codex

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// Nearly all events of an answer are deltas, and all of these are flat
// objects with the same few keys. Cutting them by hand is some ten times
// faster than encoding/json and allocates nothing but the event. Whatever
// looks the least bit different is left to encoding/json.

// A deltaCutter cuts delta events. It keeps the last item id, so that the
// deltas of an item share one string.
type deltaCutter struct {
	itemID  string
	scratch []byte // of strings with escapes
}

// deltaFields are the raw fields of a delta event. Strings are without their
// quotes, escapes as they came.
type deltaFields struct {
	kind, itemID, delta    []byte
	escaped                bool // delta holds escapes
	output, content, index int
	hasDelta               bool
}

// cut returns the event that frame holds, or reports false when frame is not
// a plain delta.
func (d *deltaCutter) cut(frame []byte) (Event, bool) {
	var f deltaFields
	if !f.scan(frame) || !f.hasDelta {
		return nil, false
	}
	switch string(f.kind) {
	case "response.output_text.delta":
		if delta, ok := d.text(&f); ok {
			return TextDelta{f.output, f.content, d.id(f.itemID), delta}, true
		}
	case "response.reasoning_summary_text.delta":
		if delta, ok := d.text(&f); ok {
			return ReasoningDelta{f.output, f.index, d.id(f.itemID), delta}, true
		}
	}
	return nil, false
}

func (d *deltaCutter) id(raw []byte) string {
	if string(raw) != d.itemID {
		d.itemID = string(raw)
	}
	return d.itemID
}

func (d *deltaCutter) text(f *deltaFields) (string, bool) {
	if !f.escaped {
		return string(f.delta), true
	}
	var ok bool
	d.scratch, ok = appendUnescaped(d.scratch[:0], f.delta)
	return string(d.scratch), ok
}

// scan walks the top level of the object. It reports false for anything but
// the keys of a delta with values of their usual kind.
func (f *deltaFields) scan(b []byte) bool {
	if len(b) == 0 || b[0] != '{' {
		return false
	}
	b = b[1:]
	for {
		key, escaped, rest, ok := cutString(b)
		if !ok || escaped || len(rest) == 0 || rest[0] != ':' {
			return false
		}
		if b, ok = f.field(key, rest[1:]); !ok || len(b) == 0 {
			return false
		}
		if b[0] == '}' {
			return len(b) == 1
		}
		if b[0] != ',' {
			return false
		}
		b = b[1:]
	}
}

// field reads the value of key and returns what follows it.
func (f *deltaFields) field(key, b []byte) (rest []byte, ok bool) {
	var escaped bool
	switch string(key) {
	case "type":
		f.kind, escaped, rest, ok = cutString(b)
		return rest, ok && !escaped
	case "delta":
		f.delta, f.escaped, rest, f.hasDelta = cutString(b)
		return rest, f.hasDelta
	case "item_id":
		f.itemID, escaped, rest, ok = cutString(b)
		return rest, ok && !escaped
	case "output_index":
		f.output, rest, ok = cutIndex(b)
	case "content_index":
		f.content, rest, ok = cutIndex(b)
	case "summary_index":
		f.index, rest, ok = cutIndex(b)
	case "sequence_number":
		_, rest, ok = cutIndex(b)
	case "obfuscation":
		_, escaped, rest, ok = cutString(b)
		return rest, ok && !escaped
	case "logprobs":
		if len(b) < 2 || b[0] != '[' || b[1] != ']' {
			return nil, false
		}
		return b[2:], true
	}
	return rest, ok
}

// cutString cuts a JSON string off b. The content is checked to be one that
// encoding/json would accept and take over as it is, escapes apart.
func cutString(b []byte) (content []byte, escaped bool, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, false, nil, false
	}
	ascii := true
	for i := 1 + plainRun(b[1:]); i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			content = b[1:i]
			return content, escaped, b[i+1:], ascii || utf8.Valid(content)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return nil, false, nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false, nil, false
}

// plainRun returns a number of leading bytes that are printable ASCII other
// than quote and backslash: as many as eight at a time will tell. Each of the
// four tests sets the top bit of a byte that fails it, and perhaps of bytes
// after that one.
func plainRun(b []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, slash := x^(ones*'"'), x^(ones*'\\')
		if (x|(x-ones*' ')|(quote-ones)&^quote|(slash-ones)&^slash)&tops != 0 {
			break
		}
	}
	return i
}

// cutIndex cuts a small whole number off b.
func cutIndex(b []byte) (n int, rest []byte, ok bool) {
	i := 0
	for i < len(b) && i < 10 && b[i] >= '0' && b[i] <= '9' {
		n = n*10 + int(b[i]-'0')
		i++
	}
	if i == 0 || i == 10 || i > 1 && b[0] == '0' {
		return 0, nil, false
	}
	return n, b[i:], true
}

// appendUnescaped appends the meaning of a JSON string's content.
func appendUnescaped(dst, s []byte) ([]byte, bool) {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		i++ // cutString never lets an escape be the last byte
		switch s[i] {
		case '"', '\\', '/':
			dst = append(dst, s[i])
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'u':
			r, n, ok := codePoint(s[i-1:])
			if !ok {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
			i += n - 2
		default:
			return dst, false
		}
	}
	return dst, true
}

// codePoint reads one \uXXXX escape, or two that make a surrogate pair, and
// returns how many bytes it took.
func codePoint(s []byte) (r rune, n int, ok bool) {
	high, ok := hex4(s)
	if !ok {
		return 0, 0, false
	}
	if !utf16.IsSurrogate(high) {
		return high, 6, true
	}
	if low, ok := hex4(s[6:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 12, true
		}
	}
	return utf8.RuneError, 6, true
}

func hex4(s []byte) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range s[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
