package codextest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// StartTLS is [Server.Start] with https, HTTP/2 included, and the given
// certificate, which clients must trust.
func (s *Server) StartTLS(addr string, cert tls.Certificate) error {
	conf := &tls.Config{
		Certificates: []tls.Certificate{cert},
		NextProtos:   []string{"h2", "http/1.1"},
		MinVersion:   tls.VersionTLS12,
	}
	return s.start(addr, "https", func(ln net.Listener) net.Listener {
		return tls.NewListener(ln, conf)
	})
}

// newHTTPServer returns a server that does not log broken connections, which
// tests cause on purpose.
func newHTTPServer(h http.Handler) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Server{
		Handler:           h,
		Protocols:         protocols,
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
