package codex

import (
	"bytes"
	"context"
	"iter"
	"net/http"
	"strings"
	"time"

	"banter/internal/crash"
)

// Stream sends req and yields what arrives, as it arrives. It yields either
// events and then ends after [Completed] or [Incomplete], or one last pair of
// a nil event and a [*Error]. Breaking out of the loop closes the connection.
//
// A request that fails before any content has been yielded is sent again where
// that can help, at most four attempts in all; see [Retrying]. There is no
// limit to how long an answer may take, only to how long it may be silent.
// A single event may have 64 MB; a longer one is an error of CodeProtocol.
// The sequence may be ranged over more than once; each time is a new request.
func (c *Client) Stream(ctx context.Context, req Request) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		s := &stream{call: call{client: c, ctx: ctx}, req: req, yield: yield}
		s.run()
	}
}

// A stream is one call of Stream.
type stream struct {
	call
	req      Request
	shape    *shape // nil until there are tokens
	reshaped bool   // the other shape has been tried
	yield    func(Event, error) bool
	stopped  bool        // the caller broke out of the loop
	yielded  bool        // some event of this attempt
	shown    bool        // content of this attempt
	header   http.Header // of the newest answer
}

// run makes attempts until one of them ends well or nothing more can be done.
func (s *stream) run() {
	for {
		s.yielded, s.shown = false, false
		e := s.attempt()
		if e == nil || s.stopped {
			return
		}
		pause, ok := s.again(e)
		if !ok {
			s.yield(nil, e)
			return
		}
		if (s.yielded || pause > 0) && !s.yield(Retrying{s.attempts + 1, pause, e}, nil) {
			return
		}
		if e := s.pause(pause); e != nil {
			s.yield(nil, e)
			return
		}
	}
}

// again repairs the request when the server did not like how it was written,
// and otherwise leaves the decision to the call.
func (s *stream) again(e *Error) (pause time.Duration, ok bool) {
	if s.shown && !s.req.RetryContent {
		e.Attempts = s.attempts
		return 0, false
	}
	if s.shape != nil && s.attempts < maxAttempts && s.ctx.Err() == nil {
		switch {
		case e.strip && s.shape.strip(s.req):
			return 0, true
		case e.otherShape() && !s.reshaped:
			s.reshaped = true
			s.shape.lite = !s.shape.lite
			return 0, true
		}
	}
	return s.call.again(e)
}

// otherShape reports whether e is how the backend refuses a request in the
// wrong one of its two shapes: it says so, or it does not find the model.
func (e *Error) otherShape() bool {
	message := strings.ToLower(e.Message)
	switch e.Status {
	case http.StatusNotFound:
		return e.Code == CodeModel
	case http.StatusBadRequest:
		return strings.Contains(message, "responses-lite") || strings.Contains(message, "responses lite") ||
			strings.Contains(message, "parallel_tool_calls")
	}
	return false
}

// attempt sends the request once and yields the events of its answer. It
// returns nil when the answer has ended or the caller has had enough.
func (s *stream) attempt() *Error {
	ctx, cancel := context.WithCancelCause(s.ctx)
	defer cancel(nil)
	alive := newWatch(s.client.idleTime, func() { cancel(errIdle) })
	defer alive.stop()
	resp, e := s.send(ctx, s.request)
	if e != nil {
		return e
	}
	defer resp.Body.Close()
	// A transport need not watch the context once the answer has begun.
	defer crash.OnDone(ctx, func() { resp.Body.Close() })()
	if isHTML(resp.Header) {
		return s.client.identified(resp, s.client.protocolError("answer is a web page", nil))
	}
	if s.reshaped {
		s.client.rememberShape(s.req.Model, s.shape.lite)
	}
	s.client.models.announced(s.tokens.AccountID, resp.Header.Get("X-Models-Etag"))
	s.header = resp.Header
	return s.read(ctx, resp, alive)
}

func (s *stream) request(ctx context.Context) (*http.Request, error) {
	if s.shape == nil || s.shape.account != s.tokens.AccountID {
		found := s.client.shapeFor(s.req.Model, s.tokens.AccountID)
		s.shape = &found
	}
	if e := s.req.check(s.shape.model, s.shape.known); e != nil {
		return nil, e
	}
	body, err := s.shape.encode(s.req)
	if err != nil {
		return nil, badRequest("The request cannot be sent.", "", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.client.base.JoinPath("responses").String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	h := req.Header
	h.Set("Content-Type", "application/json")
	h.Set("Accept", "text/event-stream")
	// Compressed, events would wait for each other.
	h.Set("Accept-Encoding", "identity")
	if id := s.req.ConversationID; id != "" {
		// These two decide where the prompt cache is looked for.
		h.Set("session-id", id)
		h.Set("thread-id", id)
	}
	if s.shape.lite {
		h.Set(liteHeader, "true")
	}
	return req, nil
}

// emit yields an event and reports whether the caller wants more.
func (s *stream) emit(e Event) bool {
	s.yielded = true
	if !s.shown {
		_, s.shown = e.(content)
	}
	s.stopped = !s.yield(e, nil)
	return !s.stopped
}
