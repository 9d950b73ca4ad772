// Package codextest emulates the servers behind a ChatGPT plan, the sign-in
// issuer and the Codex backend, as net/http/httptest does for web servers. A
// request that the real servers are known to refuse gets the same status and
// the same form of body here.
//
// A [Server] runs on a listener ([Server.Start]) or in memory
// ([Server.Client]). By default it answers every question with one of a few
// built-in markdown texts. [Options].Doc, [Options].Answer and [Server.Script]
// set other answers, [Server.Fault] makes answers go wrong, and
// [Server.Requests] returns what arrived.
//
// Comments mark the answers of the real servers that no public source
// documents.
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

// ClientID is the client id of the Codex CLI, the only one that the issuer
// knows (openai/codex login/src/auth/manager.rs).
const ClientID = "app_EMoamEEZ73f0CkXaXp7hrann"

// Options configures a [Server]. The zero value means built-in answers without
// pauses, and device codes that are approved at once.
type Options struct {
	Doc          string                // markdown text of every answer; "" means the built-in texts
	Answer       func(Question) Answer // returns the answer to a question that no scripted answer is left for; nil means Doc; called concurrently
	Chunk        int                   // bytes per delta; 0 means 6
	Rate         float64               // deltas per second; 0 means no pauses
	ApproveAfter time.Duration         // time after which device codes are approved; negative: only by Approve
	LoginTTL     time.Duration         // life of the access token of a sign-in; 0 means 240 h; 1 h at most on the documented route
	Account      Account               // account that approves device codes; zero fields are those of a Plus account
	Workspaces   []Account             // further workspaces of its person, to choose on the documented route; zero users are that one
	Now          func() time.Time      // nil means time.Now
	OnRequest    func(Request)         // called when the status is known, masked as in Requests; called concurrently
}

// A Server emulates both servers. It is an http.Handler, so it runs on any
// listener; [Server.Client] needs no network. It gives the same answers to the
// same requests in the same order. It is safe for concurrent use.
type Server struct {
	opts   Options
	models catalog

	mu       sync.Mutex
	serial   int // source of all ids and tokens
	requests []*Request
	running  map[int]context.CancelFunc // requests in progress
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

	documented documentedState
}

// memoryURL is the address of a server that does not listen. It is on loopback,
// since clients refuse http elsewhere, and on a port without a service.
const memoryURL = "http://127.0.0.1:9"

// New returns a server that does not listen.
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

		documented: newDocumentedState(),
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

// ServeHTTP implements http.Handler. It ignores the Host.
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

// enter registers a request in progress, so that Close can end it. It reports
// false after Close.
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

// Start listens on addr, which must be a loopback address with a port (0 for
// any), and serves until Close.
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
	srv := s.http // Close sets s.http to nil
	s.served = crash.Go(func() { _ = srv.Serve(ln) })
	return nil
}

// Close stops listening and breaks the connections of requests in progress.
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

// checkLoopback returns an error for an address that other machines could
// reach, because the emulator signs everyone in.
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

// next returns a new number. Callers hold s.mu.
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
