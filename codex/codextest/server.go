// Package codextest emulates the servers behind a ChatGPT plan: the sign-in
// issuer and the Codex backend. It is to them what net/http/httptest is to
// net/http, and as strict as the real ones are known to be: a request that
// they refuse is refused here, with the same status and shape of body.
//
// A [Server] runs on a listener ([Server.Start]) or wholly in memory
// ([Server.Client]). Unless told otherwise it answers every question with
// one of a few built-in markdown texts; [Options].Doc, [Options].Answer and
// [Server.Script] say what to answer instead, [Server.Fault] makes answers
// go wrong, and [Server.Requests] tells what arrived.
//
// Where no public source documents what the real servers say, the comment
// at that place says so.
package codextest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"banter/internal/crash"
)

// ClientID is the public client id of the Codex CLI, the only one that the
// issuer knows (openai/codex, login/src/auth/manager.rs).
const ClientID = "app_EMoamEEZ73f0CkXaXp7hrann"

// Options configures a [Server]. The zero value answers a built-in markdown
// text, as fast as possible, and approves device codes at once.
type Options struct {
	Doc          string                // markdown that every answer consists of; empty: a built-in text
	Answer       func(Question) Answer // what to answer, unless scripted; nil: Doc. Called concurrently
	Chunk        int                   // bytes per delta; 0: 6
	Rate         float64               // deltas per second; 0: as fast as possible
	ApproveAfter time.Duration         // device codes approve themselves after this; negative: only by Approve
	LoginTTL     time.Duration         // life of the access token that a sign-in gives; 0: 240 h
	Account      Account               // who approves device codes; zero fields: those of a Plus account
	Now          func() time.Time      // nil: time.Now
	OnRequest    func(Request)         // called once the status is known, masked like Requests
}

// A Server plays both servers. It is an http.Handler, so it runs on any
// listener, or with no network at all through [Server.Client]. It gives the
// same answers to the same requests in the same order, and is safe for
// concurrent use.
type Server struct {
	opts   Options
	models catalog

	mu       sync.Mutex
	serial   int // source of every id and token
	requests []*Request
	running  map[int]context.CancelFunc // calls in progress
	closed   bool
	http     *http.Server
	url      string
	served   <-chan struct{} // closed when the listener's loop has ended

	devices  map[string]*device  // by device_auth_id
	codes    map[string]*code    // by authorization code
	access   map[string]*access  // by token
	refresh  map[string]*refresh // by token
	limits   Limits
	script   []Answer
	faults   []*armed
	sessions map[string]int // input tokens already cached, by session and model
}

// memoryURL is where a server that does not listen seems to live: loopback,
// since clients refuse plain http elsewhere, and a port that nothing is on.
const memoryURL = "http://127.0.0.1:9"

// New returns a server that listens nowhere.
func New(opts Options) *Server {
	if opts.Chunk <= 0 {
		opts.Chunk = 6
	}
	if opts.LoginTTL == 0 {
		opts.LoginTTL = refreshedTTL
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.Account = opts.Account.filled()
	return &Server{
		opts:     opts,
		models:   bundledModels(),
		url:      memoryURL,
		running:  map[int]context.CancelFunc{},
		devices:  map[string]*device{},
		codes:    map[string]*code{},
		access:   map[string]*access{},
		refresh:  map[string]*refresh{},
		sessions: map[string]int{},
		limits:   defaultLimits(),
	}
}

// Issuer returns the base URL of the sign-in server.
func (s *Server) Issuer() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}

// BaseURL returns the base URL of the Codex backend.
func (s *Server) BaseURL() string { return s.Issuer() + backend + "/codex" }

// ServeHTTP implements http.Handler. Any Host is served.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	key, open := s.enter(cancel)
	if !open {
		panic(http.ErrAbortHandler)
	}
	defer s.leave(key)
	s.answer(w, r.WithContext(ctx))
}

// enter notes a call in progress, so that Close can end it. It reports false
// after Close.
func (s *Server) enter(cancel context.CancelFunc) (key int, open bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, false
	}
	key = s.next()
	s.running[key] = cancel
	return key, true
}

func (s *Server) leave(key int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, key)
}

// Start listens on addr (host:port, port 0 for any), which must be a
// loopback address, and serves until Close.
func (s *Server) Start(addr string) error { return s.start(addr, "http", nil) }

func (s *Server) start(addr, scheme string, secure func(net.Listener) net.Listener) error {
	if err := checkLoopback(addr); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.http != nil {
		ln.Close()
		return errors.New("codextest: server was started or closed before")
	}
	s.url = scheme + "://" + ln.Addr().String()
	s.http = newHTTPServer(s)
	if secure != nil {
		ln = secure(ln)
	}
	srv := s.http // Close takes it away
	s.served = crash.Go(func() { _ = srv.Serve(ln) })
	return nil
}

// Close stops listening and ends streams in progress, which their readers
// see as broken connections.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	srv, served := s.http, s.served
	s.http = nil
	for _, cancel := range s.running {
		cancel()
	}
	s.mu.Unlock()
	if srv != nil {
		srv.Close()
		<-served
	}
}

// checkLoopback refuses addresses that other machines could reach: the
// emulator signs anybody in.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: %w", addr, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("address %q is not a loopback address", addr)
}

// next returns a number that was not used before. Callers hold s.mu.
func (s *Server) next() int {
	s.serial++
	return s.serial
}

// lockedNext is next for callers that do not hold s.mu.
func (s *Server) lockedNext() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next()
}
