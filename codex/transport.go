package codex

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"slices"

	"banter/internal/attempt"
)

// A Transport is an http.RoundTripper that lets any OpenAI SDK work on a
// ChatGPT plan. Set it as the Transport of the SDK's http.Client.
//
// A request for any host goes to the same path below the base URL, without /v1,
// and with the tokens of Source in place of an API key. The Transport changes
// the body of a request for an answer where the backend would refuse it: it sets
// instructions and store if they are missing, and removes max_output_tokens.
// After a 401 it refreshes the tokens and sends the request once more. All other
// answers and errors reach the SDK.
//
// The backend only streams, so SDK calls must ask for a stream. Requests to
// embedding and image endpoints fail with a [*NoSuchModelError].
//
// A Transport is for [RouteCodex]. With tokens of [RouteDocumented] each request
// fails with the error of [Route.CheckSharing].
//
// Apart from that second attempt, the Transport sends each request exactly
// once, so that the SDK counts its attempts correctly. It returns an error where
// package net/http would send a request again: when an HTTP/2 server returns it
// (GOAWAY, REFUSED_STREAM), or when a connection is lost and the method or an
// Idempotency-Key allows it. Base receives requests whose GetBody works.
//
// Only Source is required. A Transport is safe for concurrent use, but its
// fields must not be changed after the first request.
type Transport struct {
	Source  TokenSource
	BaseURL string            // "" means https://chatgpt.com/backend-api/codex
	Base    http.RoundTripper // nil means http.DefaultTransport

	// ProxyBaseURL and NoProxy are as in [Options].
	ProxyBaseURL string
	NoProxy      bool

	Header         http.Header // extra headers; a request's own win
	Originator     string      // for requests without one; "" means banter
	OmitOriginator bool        // do not set a default originator
	UserAgent      string      // for requests without one; "" means banter/VERSION
	OmitBeta       bool        // do not set OpenAI-Beta: responses=experimental

	Instructions string // instructions of requests without any
	Store        bool   // store of requests without it; the backend accepts only false
}

// RoundTrip implements http.RoundTripper. An error is a [*Error], a
// [*NoSuchModelError], or the one that Base or the request's body returned.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	if refused := refuseEndpoint(req.URL.Path, body); refused != nil {
		return nil, refused
	}
	base, proxied, err := t.base()
	if err != nil {
		return nil, err
	}
	c := &Client{source: t.Source, route: RouteCodex, proxied: proxied}
	x := &exchange{client: c, ctx: req.Context(), shares: true}
	if e := x.getTokens(req.Context()); e != nil {
		return nil, e
	}
	send := func() (*http.Response, error) {
		out := t.rewrite(req, body, base)
		if err := c.checkURL(out.URL, x.tokens); err != nil {
			return nil, c.tokenError(req.Context(), err)
		}
		x.tokens.SetHeaders(out.Header)
		return attempt.Transport(t.Base).RoundTrip(out)
	}
	resp, err := send()
	if err != nil || resp.StatusCode != http.StatusUnauthorized || isChallenge(resp, nil) {
		return resp, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody) // lets the connection be used again
	resp.Body.Close()
	if e := (&Error{Status: resp.StatusCode}); !x.refresh(e) {
		return nil, e
	}
	return send()
}

func (t *Transport) base() (base *url.URL, proxied bool, err error) {
	proxy := proxyBase(t.ProxyBaseURL, t.NoProxy, runtime.GOOS)
	base, err = parseBase(first(proxy, t.BaseURL, defaultBaseURL))
	return base, proxy != "", err
}

// readBody reads and closes the body of a request, so that it can be changed
// and sent twice.
func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}

// rewrite returns the request to send. A RoundTripper must not change the
// request it is given.
func (t *Transport) rewrite(req *http.Request, body []byte, base *url.URL) *http.Request {
	out := req.Clone(req.Context())
	out.URL, out.Host, out.RequestURI = rebase(req.URL, base, ""), "", ""
	out.Header = t.headers(req.Header)
	rule := bodyRule{t.Instructions, t.Store}
	if rule.applies(req.Method, out.URL.EscapedPath(), req.Header) {
		body = rule.normalize(body)
	}
	setBody(out, body)
	return out
}

// setBody sets the body of a request, GetBody and length included.
func setBody(req *http.Request, body []byte) {
	req.TransferEncoding = nil
	req.Header.Del("Content-Length")
	if len(body) == 0 {
		req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
		return
	}
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body, _ = req.GetBody()
}

// headers returns the headers to send: the configured ones, overridden by the
// request's, overridden by the package's. It drops the headers of the request
// that identify the caller, where SDKs put their API key.
func (t *Transport) headers(request http.Header) http.Header {
	h := t.Header.Clone()
	if h == nil {
		h = make(http.Header)
	}
	for key, values := range request {
		h[http.CanonicalHeaderKey(key)] = slices.Clone(values)
	}
	for _, key := range []string{"Authorization", "ChatGPT-Account-Id", "OpenAI-Beta"} {
		h.Del(key)
	}
	if !t.OmitBeta {
		h.Set("OpenAI-Beta", "responses=experimental")
	}
	setOriginator(h, t.Originator, t.OmitOriginator)
	if h.Get("User-Agent") == "" {
		h.Set("User-Agent", first(t.UserAgent, defaultUserAgent()))
	}
	return h
}
