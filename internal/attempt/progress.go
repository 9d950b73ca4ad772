package attempt

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"

	"banter/internal/crash"
)

// maxConns is how many connections one attempt may try while nothing has been
// sent. It is above the number of dead idle connections to expect; without it a
// server that closes every new connection would be called forever.
const maxConns = 4

// handshakeTime is the limit for a TLS handshake if the transport has none. A
// server that does not speak TLS may wait forever for the end of a line.
var handshakeTime = 11 * time.Second

// A progress records how far an attempt has come, and stops it before a second
// request is sent. Package net/http calls its hooks on several goroutines.
type progress struct {
	target    *url.URL
	stop      context.CancelCauseFunc
	handshake *time.Timer

	mu        sync.Mutex
	counts    bool   // net/http may send the request again after its headers were written
	sent      bool   // headers of such a request were written
	conns     int    // connections tried
	hop       string // host and port of the newest connection: the server's, or a proxy's
	connected bool   // hop accepted the connection
	secured   int    // TLS handshakes begun on the connection
	secure    bool   // the newest handshake succeeded
	got       bool   // the connection is usable
	ended     bool   // the attempt is over; a dial that it began may continue
}

func newProgress(req *http.Request, stop context.CancelCauseFunc) *progress {
	p := &progress{target: req.URL, counts: replayable(req), stop: stop}
	p.handshake = crash.AfterFunc(handshakeTime, p.handshakeLate)
	p.handshake.Stop()
	return p
}

// replayable reports whether net/http may send a request again on HTTP/1 after
// bytes of it were written. It repeats other requests only before that.
func replayable(req *http.Request) bool {
	switch req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return req.Header["Idempotency-Key"] != nil || req.Header["X-Idempotency-Key"] != nil
}

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:           p.getConn,
		ConnectDone:       p.connectDone,
		TLSHandshakeStart: p.handshakeStart,
		TLSHandshakeDone:  p.handshakeDone,
		GotConn:           p.gotConn,
		WroteHeaders:      p.wroteHeaders,
	}
}

// getConn is called before net/http gets a connection.
func (p *progress) getConn(hop string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns++
	p.hop, p.connected, p.secured, p.secure, p.got = hop, false, 0, false, false
	if p.sent || p.conns > maxConns {
		p.stop(&RepeatError{})
	}
}

func (p *progress) connectDone(_, _ string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connected = p.connected || err == nil
}

func (p *progress) handshakeStart() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.secured, p.secure = p.secured+1, false
	if !p.got && !p.ended {
		p.handshake.Reset(handshakeTime)
	}
}

func (p *progress) handshakeLate() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.got && !p.ended {
		p.stop(&SchemeError{Host: p.target.Host, Silent: true})
	}
}

func (p *progress) handshakeDone(_ tls.ConnectionState, err error) {
	p.handshake.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.secure = err == nil
}

// gotConn is called before net/http uses a connection. If that would send the
// request a second time, gotConn closes an HTTP/1 connection, which no other
// request shares: net/http writes to an idle one even after the context ended.
func (p *progress) gotConn(info httptrace.GotConnInfo) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = true
	p.counts = p.counts || isHTTP2(info.Conn)
	if p.sent {
		p.stop(&RepeatError{})
		if !isHTTP2(info.Conn) {
			info.Conn.Close()
		}
	}
}

func isHTTP2(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// wroteHeaders is called on HTTP/1 before the headers leave the buffer. It
// therefore ignores requests that net/http repeats only if no byte left it.
func (p *progress) wroteHeaders() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = p.sent || p.counts
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.handshake.Stop()
}
