package codex

import (
	"context"
	"iter"
	"net/http"
	"time"

	"banter/auth"
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
	BaseURL    string        // empty: https://chatgpt.com/backend-api/codex
	HTTPClient *http.Client  // nil: one with no total time-out
	Originator string        // empty: banter
	UserAgent  string        // empty: banter/VERSION
	IdleTime   time.Duration // longest silence inside a stream; 0: 300 s
	Now        func() time.Time
	Sleep      func(ctx context.Context, d time.Duration) error
}

// A Client talks to the Codex backend on behalf of one person. It is safe for
// concurrent use.
type Client struct{}

// NewClient returns a client. It does no I/O.
func NewClient(opts Options) *Client { panic("skeleton") }

// Stream sends req and yields what arrives, as it arrives. It yields either
// events and then ends after [Completed] or [Incomplete], or one last pair of
// a nil event and a [*Error]. Breaking out of the loop closes the connection.
// A request that fails before any event is retried where that can help, at
// most four attempts in all.
func (c *Client) Stream(ctx context.Context, req Request) iter.Seq2[Event, error] { panic("skeleton") }
