package auth

import (
	"net/http"

	"banter/internal/attempt"
	"banter/internal/origin"
)

// Client returns an HTTP client that signs requests: it gets tokens from s and
// sets the headers of [Tokens.SetHeaders] on each request. It is for programs that
// call the backend without package codex.
//
// The client is a copy of base, or of [http.DefaultClient] if base is nil. It sends
// a request at most once. A request to a host that [Tokens.CheckURL] rejects fails
// before anything is sent, and a redirect to another origin is returned, not
// followed. After status 401 the program calls [Source.Refresh] and repeats the
// request. The client is safe for concurrent use.
func (s *Source) Client(base *http.Client) *http.Client {
	client := origin.GuardRedirects(base)
	client.Transport = &signedTransport{s, attempt.Transport(client.Transport)}
	return client
}

// A signedTransport sets the sign-in headers of a source on each request.
type signedTransport struct {
	source *Source
	base   http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t *signedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	signed, err := t.sign(req)
	if err != nil {
		if req.Body != nil {
			req.Body.Close() // a RoundTripper must close it on errors, too
		}
		return nil, err
	}
	return t.base.RoundTrip(signed)
}

// sign returns a copy of req with the sign-in headers. A RoundTripper must not
// change its request.
func (t *signedTransport) sign(req *http.Request) (*http.Request, error) {
	tokens, err := t.source.Tokens(req.Context())
	if err != nil {
		return nil, err
	}
	if err := tokens.CheckURL(req.URL); err != nil {
		return nil, err
	}
	signed := req.Clone(req.Context())
	tokens.SetHeaders(signed.Header)
	return signed, nil
}
