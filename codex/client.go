package codex

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"banter/auth"
)

// defaultBaseURL is the backend behind ChatGPT plans (openai/codex
// model-provider-info/src/lib.rs).
const defaultBaseURL = "https://chatgpt.com/backend-api/codex"

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
	Originator string        // empty: banter
	UserAgent  string        // empty: banter/VERSION
	IdleTime   time.Duration // longest silence inside a stream; 0: 300 s
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
	originator string
	userAgent  string
	idleTime   time.Duration
	now        func() time.Time
	sleep      func(ctx context.Context, d time.Duration) error
	jitter     func() float64 // 0 to 1

	mu        sync.Mutex
	catalogue Catalogue       // the newest one; bundled until the server was asked
	shapes    map[string]bool // slugs that wanted the other shape than the catalogue says: whether it is lite
}

// NewClient returns a client. It does no I/O: faults in opts show in the first
// call.
func NewClient(opts Options) *Client {
	c := &Client{
		source:     opts.Source,
		http:       auth.GuardRedirects(opts.HTTPClient),
		originator: first(opts.Originator, "banter"),
		userAgent:  first(opts.UserAgent, defaultUserAgent()),
		idleTime:   opts.IdleTime,
		now:        opts.Now,
		sleep:      opts.Sleep,
		jitter:     rand.Float64,
		catalogue:  BundledCatalogue(),
		shapes:     make(map[string]bool),
	}
	c.base, c.baseErr = parseBase(first(opts.BaseURL, defaultBaseURL))
	if c.idleTime <= 0 {
		c.idleTime = 300 * time.Second
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	return c
}

func parseBase(base string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err == nil && (u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		err = errors.New("base URL is not an absolute http or https address")
	}
	if err != nil {
		return nil, &Error{Kind: KindProtocol, Retry: RetryNever, Err: err,
			Sentence: "The base URL is not a web address.", Hint: "Check the base URL."}
	}
	return u, nil
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
