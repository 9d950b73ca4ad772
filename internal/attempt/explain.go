package attempt

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// explain returns err or a more precise error. cause is the cause of the
// attempt's context, nil if the context has not ended.
func (p *progress) explain(cause, err error) error {
	switch cause.(type) {
	case *RepeatError, *SchemeError:
		return cause
	}
	if cause != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	late, _ := errors.AsType[net.Error](err)
	op, _ := errors.AsType[*net.OpError](err)
	record, notTLS := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case strings.Contains(err.Error(), "invalid proxy address"): // err quotes the address with its password
		return &ProxyError{Err: errors.New("address in HTTPS_PROXY is invalid")}
	case op != nil && op.Op == "proxyconnect":
		return &ProxyError{Host: p.hop, Target: p.target.Host, Err: err}
	case p.inProxy():
		return &ProxyError{Host: p.hop, Target: p.target.Host, Status: connectStatus(err), Connected: true, Err: err}
	case notTLS && (string(record.RecordHeader[:]) == "HTTP/" || record.RecordHeader[0] == '<'): // a response, or a page without headers
		return &SchemeError{Host: p.target.Host, Plain: true, Err: err}
	case notTLS:
		return &SchemeError{Host: p.target.Host, Err: err}
	case p.secured > 0 && !p.secure && late != nil && late.Timeout():
		return &SchemeError{Host: p.target.Host, Silent: true, Err: err}
	case p.target.Scheme == "http" && strings.Contains(err.Error(), `malformed HTTP response "\x15\x03`): // a TLS alert
		return &SchemeError{Host: p.target.Host, Secure: true, Err: err}
	}
	return err
}

// inProxy reports whether the attempt ended while a proxy was connecting to the
// server. The first TLS handshake is with a proxy that speaks TLS, or else with
// the server; after the server's handshake the connection is usable.
func (p *progress) inProxy() bool {
	return p.target.Scheme == "https" && p.connected && !p.got && p.hop != canonical(p.target) &&
		(p.secured == 0 || p.secured == 1 && p.secure)
}

// canonical returns the host and port of u in the form that net/http passes to
// httptrace.
func canonical(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// connectStatus returns the status that a proxy answered CONNECT with, or 0 if it
// is unknown. The error of net/http has only the reason phrase of the response,
// which each proxy words differently.
func connectStatus(err error) int {
	text := strings.ToLower(err.Error())
	for status := 300; status < 600; status++ {
		if name := http.StatusText(status); name != "" && strings.ToLower(name) == text {
			return status
		}
	}
	for _, w := range []struct {
		word   string
		status int
	}{
		{"authenti", http.StatusProxyAuthRequired}, {"authoriz", http.StatusProxyAuthRequired},
		{"forbidden", http.StatusForbidden}, {"denied", http.StatusForbidden}, {"blocked", http.StatusForbidden},
		{"not allowed", http.StatusForbidden}, {"prohibited", http.StatusForbidden},
		{"bad gateway", http.StatusBadGateway}, {"unavailable", http.StatusServiceUnavailable}, {"timeout", http.StatusGatewayTimeout},
	} {
		if strings.Contains(text, w.word) {
			return w.status
		}
	}
	return 0
}

// plainToTLS returns an error if resp is what a TLS server answers to a request
// without TLS. Otherwise the body of resp remains readable from its beginning.
func plainToTLS(u *url.URL, resp *http.Response) error {
	if u.Scheme != "http" || resp.StatusCode != http.StatusBadRequest {
		return nil
	}
	start, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	for _, words := range []string{"HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL"} {
		if bytes.Contains(start, []byte(words)) {
			return &SchemeError{Host: u.Host, Secure: true}
		}
	}
	rest := io.Reader(resp.Body)
	if err != nil {
		rest = brokenReader{err}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(start), rest), resp.Body}
	return nil
}

// A brokenReader fails with err.
type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }
