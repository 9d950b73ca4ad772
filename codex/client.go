package codex

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"time"

	"banter/auth"
	"banter/internal/attempt"
	"banter/internal/origin"
)

// defaultBaseURL is the backend behind ChatGPT plans (openai/codex
// model-provider-info/src/lib.rs).
const defaultBaseURL = "https://chatgpt.com/backend-api/codex"

const (
	// DefaultIdleTime is how long a server may be silent within an answer.
	DefaultIdleTime = 300 * time.Second
	// DefaultMaxAnswer is some fifty times what the largest models write.
	DefaultMaxAnswer = 32 << 20
)

// A TokenSource gives the tokens for a request; *auth.Source is one. Methods
// are called concurrently.
type TokenSource interface {
	// Tokens returns tokens that are fresh enough to use.
	Tokens(ctx context.Context) (auth.Tokens, error)
	// Refresh returns tokens other than rejected, which the backend refused.
	Refresh(ctx context.Context, rejected auth.Tokens) (auth.Tokens, error)
}

// Options configures a [Client]. Only Source is required.
type Options struct {
	Source     TokenSource
	BaseURL    string        // empty: https://chatgpt.com/backend-api/codex; a trailing slash never matters
	HTTPClient *http.Client  // nil: http.DefaultClient; it must not have a total time-out
	Header     http.Header   // extra headers of every request; those of the client win over them
	Originator string        // empty: banter
	UserAgent  string        // empty: banter/VERSION
	IdleTime   time.Duration // longest silence inside a stream; 0: [DefaultIdleTime]
	// MaxAnswer is the longest answer that is read, in bytes of text, reasoning,
	// tool input and finished items; 0: [DefaultMaxAnswer]. A longer one ends
	// there, as [Incomplete] for [ReasonTooLong].
	MaxAnswer int
	// CacheDir is where the catalog is kept between runs, a file per account
	// that holds no secret; it is made when needed. Empty: it is not kept.
	CacheDir string
	// ProxyBaseURL sends all requests to a [Proxy] instead of to the backend.
	// The tokens go there, so it must be the caller's own, and it must be https
	// or on this machine. Empty: no proxy, except in a browser (GOOS=js), where
	// it is /api/proxy/openai/codex of the page's own server.
	ProxyBaseURL string
	NoProxy      bool // no proxy in a browser either
	// Now is the clock; nil is time.Now. Its location is the one that errors
	// name reset times in.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error // nil: a timer
}

// A Client talks to the Codex backend on behalf of one person. It is safe for
// concurrent use.
type Client struct {
	source     TokenSource
	base       *url.URL
	baseErr    error
	http       *http.Client
	header     http.Header
	originator string
	userAgent  string
	idleTime   time.Duration
	maxAnswer  int
	now        func() time.Time
	sleep      func(ctx context.Context, d time.Duration) error
	jitter     func() float64 // 0 to 1

	proxied bool // base is a Proxy's
	models  *catalogs

	mu     sync.Mutex
	shapes map[string]bool // slugs that wanted the other shape than the catalog says: whether it is lite
}

// NewClient returns a client. It does no I/O: faults in opts show in the first
// call.
func NewClient(opts Options) *Client {
	c := &Client{
		source:     opts.Source,
		http:       origin.GuardRedirects(opts.HTTPClient),
		header:     opts.Header,
		originator: first(opts.Originator, "banter"),
		userAgent:  first(opts.UserAgent, defaultUserAgent()),
		idleTime:   opts.IdleTime,
		maxAnswer:  opts.MaxAnswer,
		now:        opts.Now,
		sleep:      opts.Sleep,
		jitter:     rand.Float64,
		shapes:     make(map[string]bool),
	}
	c.http.Transport = attempt.Transport(c.http.Transport)
	proxy := proxyBase(opts.ProxyBaseURL, opts.NoProxy, runtime.GOOS)
	c.proxied = proxy != ""
	c.base, c.baseErr = parseBase(first(proxy, opts.BaseURL, defaultBaseURL))
	c.models = newCatalogs(opts.CacheDir, first(opts.BaseURL, defaultBaseURL))
	if c.idleTime <= 0 {
		c.idleTime = DefaultIdleTime
	}
	if c.maxAnswer <= 0 {
		c.maxAnswer = DefaultMaxAnswer
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// AsSent returns req with the effort, the summary, the verbosity and the
// parallel calls that the backend is asked for: those of the request where the
// model has them, else what takes their place. It goes by the newest known
// catalog and asks nothing.
func (c *Client) AsSent(req Request) Request {
	s := c.shapeIn(c.models.newest(), req.Model, "")
	sent := s.reasoning(req)
	if sent == nil {
		sent = &wireReasoning{}
	}
	req.Effort, req.Summary, req.SerialTools = sent.Effort, sent.Summary, !s.parallel(req)
	if !s.model.Verbosity {
		req.Verbosity = ""
	}
	return req
}

// shapeFor returns how to write requests for a model.
func (c *Client) shapeFor(slug, account string) shape {
	known, _ := c.models.of(account, c.now())
	return c.shapeIn(known, slug, account)
}

func (c *Client) shapeIn(known Catalog, slug, account string) shape {
	s := shape{account: account}
	s.model, s.known = known.Find(slug)
	c.mu.Lock()
	defer c.mu.Unlock()
	lite, ok := c.shapes[slug]
	if !ok {
		lite = s.model.Lite
	}
	s.lite = lite
	return s
}

func (c *Client) rememberShape(slug string, lite bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shapes[slug] = lite
}
