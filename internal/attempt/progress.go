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

// maxConns is how often one attempt may look for a connection while nothing
// has been sent. Dead idle connections are few; a server that ends every new
// connection would be called without an end.
const maxConns = 4

// handshakeTime bounds the TLS handshake, for transports that do not. A server
// that speaks no TLS may wait for more of what it got, for ever.
var handshakeTime = 11 * time.Second

// A progress notes how far an attempt has come, and stops it before a second
// request is sent. The hooks are called on several goroutines.
type progress struct {
	target    *url.URL
	stop      context.CancelCauseFunc
	handshake *time.Timer

	mu        sync.Mutex
	counts    bool // net/http may send the request again although headers were written
	sent      bool // they were
	conns     int
	hop       string // host and port that the newest connection goes to: the server, or a proxy
	connected bool   // to hop
	secured   int    // TLS handshakes begun on that connection
	secure    bool   // the newest one has succeeded
	got       bool   // a connection that can be used
	ended     bool   // the attempt; a dial that it began may go on
}

func newProgress(req *http.Request, stop context.CancelCauseFunc) *progress {
	p := &progress{target: req.URL, counts: replayable(req), stop: stop}
	p.handshake = crash.AfterFunc(handshakeTime, p.handshakeLate)
	p.handshake.Stop()
	return p
}

// replayable is what net/http thinks of requests on HTTP/1. Any others it
// sends again there only if no byte of them was sent.
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

// getConn is called before each look for a connection.
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

// gotConn is called before each use of a connection. The context alone does
// not keep a request from being written on an idle connection of HTTP/1, which
// no other request shares.
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

// wroteHeaders is called on HTTP/1 before they leave the buffer, so it means
// nothing for requests that net/http sends again only if they did not.
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
