package codex

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
)

// read yields the events of an answer until one of them ends it.
func (s *stream) read(ctx context.Context, resp *http.Response, alive *watchdog) *Error {
	a := &answerReader{stream: s, resp: resp, model: clip(resp.Header.Get("Openai-Model"), maxName)}
	if s.client.route == RouteDocumented && !isStream(resp.Header) {
		return a.otherType()
	}
	if limits, ok := limitsFromHeaders(resp.Header, s.client.now()); ok {
		a.limits = limits
		if !s.emit(LimitsChanged{limits}) {
			return nil
		}
	}
	if s.shape.stripped > keepAll && !s.emit(ReasoningRefused{Items: s.shape.stripped > keepReadable}) {
		return nil
	}
	frames := newFrameReader(alive.reader(resp.Body))
	frames.waiting = s.req.Waiting
	decoder := decoder{model: s.req.Model, account: Account(s.tokens), route: s.client.route, now: s.client.now, bearer: bearerOf(resp)}
	for {
		frame, err := frames.next()
		if ctx.Err() != nil {
			return s.client.brokenError(ctx, err)
		}
		if err != nil {
			return a.broken(err, frames.stray)
		}
		event, err := decoder.decode(frames.name, frame)
		switch {
		case err == errNotJSON:
			a.garbage(frame)
			continue
		case err != nil:
			return a.failed(err)
		}
		alive.event()
		if a.size.add(event); a.size.total > s.client.maxAnswer {
			event = Incomplete{Reason: ReasonTooLong}
		}
		if more := s.emit(a.note(event)); !more || a.ended {
			return nil
		}
	}
}

// An answerReader reads one answer.
type answerReader struct {
	*stream
	resp    *http.Response
	limits  Limits // newest limits of the plan
	model   string // model that serves, if the server has named it
	skipped int    // frames without JSON
	events  int
	size    answerSize
	ended   bool
}

func (a *answerReader) garbage(frame []byte) {
	if string(frame) != "[DONE]" {
		a.skipped++
	}
}

// note adds to an event what is known about the whole answer.
func (a *answerReader) note(event Event) Event {
	a.events++
	switch e := event.(type) {
	case LimitsChanged:
		a.limits = e.Limits
	case Rerouted:
		a.model = first(e.To, a.model)
	case Metadata:
		a.model = first(e.Model, a.model)
		a.client.models.announced(Account(a.tokens), e.ModelsETag)
	case Completed:
		a.ended = true
		e.Model, e.RequestID, e.Skipped = first(a.model, e.Model), requestID(a.resp.Header), a.skipped
		return e
	case Incomplete:
		a.ended = true
		e.Model, e.RequestID, e.Skipped = first(a.model, e.Model), requestID(a.resp.Header), a.skipped
		return e
	}
	return event
}

// broken returns the error for an answer that stopped before its end. Its text
// may itself be an error, sent with status 200.
func (a *answerReader) broken(err error, stray []byte) *Error {
	c := a.client
	if err == io.EOF && a.events == 0 && len(stray) > 0 {
		return a.notStream(stray)
	}
	switch {
	case errors.Is(err, errFrameTooLong):
		return c.identified(a.resp, c.protocolError("read answer", err))
	case err == io.EOF && a.events == 0 && a.skipped > 0:
		return c.identified(a.resp, c.protocolError("answer holds no event", nil))
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return c.identified(a.resp, &Error{
		Code:     CodeInterrupted,
		Sentence: "The connection ended before the answer did.",
		Hint:     tryAgain,
		Retry:    RetryNow,
		Err:      err,
		again:    true,
	})
}

// isStream reports whether headers may belong to a stream of events. Good answers
// of RouteDocumented come without a Content-Type, too (pingdotgg/t3code).
func isStream(h http.Header) bool {
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return kind == "" || strings.EqualFold(strings.TrimSpace(kind), "text/event-stream")
}

// otherType returns the error for an answer that says to be something other than a
// stream: its text may be one.
func (a *answerReader) otherType() *Error {
	body, _ := io.ReadAll(io.LimitReader(a.resp.Body, maxErrorBody))
	if !isObject(body) {
		return a.client.identified(a.resp, a.client.protocolError("answer is no stream", nil))
	}
	return a.notStream(body)
}

// notStream returns the error for an answer that holds text instead of events.
func (a *answerReader) notStream(body []byte) *Error {
	r := a.client.reader(a.resp)
	fault := r.body(body, a.resp.Header)
	if !isObject(body) {
		fault.message = first(fault.message, r.text(string(body)))
	}
	if fault.isZero() {
		return a.client.identified(a.resp, a.client.protocolError("answer is no stream", nil))
	}
	return a.client.failure(a.resp, 0, fault, a.limits)
}

// failed returns the error for an answer that failed on the server.
func (a *answerReader) failed(err error) *Error {
	failed, _ := errors.AsType[failedEvent](err)
	if failed.cancel {
		return a.client.identified(a.resp, &Error{Code: CodeInterrupted, Retry: RetryNow,
			Sentence: "The server canceled the answer.", Hint: tryAgain})
	}
	resp := *a.resp
	if len(failed.header) > 0 {
		resp.Header = a.resp.Header.Clone()
		maps.Copy(resp.Header, failed.header)
	}
	return a.client.failure(&resp, 0, failed.fault, a.limits)
}
