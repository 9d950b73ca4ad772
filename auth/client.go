package auth

import (
	"net/http"

	"banter/internal/attempt"
	"banter/internal/origin"
)

// Client returns an HTTP client whose requests carry the sign-in, for programs
// that speak to the backend themselves. Each request gets fresh tokens in the
// headers that [Tokens.SetHeaders] sets. A request to another host than the
// tokens were issued for fails before anything is sent, and redirects to
// another host are returned, not followed. Nothing is sent a second time after a
// 401: call [Source.Refresh] and repeat the request.
//
// The client uses the transport and the limits of base; nil stands for
// [http.DefaultClient]. It is safe for concurrent use.
func (s *Source) Client(base *http.Client) *http.Client {
	client := origin.GuardRedirects(base)
	client.Transport = &signedTransport{s, attempt.Transport(client.Transport)}
	return client
}

// A signedTransport puts the sign-in of a source on each request.
type signedTransport struct {
	source *Source
	base   http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t *signedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	signed, err := t.sign(req)
	if err != nil {
		if req.Body != nil {
			req.Body.Close() // a RoundTripper closes it also when it fails
		}
		return nil, err
	}
	return t.base.RoundTrip(signed)
}

// sign returns a copy of req with the sign-in: a RoundTripper may not change
// the request that it is given.
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
