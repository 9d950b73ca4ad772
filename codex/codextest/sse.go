package codextest

import (
	"bufio"
	"context"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// A stream writes an answer as server-sent events.
type stream struct {
	s   *Server
	c   *transaction
	q   *request
	ctx context.Context
	out *bufio.Writer
	eol string // "\n", or "\r\n" by a fault
	seq int    // number of the next event
	buf []byte // buffer for a frame
	err error  // why the stream has ended

	paced int       // deltas sent
	start time.Time // time of the first delta

	output    int // index of the next output item
	reasoned  int // bytes of reasoning so far
	said      int // bytes of message text so far
	half      int // half of the bytes of message text
	pastHalf  bool
	startedAt time.Time
	id        string // id of the response
}

// flushSize is the size of writes of an answer without pauses.
const flushSize = 32 << 10

// A field is a member of an event's object.
type field struct {
	key   string
	value any
}

// send writes an event: {"type":...,"sequence_number":...,fields...}. After an
// error the stream writes nothing, like a bufio.Writer.
func (st *stream) send(kind string, fields ...field) {
	b := st.head(kind)
	for _, f := range fields {
		value, err := json.Marshal(f.value)
		if err != nil {
			st.fail(err)
			return
		}
		b = append(appendString(append(b, ','), f.key), ':')
		b = append(b, value...)
	}
	st.tail(b)
}

// fail ends the stream with err, unless it has ended.
func (st *stream) fail(err error) {
	if st.err == nil {
		st.err = err
	}
}

// head begins a frame. The caller passes it on to tail.
func (st *stream) head(kind string) []byte {
	b := append(st.buf[:0], "event: "...)
	b = append(append(b, kind...), st.eol...)
	b = append(b, `data: {"type":`...)
	b = appendString(b, kind)
	b = append(b, `,"sequence_number":`...)
	b = strconv.AppendInt(b, int64(st.seq), 10)
	st.seq++
	return b
}

// tail ends a frame and writes it.
func (st *stream) tail(b []byte) {
	b = append(append(append(b, '}'), st.eol...), st.eol...)
	st.buf = b
	st.raw(b)
}

// raw writes bytes unchanged.
func (st *stream) raw(b []byte) {
	if st.err == nil {
		st.err = st.ctx.Err()
	}
	if st.err == nil {
		_, st.err = st.out.Write(b)
	}
}

// flush sends the buffered bytes, also after a fault has ended the stream.
func (st *stream) flush() {
	if err := st.out.Flush(); err != nil {
		st.fail(err)
		return
	}
	st.c.w.Flush()
}

// textDelta is the type of most events.
const textDelta = "response.output_text.delta"

// A partRef identifies the part that deltas belong to.
type partRef struct {
	kind   string // event type
	item   string // item_id
	output int
	index  string // content_index or summary_index
	n      int    // the index
}

// sendDeltas sends text in pieces of Options.Chunk bytes, at Options.Rate. A
// piece never ends inside a character but may end inside a grapheme.
func (st *stream) sendDeltas(at partRef, text string) {
	prefix := st.deltaPrefix(at)
	for len(text) > 0 && st.err == nil {
		n := cut(text, st.s.opts.Chunk)
		st.wait()
		st.delta(at, prefix, text[:n])
		st.progress(at, n)
		text = text[n:]
	}
}

// deltaPrefix returns what all deltas of a part have in common.
func (st *stream) deltaPrefix(at partRef) []byte {
	b := appendString([]byte(`,"item_id":`), at.item)
	b = append(b, `,"output_index":`...)
	b = strconv.AppendInt(b, int64(at.output), 10)
	b = append(b, `,"`+at.index+`":`...)
	b = strconv.AppendInt(b, int64(at.n), 10)
	return append(b, `,"delta":`...)
}

func (st *stream) delta(at partRef, prefix []byte, text string) {
	b := append(st.head(at.kind), prefix...)
	b = appendString(b, text)
	if at.kind == textDelta {
		b = append(b, `,"logprobs":[]`...)
	}
	st.tail(b)
	st.paced++
	if st.s.opts.Rate > 0 {
		st.flush()
	}
}

// wait waits until the next delta is due. After a late one the next come early,
// so that the rate is right on average.
func (st *stream) wait() {
	rate := st.s.opts.Rate
	if rate <= 0 {
		return
	}
	now := time.Now() // the server's clock may not move
	if st.paced == 0 {
		st.start = now
		return
	}
	timer := time.NewTimer(st.start.Add(time.Duration(float64(st.paced) / rate * float64(time.Second))).Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-st.ctx.Done():
		st.fail(st.ctx.Err())
	}
}

// rest sends what is buffered and pauses, if the server sends at a rate. Later deltas
// are later by as much.
func (st *stream) rest(d time.Duration) {
	if st.s.opts.Rate <= 0 {
		return
	}
	st.flush()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		st.start = st.start.Add(d)
	case <-st.ctx.Done():
		st.fail(st.ctx.Err())
	}
}

// cut returns the length of a piece of at most n bytes of text: whole
// characters, at least one.
func cut(text string, n int) int {
	if n >= len(text) {
		return len(text)
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(text)
	}
	return n
}

// appendString appends text as a JSON string without escapes for characters
// outside ASCII. Invalid UTF-8 becomes the replacement character.
func appendString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
