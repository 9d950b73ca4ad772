// Package attempt makes a call of an http.RoundTripper one attempt: at most one
// request reaches the server, and an error says how far the request came.
//
// Package net/http sends a request again on its own while it thinks that this
// does no harm: after HTTP/2's GOAWAY and REFUSED_STREAM without an end, and
// after a lost connection if the method allows it. A server that answers each
// request that way then gets thousands of them, each with the person's token.
// Here the caller counts.
package attempt

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
)

// Transport returns a transport that sends each request through next at most
// once; nil stands for http.DefaultTransport. It works through the context of
// the request, so next may be any transport that ends in net/http's.
//
// Package net/http may still look for another connection while nothing of the
// request has been sent, as it does when an idle connection turns out to be
// dead. GetBody stays what it was.
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
	if resp == nil || resp.Body == nil { // http.Client knows what to do with it
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

// A RepeatError says that net/http would have sent the request again: the
// server did not begin with it, or the request does no harm when it arrives
// twice.
type RepeatError struct{}

func (*RepeatError) Error() string { return "the server gave the request back" }

// Notice implements notice.Noticer.
func (*RepeatError) Notice() (sentence, hint string) {
	return "The server ended the connection before it took the request.", "Try again."
}

// Repeatable reports whether err says that the request can be sent again at
// once without harm.
func Repeatable(err error) bool {
	_, ok := errors.AsType[*RepeatError](err)
	return ok
}
