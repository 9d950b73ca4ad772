package gateway

import (
	"bytes"
	"net/http"
	"time"

	"banter/codex"
)

// A sink writes the events of an answer in the form of one endpoint.
type sink interface {
	// take writes an event.
	take(out *events, e codex.Event)
	// broken writes that the answer has failed.
	broken(out *events, f *fault)
}

// relay passes an answer on as it arrives. Until the answer really begins,
// nothing is written: a failure can then be told by its status, and one that
// the client repairs by asking again leaves no trace.
func (a *api) relay(w http.ResponseWriter, r *http.Request, q *query, to sink) {
	out := &events{w: w, control: http.NewResponseController(w)}
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
		to.take(out, e)
		if out.err != nil {
			return // nobody listens; leaving the loop stops the answer
		}
	}
}

// early reports whether e may come before an answer that then fails.
func early(e codex.Event) bool {
	switch e.(type) {
	case codex.Created, codex.StatusChanged, codex.LimitsChanged, codex.Metadata, codex.Rerouted:
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

// stallTime is how long a client may take to read what is there for it.
const stallTime = time.Minute

// events writes server-sent events (WHATWG HTML, "Server-sent events").
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool
	buf     bytes.Buffer
	err     error // why nothing more is written
}

// send writes an event of JSON data. The name may be empty.
func (s *events) send(name string, data []byte) {
	if s.err != nil {
		return
	}
	if !s.begun {
		s.begun = true
		h := s.w.Header()
		h.Set("Content-Type", "text/event-stream; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Content-Type-Options", "nosniff")
	}
	s.buf.Reset()
	if name != "" {
		s.buf.WriteString("event: " + name + "\n")
	}
	s.buf.WriteString("data: ")
	s.buf.Write(data)
	s.buf.WriteString("\n\n")
	// Writers without deadlines or buffers are fine.
	_ = s.control.SetWriteDeadline(time.Now().Add(stallTime))
	if _, s.err = s.w.Write(s.buf.Bytes()); s.err == nil {
		_ = s.control.Flush()
	}
}
