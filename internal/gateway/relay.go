package gateway

import (
	"context"
	"net/http"
	"time"

	"banter/codex"
)

// A sink writes the events of an answer in the form of one endpoint.
type sink interface {
	// take writes an event. It reports false if the program has all that it
	// asked for; the gateway then stops the backend.
	take(out *events, e codex.Event) (more bool)
	// broken writes that the answer has failed.
	broken(out *events, f *fault)
}

// relay passes an answer on as it arrives. It writes nothing until the answer
// really begins, so that an earlier failure has a status, and one that the
// client repairs leaves no trace.
func (a *api) relay(w http.ResponseWriter, r *http.Request, q *query, to sink) {
	out := &events{w: w, control: http.NewResponseController(w)}
	defer out.flush()
	q.Waiting = out.flush
	var held []codex.Event
	for e, err := range a.Client.Stream(r.Context(), q.Request) {
		if retrying, ok := e.(codex.Retrying); ok && out.begun {
			err = retrying.Err // the program already has part of the answer
		} else if ok {
			held = nil
			continue
		}
		if err != nil {
			abandon(w, out, to, faultOf(err))
			return
		}
		if !out.begun && early(e) {
			held = append(held, e)
			continue
		}
		for _, h := range held {
			to.take(out, h)
		}
		held = nil
		// Leaving the loop stops the backend.
		if more := to.take(out, e); !more || out.err != nil {
			return
		}
	}
}

// early reports whether e may come before the answer really begins.
func early(e codex.Event) bool {
	switch e.(type) {
	case codex.Created, codex.StatusChanged, codex.LimitsChanged, codex.Metadata, codex.Rerouted, codex.Unknown:
		return true
	}
	return false
}

// abandon ends a stream with a fault.
func abandon(w http.ResponseWriter, out *events, to sink, f *fault) {
	if !out.begun {
		fail(w, f)
		return
	}
	remark(w, f)
	to.broken(out, f)
}

// collect asks for a whole answer. It calls begin before each attempt, and take
// with each event until take reports false. The program has seen nothing of the
// answer, so the client may send the request again after part of the answer has
// arrived.
func (a *api) collect(ctx context.Context, q *query, begin func(), take func(codex.Event) (more bool)) error {
	q.RetryContent = true
	begin()
	for e, err := range a.Client.Stream(ctx, q.Request) {
		if err != nil {
			return err
		}
		if _, again := e.(codex.Retrying); again {
			begin()
		} else if !take(e) {
			return nil
		}
	}
	return nil
}

const (
	// stallTime is how long a client may take to read what was written.
	stallTime = time.Minute
	// maxBuffered is the size of the buffer that is written before flush is
	// called, in bytes.
	maxBuffered = 32 << 10
)

// An events writes server-sent events (WHATWG HTML, "Server-sent events"). It
// buffers them until flush is called.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool // an event has begun
	written bool // some bytes are written
	buf     []byte
	err     error // why nothing more is written
}

// send writes an event of JSON data. The name may be empty.
func (s *events) send(name string, data []byte) { s.end(append(s.begin(name), data...)) }

// begin begins an event. The caller appends the data to the result and passes
// it to end.
func (s *events) begin(name string) []byte {
	if name != "" {
		s.buf = append(s.buf, "event: "...)
		s.buf = append(s.buf, name...)
		s.buf = append(s.buf, '\n')
	}
	return append(s.buf, "data: "...)
}

func (s *events) end(b []byte) {
	s.buf = append(b, '\n', '\n')
	s.begun = true
	if len(s.buf) >= maxBuffered {
		s.flush()
	}
}

// flush sends the buffered events.
func (s *events) flush() {
	if len(s.buf) == 0 {
		return
	}
	if !s.written {
		s.written = true
		h := s.w.Header()
		h.Set("Content-Type", "text/event-stream; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
	}
	if s.err == nil {
		// Deadlines and flushing are optional for a writer.
		_ = s.control.SetWriteDeadline(time.Now().Add(stallTime))
		_, s.err = s.w.Write(s.buf)
	}
	if s.err == nil {
		_ = s.control.Flush()
	}
	s.buf = s.buf[:0]
}
