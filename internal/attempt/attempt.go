// Package attempt makes each call of an http.RoundTripper one attempt: at most
// one request reaches the server, and an error says how far the request came.
//
// Package net/http repeats a request that it considers safe to repeat: without
// limit after HTTP/2's GOAWAY and REFUSED_STREAM, and after a lost connection if
// the method allows it. A server that always answers so receives thousands of
// requests, each with the person's token. With this package the caller decides
// how often to try.
package attempt

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
)

// Transport returns a transport that sends each request through next at most
// once; a nil next is http.DefaultTransport. Transport observes the request with
// net/http/httptrace, so next may be any transport that ends in net/http's.
//
// Package net/http may still try another connection while nothing of the request
// has been sent, as it does if an idle connection is dead. Transport does not
// change the request's GetBody.
func Transport(next http.RoundTripper) http.RoundTripper { return transport{next} }

type transport struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	p := newProgress(req, cancel)
	resp, err := next.RoundTrip(req.WithContext(httptrace.WithClientTrace(ctx, p.trace())))
	p.end()
	if err != nil {
		err = p.explain(context.Cause(ctx), err)
		cancel(nil)
		return nil, err
	}
	if resp == nil || resp.Body == nil { // http.Client handles both
		return resp, nil
	}
	if wrong := plainToTLS(req.URL, resp); wrong != nil {
		resp.Body.Close()
		cancel(nil)
		return nil, wrong
	}
	resp.Request = req
	if _, upgraded := resp.Body.(io.Writer); !upgraded {
		resp.Body = body{resp.Body, cancel}
	}
	return resp, nil
}

// A body releases the context of its request when it is closed.
type body struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (b body) Close() error {
	defer b.cancel(nil)
	return b.ReadCloser.Close()
}

// A RepeatError reports that net/http would have sent the request again: the
// server did not process it, or may safely receive it twice.
type RepeatError struct{}

func (*RepeatError) Error() string { return "the server gave the request back" }

// Notice implements notice.Noticer.
func (*RepeatError) Notice() (sentence, hint string) {
	return "The server ended the connection before it took the request.", "Try again."
}

// Repeatable reports whether err wraps a [*RepeatError]: the caller may send the
// request again at once.
func Repeatable(err error) bool {
	_, ok := errors.AsType[*RepeatError](err)
	return ok
}
