package codex

import "bytes"

// Nearly all events of an answer are deltas, which are flat objects with the
// same few keys. The deltaCutter reads them about ten times faster than
// encoding/json and allocates only the event. It leaves every unusual frame to
// encoding/json.

// A deltaCutter parses delta events. Deltas of one part differ only in their
// sequence number and text, so it compares the other bytes with those of the
// frame before instead of parsing them.
type deltaCutter struct {
	deltaFields        // of the current frame
	size        int    // size of the current frame
	lastID      string // the last item id, shared by the deltas of the item
	scratch     []byte // buffer for strings with escapes

	head, mid []byte      // of the last frame: up to its number, and from there to its text
	known     deltaFields // fields of head and mid
}

// deltaFields are the fields of a delta event.
type deltaFields struct {
	kind                   string // textDelta, summaryDelta, or "" for other events
	itemID                 string
	output, content, index int

	delta     []byte // without quotes, escapes not decoded
	escaped   bool   // delta holds escapes
	numberAt  int    // offsets of the sequence number; 0 if there is none
	numberEnd int
	deltaAt   int // offset of the string with the delta; 0 if there is none
}

const (
	textDelta    = "response.output_text.delta"
	summaryDelta = "response.reasoning_summary_text.delta"
)

// cut returns the event in frame. It reports false if frame is not a plain
// delta.
func (d *deltaCutter) cut(frame []byte) (Event, bool) {
	d.size = len(frame)
	if !d.again(frame) {
		d.deltaFields = deltaFields{}
		if len(frame) == 0 || frame[0] != '{' {
			return nil, false
		}
		if rest, ok := d.member(frame[1:]); !ok || !d.more(rest) {
			return nil, false
		}
		d.remember(frame)
	}
	if d.deltaAt == 0 || d.kind == "" {
		return nil, false
	}
	text, ok := d.text()
	switch {
	case !ok:
		return nil, false
	case d.kind == textDelta:
		return TextDelta{Position{d.output, d.content, d.itemID}, text}, true
	}
	return ReasoningDelta{Position{d.output, d.index, d.itemID}, text}, true
}

// again parses a frame that equals the last one except for number and text.
func (d *deltaCutter) again(frame []byte) bool {
	if len(d.mid) == 0 || !bytes.HasPrefix(frame, d.head) {
		return false
	}
	_, rest, ok := cutIndex(frame[len(d.head):])
	if !ok || !bytes.HasPrefix(rest, d.mid) {
		return false
	}
	d.deltaFields = d.known
	d.delta, d.escaped, rest, ok = cutString(rest[len(d.mid):])
	return ok && d.more(rest)
}

// remember keeps what the next frame is likely to repeat.
func (d *deltaCutter) remember(frame []byte) {
	if d.deltaAt > d.numberEnd && d.numberEnd > 0 {
		d.head = append(d.head[:0], frame[:d.numberAt]...)
		d.mid = append(d.mid[:0], frame[d.numberEnd:d.deltaAt]...)
		d.known = d.deltaFields
		d.known.delta = nil
	}
}

func (d *deltaCutter) text() (string, bool) {
	if !d.escaped {
		return string(d.delta), true
	}
	var ok bool
	d.scratch, ok = appendUnescaped(d.scratch[:0], d.delta)
	return string(d.scratch), ok
}

// more parses the rest of the object after a member.
func (d *deltaCutter) more(b []byte) bool {
	for len(b) > 1 && b[0] == ',' {
		var ok bool
		if b, ok = d.member(b[1:]); !ok {
			return false
		}
	}
	return len(b) == 1 && b[0] == '}'
}

// member parses a key and its value, and returns what follows. It reports false
// for anything except the keys of a delta with values of their usual type.
func (d *deltaCutter) member(b []byte) (rest []byte, ok bool) {
	key, escaped, rest, ok := cutString(b)
	if !ok || escaped || len(rest) == 0 || rest[0] != ':' {
		return nil, false
	}
	return d.field(key, rest[1:])
}

// field parses the value of key, and returns what follows.
func (d *deltaCutter) field(key, b []byte) (rest []byte, ok bool) {
	var text []byte
	var escaped bool
	switch string(key) {
	case "delta":
		d.deltaAt = d.size - len(b)
		d.delta, d.escaped, rest, ok = cutString(b)
		return rest, ok
	case "type", "item_id", "obfuscation":
		text, escaped, rest, ok = cutString(b)
		d.name(key, text)
		return rest, ok && !escaped
	case "output_index":
		d.output, rest, ok = cutIndex(b)
	case "content_index":
		d.content, rest, ok = cutIndex(b)
	case "summary_index":
		d.index, rest, ok = cutIndex(b)
	case "sequence_number":
		_, rest, ok = cutIndex(b)
		d.numberAt, d.numberEnd = d.size-len(b), d.size-len(rest)
	case "logprobs":
		return bytes.CutPrefix(b, []byte("[]"))
	}
	return rest, ok
}

// name sets the field of key, if possible without allocating a string.
func (d *deltaCutter) name(key, text []byte) {
	switch {
	case string(key) == "item_id":
		if d.lastID != string(text) {
			d.lastID = string(text)
		}
		d.itemID = d.lastID
	case string(key) != "type":
	case string(text) == textDelta:
		d.kind = textDelta
	case string(text) == summaryDelta:
		d.kind = summaryDelta
	default:
		d.kind = ""
	}
}
