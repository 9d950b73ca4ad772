// Package codextest emulates the servers behind a ChatGPT plan: the sign-in
// issuer and the Codex backend. It is to them what net/http/httptest is to
// net/http, and as strict as the real ones are known to be.
package codextest

import (
	"net/http"
	"time"
)

// Options configures a [Server]. The zero value answers a short markdown
// text, as fast as possible, and approves device codes at once.
type Options struct {
	Doc          string        // markdown that every answer consists of; empty: a built-in text
	Chunk        int           // bytes per delta; 0: 6
	Rate         float64       // deltas per second; 0: as fast as possible
	ApproveAfter time.Duration // device codes approve themselves after this; negative: only by Approve
	LoginTTL     time.Duration // life of the access token that a sign-in gives; 0: 240 h
}

// A Server plays both servers. It is an http.Handler, so it runs on any
// listener, or with no network at all through [Server.Client]. It is
// deterministic and safe for concurrent use.
type Server struct{}

// New returns a server that listens nowhere.
func New(opts Options) *Server { panic("skeleton") }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { panic("skeleton") }

// Client returns an HTTP client whose requests to any host reach the server
// in memory, streaming included. It works inside testing/synctest.
func (s *Server) Client() *http.Client { panic("skeleton") }

// Start listens on addr (host:port, port 0 for any) and serves until Close.
func (s *Server) Start(addr string) error { panic("skeleton") }

// Close stops listening and ends streams in progress.
func (s *Server) Close() { panic("skeleton") }

// Issuer returns the base URL of the sign-in server.
func (s *Server) Issuer() string { panic("skeleton") }

// BaseURL returns the base URL of the Codex backend.
func (s *Server) BaseURL() string { panic("skeleton") }

// Fault makes the next times answers of the named kind go wrong; times < 0
// means from now on. See [Faults] for the names.
func (s *Server) Fault(name string, times int) error { panic("skeleton") }

// Faults lists the faults by name, with what each does.
func Faults() map[string]string { panic("skeleton") }

// Requests returns what has arrived so far, secrets masked.
func (s *Server) Requests() []Request { panic("skeleton") }

// A Request is one recorded request.
type Request struct {
	Method, Path string
	Query        string
	Header       http.Header // Authorization and tokens masked
	Body         string      // tokens, codes and verifiers masked
	Status       int         // what was answered
}
