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

// Stream sends req and yields the events of the answer as they arrive. The last
// event is [Completed] or [Incomplete]. If the request or the answer fails, the
// last pair is a nil event and a [*Error]. Breaking out of the loop closes the
// connection. Each range over the sequence is a new request.
//
// The client sends a request that fails before it has yielded content again if
// that can help, at most four times in all; see [Retrying] and
// [Request].RetryContent. An answer may take any time; only silence is limited,
// to [Options].IdleTime. An event longer than 64 MB is an error with
// [CodeProtocol].
func (c *Client) Stream(ctx context.Context, req Request) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		s := &stream{exchange: exchange{client: c, ctx: ctx}, req: req, yield: yield}
		defer s.keepLimits()
		s.run()
	}
}

// A stream is one range over [Client.Stream].
type stream struct {
	exchange
	req      Request
	shape    *shape // nil until there are tokens
	reshaped bool   // the request has been sent in the other shape
	yield    func(Event, error) bool
	stopped  bool        // the caller broke out of the loop
	yielded  bool        // an event of this attempt has been yielded
	shown    bool        // content of this attempt has been yielded
	header   http.Header // headers of the newest answer
	limits   Limits      // newest, of the plan; zero until some arrive
}

// run makes attempts until one of them succeeds or none can help.
func (s *stream) run() {
	for {
		s.yielded, s.shown = false, false
		e := s.attempt()
		if e == nil || s.stopped {
			return
		}
		pause, ok := s.again(e)
		if !ok {
			if e.Limits != nil {
				s.limits = *e.Limits
			}
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

// keepLimits stores the limits that came with the answer.
func (s *stream) keepLimits() { s.client.limits.keep(s.tokens.AccountID, s.limits) }

// again changes the request if the server rejected its shape or its reasoning,
// and otherwise leaves the decision to the exchange.
func (s *stream) again(e *Error) (pause time.Duration, ok bool) {
	if s.shown && !s.req.RetryContent {
		e.Attempts = s.attempts
		return 0, false
	}
	if s.shape != nil && s.attempts < maxAttempts && s.ctx.Err() == nil {
		switch {
		case e.strip && s.shape.strip(s.req):
			return 0, true
		case s.client.route == RouteDocumented: // which has one shape
			if e.Code == CodeModel {
				s.client.models.outdate(s.shape.account)
			}
		case e.otherShape() && !s.reshaped:
			s.reshaped = true
			s.shape.lite = !s.shape.lite
			return 0, true
		}
	}
	return s.exchange.again(e)
}

// otherShape reports whether the backend refused a request because of its
// shape: it says so, or it does not find the model.
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

// attempt sends the request once and yields the events of the answer. It
// returns nil if the answer has ended or the caller has broken out of the loop.
func (s *stream) attempt() *Error {
	ctx, cancel := context.WithCancelCause(s.ctx)
	defer cancel(nil)
	alive := newWatchdog(s.client.idleTime, func() { cancel(errIdle) })
	defer alive.stop()
	resp, e := s.send(ctx, s.request)
	if e != nil {
		return e
	}
	defer resp.Body.Close()
	// A transport need not watch the context after the answer has begun.
	defer crash.OnDone(ctx, func() { resp.Body.Close() })()
	if isHTML(resp.Header) {
		return s.client.identified(resp, s.client.protocolError("answer is a web page", nil))
	}
	if s.reshaped {
		s.client.rememberShape(s.req.Model, s.shape.lite)
	}
	s.client.models.announced(Account(s.tokens), resp.Header.Get("X-Models-Etag"))
	s.header = resp.Header
	return s.read(ctx, resp, alive)
}

func (s *stream) request(ctx context.Context) (*http.Request, error) {
	if account := Account(s.tokens); s.shape == nil || s.shape.account != account {
		found := s.client.shapeFor(s.req.Model, account)
		s.shape = &found
	}
	if e := s.shape.check(s.req); e != nil {
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
	// In a compressed stream, events would wait for each other.
	h.Set("Accept-Encoding", "identity")
	if s.client.route == RouteDocumented {
		return req, nil
	}
	h.Set("Accept", "text/event-stream")
	if id := s.req.ConversationID; id != "" {
		// The server looks for the prompt cache by these.
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
	if changed, ok := e.(LimitsChanged); ok && changed.Limits.Name == "" {
		s.limits = changed.Limits
	}
	if !s.shown {
		_, s.shown = e.(content)
	}
	s.stopped = !s.yield(e, nil)
	return !s.stopped
}
