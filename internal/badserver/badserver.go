// Package badserver starts servers on loopback that break connections at a stage
// that a test chooses. Its HTTP/2 server writes frames of its own, because the
// server of net/http sends only valid ones.
package badserver

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
)

// A Server counts the requests that reach it.
type Server struct {
	URL    string
	server *httptest.Server
	count  atomic.Int64
	conns  atomic.Int64
}

// Client returns a client that trusts the server's certificate.
func (s *Server) Client() *http.Client { return s.server.Client() }

// Requests returns how many requests arrived, or began to.
func (s *Server) Requests() int { return int(s.count.Load()) }

// Conns returns how many connections were made.
func (s *Server) Conns() int { return int(s.conns.Load()) }

// Close closes all connections.
func (s *Server) Close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// Break1 returns an HTTP/1 server that reads each request and then calls act with
// its number, counted from 1, and the connection, which act may write to. The
// server closes the connection when act returns.
func Break1(act func(n int, c net.Conn)) *Server {
	s := &Server{}
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		n := s.count.Add(1)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		act(int(n), conn)
	}))
	s.URL = s.server.URL
	return s
}

// Acts are the functions that an HTTP/2 server calls. Each may be nil.
type Acts struct {
	OnConnect func(c *Conn)                        // after the server has sent its settings
	OnHeaders func(c *Conn, stream int, last bool) // after the headers of a request; last: it has no body
	OnEnd     func(c *Conn, stream int)            // after the end of a request
}

// Break2 returns an https server that speaks HTTP/2 and calls acts.
func Break2(acts Acts) *Server {
	s := &Server{}
	s.server = httptest.NewUnstartedServer(http.NotFoundHandler())
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.server.EnableHTTP2 = true
	s.server.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){
		"h2": func(_ *http.Server, conn *tls.Conn, _ http.Handler) {
			s.conns.Add(1)
			defer conn.Close()
			(&Conn{Conn: conn}).serve(acts, &s.count)
		},
	}
	s.server.StartTLS()
	s.URL = s.server.URL
	return s
}

// Error codes (RFC 9113, section 7).
const (
	NoError         = 0
	ProtocolError   = 1
	InternalError   = 2
	RefusedStream   = 7
	Cancel          = 8
	EnhanceYourCalm = 11
)

// Types and flags of frames (RFC 9113, section 6).
const (
	frameData     = 0
	frameHeaders  = 1
	frameReset    = 3
	frameSettings = 4
	frameGoAway   = 7

	flagAck        = 1
	flagEndStream  = 1
	flagEndHeaders = 4
)

// A Conn is an HTTP/2 connection.
type Conn struct {
	net.Conn
	mu sync.Mutex
}

func (c *Conn) serve(acts Acts, count *atomic.Int64) {
	if _, err := io.CopyN(io.Discard, c, 24); err != nil {
		return
	}
	c.frame(frameSettings, 0, 0, nil)
	if acts.OnConnect != nil {
		acts.OnConnect(c)
	}
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		size := int(head[0])<<16 | int(head[1])<<8 | int(head[2])
		stream := int(binary.BigEndian.Uint32(head[5:]) &^ (1 << 31))
		if _, err := io.CopyN(io.Discard, c, int64(size)); err != nil {
			return
		}
		last := head[4]&flagEndStream != 0
		switch head[3] {
		case frameSettings:
			if head[4]&flagAck == 0 {
				c.frame(frameSettings, flagAck, 0, nil)
			}
		case frameHeaders:
			count.Add(1)
			if acts.OnHeaders != nil {
				acts.OnHeaders(c, stream, last)
			}
			if last && acts.OnEnd != nil {
				acts.OnEnd(c, stream)
			}
		case frameData:
			if last && acts.OnEnd != nil {
				acts.OnEnd(c, stream)
			}
		}
	}
}

func (c *Conn) frame(kind, flags byte, stream int, payload []byte) {
	head := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags, 0, 0, 0, 0}
	binary.BigEndian.PutUint32(head[5:], uint32(stream))
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = c.Write(append(head, payload...))
}

// GoAway tells the client that the server will not answer streams after last.
func (c *Conn) GoAway(last int, code uint32) {
	payload := binary.BigEndian.AppendUint32(nil, uint32(last))
	c.frame(frameGoAway, 0, 0, binary.BigEndian.AppendUint32(payload, code))
}

// Reset ends a stream.
func (c *Conn) Reset(stream int, code uint32) {
	c.frame(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
}

// Begin sends status 200 and the headers of an event stream.
func (c *Conn) Begin(stream int) {
	const kind = "text/event-stream"
	// HPACK (RFC 7541): entry 8 is :status 200, entry 31 is content-type.
	block := append([]byte{0x88, 0x0f, 31 - 15, byte(len(kind))}, kind...)
	c.frame(frameHeaders, flagEndHeaders, stream, block)
}

// Data sends a part of a body. With last, the body ends.
func (c *Conn) Data(stream int, text string, last bool) {
	flags := byte(0)
	if last {
		flags = flagEndStream
	}
	c.frame(frameData, flags, stream, []byte(text))
}

// Half sends the beginning of a headers frame and closes the connection.
func (c *Conn) Half(stream int) {
	_, _ = c.Write([]byte{0, 0, 60, frameHeaders, flagEndHeaders, 0, 0, 0, byte(stream), 0x88})
	c.Close()
}
