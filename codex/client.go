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

// defaultBaseURL is the backend of RouteCodex (openai/codex
// model-provider-info/src/lib.rs).
const defaultBaseURL = "https://chatgpt.com/backend-api/codex"

const (
	// DefaultIdleTime is the default of [Options].IdleTime.
	DefaultIdleTime = 300 * time.Second
	// DefaultMaxAnswer is the default of [Options].MaxAnswer, in bytes. The
	// longest answers of today's models have a fiftieth of it.
	DefaultMaxAnswer = 32 << 20
)

// A TokenSource provides the tokens that requests carry. *auth.Source
// implements it. Its methods may be called concurrently.
type TokenSource interface {
	// Tokens returns tokens that are expected to be valid. A [Client] calls it
	// before each attempt until Refresh has returned tokens for the request.
	Tokens(ctx context.Context) (auth.Tokens, error)
	// Refresh returns tokens that replace rejected, which the backend refused
	// with status 401. A [Client] calls it at most once for each request.
	Refresh(ctx context.Context, rejected auth.Tokens) (auth.Tokens, error)
}

// Options configures a [Client]. Only Source is required.
type Options struct {
	Source     TokenSource
	Route      Route         // way to the models, which Source must have the tokens of; "" means [RouteCodex]
	BaseURL    string        // "" means that of the Provider of Route; a trailing slash does not matter
	HTTPClient *http.Client  // nil means http.DefaultClient; its Timeout must be 0, since answers take long
	Header     http.Header   // extra headers of every request; they cannot replace the client's own; not sent on [RouteDocumented]
	Originator string        // name of the program; "" means banter; not sent on [RouteDocumented]
	UserAgent  string        // "" means banter/VERSION
	IdleTime   time.Duration // longest silence of the server in an answer; 0 means [DefaultIdleTime]
	// MaxAnswer limits an answer, in bytes of text, reasoning, tool input and
	// finished items; 0 means [DefaultMaxAnswer]. A longer answer ends as
	// [Incomplete] with [ReasonTooLong].
	MaxAnswer int
	// CacheDir is the folder in which the catalog and the newest limits are kept
	// between runs, in files for each account that hold no secret. The client creates the
	// folder. "" keeps them in memory only.
	CacheDir string
	// ProxyBaseURL is the address of a [Proxy] that receives all requests, and
	// the tokens with them, instead of the backend. It must use https or be on
	// this machine. "" means no proxy, except on GOOS=js, where it means
	// /api/proxy/openai/codex on the page's own server. [RouteDocumented] has no
	// proxies: with a ProxyBaseURL, each request fails.
	ProxyBaseURL string
	NoProxy      bool // no default proxy on GOOS=js
	// Now returns the current time; nil means time.Now. Errors give reset times
	// in its location.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error // pauses between attempts; nil means a timer
}

// A Client sends requests on one route to the models of ChatGPT plans, for one
// account. It is safe for concurrent use.
type Client struct {
	source     TokenSource
	route      Route
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
	jitter     func() float64 // in [0, 1)

	proxied bool // base is the address of a Proxy
	models  *catalogCache
	limits  *limitsCache

	mu     sync.Mutex
	shapes map[string]bool // whether a model takes Responses Lite, by slug, if that differs from the catalog
}

// NewClient returns a client. It does no I/O; the first request reports an
// invalid option.
func NewClient(opts Options) *Client {
	c := &Client{
		source:     opts.Source,
		route:      Route(first(string(opts.Route), string(RouteCodex))),
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
	if c.route == RouteDocumented { // no page or client of it follows redirects
		c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	c.setBase(opts)
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

// setBase sets the address of the requests.
func (c *Client) setBase(opts Options) {
	base := first(opts.BaseURL, c.route.baseURL())
	c.models = newCatalogCache(opts.CacheDir, base, c.route)
	c.limits = newLimitsCache(opts.CacheDir, c.models.base)
	proxy := ""
	switch {
	case c.route != RouteDocumented:
		proxy = proxyBase(opts.ProxyBaseURL, opts.NoProxy, runtime.GOOS)
	case opts.ProxyBaseURL != "":
		c.baseErr = c.route.CheckSharing()
		return
	}
	c.proxied = proxy != ""
	c.base, c.baseErr = parseBase(first(proxy, base))
}

// Route returns the route of the client.
func (c *Client) Route() Route { return c.route }

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

// AsSent returns req with the Effort, Summary, Verbosity, ServiceTier and
// SerialTools that the client would send, which depend on what the model offers. It uses the
// newest known catalog and does no I/O.
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
	if !s.sendsTier(req.ServiceTier) {
		req.ServiceTier = ""
	}
	return req
}

// shapeFor returns the shape of requests for a model and account.
func (c *Client) shapeFor(slug, account string) shape {
	known, _ := c.models.of(account, c.now())
	return c.shapeIn(known, slug, account)
}

func (c *Client) shapeIn(known Catalog, slug, account string) shape {
	s := shape{route: c.route, account: account}
	s.model, s.known = known.Find(slug)
	c.mu.Lock()
	defer c.mu.Unlock()
	lite, ok := c.shapes[slug]
	if !ok {
		lite = s.model.Lite
	}
	s.lite = lite && c.route != RouteDocumented
	return s
}

func (c *Client) rememberShape(slug string, lite bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shapes[slug] = lite
}
