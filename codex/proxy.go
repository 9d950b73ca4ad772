package codex

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"banter/auth"
	"banter/internal/attempt"
	"banter/internal/notice"
	"banter/internal/origin"
)

// maxProxyBody is the largest body of a forwarded request, in bytes. It leaves
// room for images.
const maxProxyBody = 64 << 20

// A Proxy is an http.Handler for web pages, which cannot call the backend
// themselves. It forwards POST requests that carry the bearer token and account
// id of the page's user. It adds no token of its own, stores nothing and logs
// nothing.
//
// A Proxy forwards each request once, with a few of its headers and always as
// application/json; it changes the body as [Transport] does. It streams the
// answer back byte by byte. Requests without a sign-in get status 401, and those
// with a token of [RouteDocumented] status 403: see [Route.CheckSharing].
//
// Serve it at /api/proxy/openai/codex/, where [Options].ProxyBaseURL and
// [Transport].ProxyBaseURL expect it in a browser. The zero value is ready to
// use. A Proxy is safe for concurrent use, but its fields must not be changed
// after the first request.
type Proxy struct {
	BaseURL string            // "" means https://chatgpt.com/backend-api/codex
	Prefix  string            // path of the handler; "" means /api/proxy/openai/codex
	Base    http.RoundTripper // nil means http.DefaultTransport

	Originator     string // for requests without one; "" means banter
	OmitOriginator bool   // do not set a default originator

	Instructions string // instructions of requests without any
	Store        bool   // store of requests without it; the backend accepts only false
}

// forwarded are the request headers that a Proxy passes on. Cookies, the page's
// address and the traits of the browser do not concern the backend.
var forwarded = []string{
	"Authorization", "ChatGPT-Account-Id", "Content-Encoding", "Accept", "OpenAI-Beta", "Originator",
	"Session-Id", "Thread-Id", "X-Openai-Fedramp", "X-Openai-Internal-Codex-Residency", liteHeader,
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		plain(w, http.StatusMethodNotAllowed, "Only POST is forwarded.")
		return
	}
	if err := p.checkSharing(r); err != nil {
		refuse(w, http.StatusForbidden, err)
		return
	}
	for _, key := range []string{"Authorization", "ChatGPT-Account-Id"} {
		if value := strings.TrimSpace(r.Header.Get(key)); value == "" || strings.EqualFold(value, "Bearer") {
			plain(w, http.StatusUnauthorized, key+" is missing.")
			return
		}
	}
	out, status, err := p.request(w, r)
	if err != nil {
		refuse(w, status, err)
		return
	}
	resp, err := attempt.Transport(p.Base).RoundTrip(out)
	if err != nil {
		refuse(w, http.StatusBadGateway, (&Client{}).brokenError(r.Context(), err))
		return
	}
	defer resp.Body.Close()
	relay(w, resp)
}

// checkSharing returns the error of [Route.CheckSharing] if r has a token of
// RouteDocumented, or p would forward it to that route.
func (p *Proxy) checkSharing(r *http.Request) error {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if origin.Same(first(p.BaseURL, defaultBaseURL), documentedURL) {
		return RouteDocumented.CheckSharing()
	}
	return routeOf(auth.Tokens{Access: auth.NewSecret(strings.TrimSpace(token))}).CheckSharing()
}

// request returns the request to forward, or the status of a request that
// cannot be forwarded.
func (p *Proxy) request(w http.ResponseWriter, r *http.Request) (*http.Request, int, error) {
	base, err := parseBase(first(p.BaseURL, defaultBaseURL))
	if err == nil {
		err = checkProxy(base)
	}
	if err != nil {
		return nil, http.StatusInternalServerError, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxProxyBody))
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, http.StatusRequestEntityTooLarge, badRequest("The request is too large.", "", err)
		}
		return nil, http.StatusBadRequest, badRequest("The request cannot be read.", "", err)
	}
	target := rebase(r.URL, base, first(p.Prefix, browserProxy))
	rule := bodyRule{p.Instructions, p.Store}
	if rule.applies(r.Method, target.EscapedPath(), r.Header) {
		body = rule.normalize(body)
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, http.StatusBadRequest, badRequest("The address cannot be forwarded.", "", err)
	}
	for _, key := range forwarded {
		if values := r.Header.Values(key); len(values) > 0 {
			out.Header[http.CanonicalHeaderKey(key)] = values
		}
	}
	out.Header.Set("Content-Type", "application/json") // some pages send text/plain to avoid a preflight request, and the backend refuses it
	setOriginator(out.Header, p.Originator, p.OmitOriginator)
	out.Header.Set("User-Agent", defaultUserAgent())
	out.Header.Set("Accept-Encoding", "identity") // a compressed stream would arrive in lumps
	return out, 0, nil
}

// relay streams an answer to w, with the headers that a page needs.
func relay(w http.ResponseWriter, resp *http.Response) {
	h := w.Header()
	h.Set("Content-Type", first(resp.Header.Get("Content-Type"), "application/json"))
	h.Set("Cache-Control", first(resp.Header.Get("Cache-Control"), "no-store"))
	if encoding := resp.Header.Values("Content-Encoding"); len(encoding) > 0 { // some servers compress without being asked
		h["Content-Encoding"] = encoding
	}
	w.WriteHeader(resp.StatusCode)
	flusher := http.NewResponseController(w)
	_ = flusher.Flush() // fails only if w has nothing to flush
	buf := make([]byte, readSize)
	for {
		n, err := resp.Body.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return
			}
			_ = flusher.Flush()
		}
		if err == io.EOF || errors.Is(err, context.Canceled) {
			return
		}
		if err != nil {
			// The page must not mistake half an answer for a whole one.
			panic(http.ErrAbortHandler)
		}
	}
}

// refuse answers with the words of an error.
func refuse(w http.ResponseWriter, status int, err error) {
	n := notice.Of(err)
	plain(w, status, strings.TrimSpace(n.Sentence+" "+n.Hint))
}

// plain answers with a sentence.
func plain(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, sentence+"\n")
}
