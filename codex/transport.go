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
// ChatGPT plan: give it to the SDK's HTTP client. Whatever host a request
// names, it goes to the same path below the base URL, without /v1, with the
// person's tokens in place of an API key, and a request for an answer is made
// such as the backend takes it. A 401 is answered with one refresh and one
// more try; everything else is the SDK's to handle.
//
// Each try is one request on the wire. Package net/http would send it again
// when a server of HTTP/2 gives it back (GOAWAY, REFUSED_STREAM), or when a
// connection is lost and the method or an Idempotency-Key allows it; here that
// is an error, which reaches the SDK, and the SDK counts its own tries. Base
// gets requests whose GetBody works.
//
// The backend only streams: SDK calls must ask for a stream. Embedding and
// image endpoints fail with [*NoSuchModelError].
//
// Only Source is required. A Transport is safe for concurrent use; its fields
// must not be changed once it is used.
type Transport struct {
	Source  TokenSource
	BaseURL string            // empty: https://chatgpt.com/backend-api/codex
	Base    http.RoundTripper // nil: http.DefaultTransport

	// ProxyBaseURL and NoProxy are as in [Options].
	ProxyBaseURL string
	NoProxy      bool

	Header         http.Header // extra headers; those of a request win over them
	Originator     string      // when a request has none; empty: banter
	OmitOriginator bool        // send none of our own
	UserAgent      string      // when a request has none; empty: banter/VERSION
	OmitBeta       bool        // send no OpenAI-Beta

	Instructions string // system text of requests without one
	Store        bool   // store of requests that do not say; the backend takes only false
}

// RoundTrip implements http.RoundTripper. Its own errors are a [*Error] or a
// [*NoSuchModelError].
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
	c := &Client{source: t.Source, proxied: proxied}
	k := &call{client: c, ctx: req.Context()}
	if e := k.getTokens(req.Context()); e != nil {
		return nil, e
	}
	send := func() (*http.Response, error) {
		out := t.rewrite(req, body, base)
		if err := c.mayGo(out.URL, k.tokens); err != nil {
			return nil, c.tokenError(req.Context(), err)
		}
		k.tokens.SetHeaders(out.Header)
		return attempt.Transport(t.Base).RoundTrip(out)
	}
	resp, err := send()
	if err != nil || resp.StatusCode != http.StatusUnauthorized || isChallenge(resp, nil) {
		return resp, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody) // for the connection's reuse
	resp.Body.Close()
	if e := (&Error{Status: resp.StatusCode}); !k.refresh(e) {
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

// rewrite makes the request that goes out. A RoundTripper must leave the one
// it is given as it is.
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

// setBody makes body the body of a request, GetBody and length included.
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

// headers joins the configured headers, the request's and ours, the later ones
// winning. What a request says about who asks is dropped: an SDK has put its
// API key there.
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
