package gateway

import (
	"context"
	"net/http"
	"time"

	"banter/codex"
)

// A sink writes the events of an answer in the form of one endpoint.
type sink interface {
	// take writes an event. It reports false when the program has all that it
	// asked for: the backend is then told to stop.
	take(out *events, e codex.Event) (more bool)
	// broken writes that the answer has failed.
	broken(out *events, f *fault)
}

// relay passes an answer on as it arrives. Until the answer really begins,
// nothing is written: a failure can then be told by its status, and one that
// the client repairs by asking again leaves no trace.
func (a *api) relay(w http.ResponseWriter, r *http.Request, q *query, to sink) {
	out := &events{w: w, control: http.NewResponseController(w)}
	defer out.flush()
	q.Waiting = out.flush
	var held []codex.Event
	for e, err := range a.Client.Stream(r.Context(), q.Request) {
		if retrying, ok := e.(codex.Retrying); ok && out.begun {
			err = retrying.Err // what has been written cannot be taken back
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
		// Leaving the loop stops the answer.
		if more := to.take(out, e); !more || out.err != nil {
			return
		}
	}
}

// early reports whether e may come before an answer that then fails.
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

// gather asks for a whole answer: begin is called before each attempt, and
// take with each event until it has enough. Nothing has been shown, so the
// answer is asked for again even when a part of it has arrived.
func (a *api) gather(ctx context.Context, q *query, begin func(), take func(codex.Event) (more bool)) error {
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
	// stallTime is how long a client may take to read what is there for it.
	stallTime = time.Minute
	// maxGathered is how much is gathered before it is written.
	maxGathered = 32 << 10
)

// events writes server-sent events (WHATWG HTML, "Server-sent events"). They
// are gathered until flush is called.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool // there has been an event
	written bool // some of it has left
	buf     []byte
	err     error // why nothing more is written
}

// send writes an event of JSON data. The name may be empty.
func (s *events) send(name string, data []byte) { s.end(append(s.begin(name), data...)) }

// begin begins an event. The data is to be appended to what it returns, which
// then goes to end.
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
	if len(s.buf) >= maxGathered {
		s.flush()
	}
}

// flush sends what has been gathered.
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
		// Writers without deadlines or buffers are fine.
		_ = s.control.SetWriteDeadline(time.Now().Add(stallTime))
		_, s.err = s.w.Write(s.buf)
	}
	if s.err == nil {
		_ = s.control.Flush()
	}
	s.buf = s.buf[:0]
}
