package codex

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"banter/auth"
	"banter/internal/attempt"
)

const (
	maxAttempts = 4
	firstPause  = 200 * time.Millisecond
	// maxPause is the longest pause between attempts. If the server asks for a
	// longer one, the request fails, and the caller decides.
	maxPause = 60 * time.Second
)

// An exchange is one request of the caller with all its attempts. Only one
// goroutine uses it.
type exchange struct {
	client    *Client
	ctx       context.Context // context of the caller
	tokens    auth.Tokens     // tokens of the newest attempt
	refreshed bool            // tokens come from a refresh after a 401; there is no second refresh
	attempts  int
	shares    bool // the request comes from another program
}

// send makes one attempt: it gets tokens, calls build, and sends the request.
// It returns an answer with status 2xx, whose body the caller closes.
func (x *exchange) send(ctx context.Context, build func(context.Context) (*http.Request, error)) (*http.Response, *Error) {
	c := x.client
	if c.baseErr != nil {
		return nil, asError(c.baseErr)
	}
	if err := x.getTokens(ctx); err != nil {
		return nil, err
	}
	req, err := build(ctx)
	if err != nil {
		return nil, c.brokenError(ctx, err)
	}
	if err := c.authorize(req, x.tokens); err != nil {
		return nil, c.tokenError(ctx, err)
	}
	if err := checkHeaders(req.Header); err != nil {
		return nil, err
	}
	x.attempts++
	resp, err := c.http.Do(req)
	if err != nil {
		e := c.brokenError(ctx, err)
		e.again = e.again && !attempt.Permanent(err)
		return nil, e
	}
	if resp.StatusCode/100 != 2 {
		defer resp.Body.Close()
		return nil, c.refused(resp)
	}
	return resp, nil
}

func (x *exchange) getTokens(ctx context.Context) *Error {
	if x.refreshed {
		return nil
	}
	if x.client.source == nil {
		return x.client.tokenError(ctx, auth.ErrNoTokens)
	}
	tokens, err := x.client.source.Tokens(ctx)
	if err == nil {
		err = x.check(tokens)
	}
	if err != nil {
		return x.client.tokenError(ctx, err)
	}
	x.tokens = tokens
	return nil
}

// check returns an error if no request can be made with t.
func (x *exchange) check(t auth.Tokens) error {
	if x.shares {
		if err := routeOf(t).CheckSharing(); err != nil {
			return err
		}
	}
	return x.client.route.checkTokens(t)
}

// again decides whether to make another attempt after e, and how long to pause
// before it. After a 401 it gets new tokens; if that fails, it replaces e by
// the reason.
func (x *exchange) again(e *Error) (pause time.Duration, ok bool) {
	e.Attempts = x.attempts
	if x.attempts >= maxAttempts || x.ctx.Err() != nil {
		return 0, false
	}
	if e.renew && !x.refreshed {
		return 0, x.refresh(e)
	}
	if !e.again {
		return 0, false
	}
	pause = e.After
	if first := x.attempts == 1 && attempt.Repeatable(e.Err); pause == 0 && !first {
		pause = x.backoff()
	}
	return pause, pause <= maxPause
}

func (x *exchange) refresh(e *Error) bool {
	tokens, err := x.client.source.Refresh(x.ctx, x.tokens)
	if err == nil {
		err = x.check(tokens)
	}
	if err != nil {
		refused := *e
		*e = *x.client.tokenError(x.ctx, err)
		e.Status, e.RequestID, e.CFRay, e.Attempts = refused.Status, refused.RequestID, refused.CFRay, x.attempts
		return false
	}
	x.tokens, x.refreshed = tokens, true
	return true
}

// backoff returns the pause before the next attempt: 200 ms, 400 ms, 800 ms,
// each within a tenth (openai/codex codex-client/src/retry.rs).
func (x *exchange) backoff() time.Duration {
	pause := firstPause << (x.attempts - 1)
	return time.Duration(float64(pause) * (0.9 + 0.2*x.client.jitter()))
}

// pause waits before the next attempt.
func (x *exchange) pause(d time.Duration) *Error {
	if d <= 0 {
		return nil
	}
	if err := x.client.sleep(x.ctx, d); err != nil {
		e := x.client.brokenError(x.ctx, err)
		e.Attempts = x.attempts
		return e
	}
	return nil
}

// maxReply is the most bytes of an answer that is read as a whole. The catalog
// is the largest such answer, about 400 kB.
const maxReply = 16 << 20

// maxWait is how long a whole answer may take.
const maxWait = 30 * time.Second

// A reply is a whole answer to a GET.
type reply struct {
	body    []byte
	header  http.Header
	account string // that asked
}

// get sends a GET for the URL that u returns, and returns the answer.
func (c *Client) get(ctx context.Context, u func() *url.URL) (reply, *Error) {
	x := &exchange{client: c, ctx: ctx}
	for {
		a, e := x.getOnce(u)
		if e == nil {
			return a, nil
		}
		pause, ok := x.again(e)
		if !ok {
			return reply{}, e
		}
		if e := x.pause(pause); e != nil {
			return reply{}, e
		}
	}
}

func (x *exchange) getOnce(u func() *url.URL) (reply, *Error) {
	ctx, cancel := context.WithTimeoutCause(x.ctx, min(maxWait, x.client.idleTime), errIdle)
	defer cancel()
	resp, e := x.send(ctx, func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, u().String(), nil)
	})
	if e != nil {
		return reply{}, e
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	switch {
	case err != nil:
		return reply{}, x.client.brokenError(ctx, err)
	case len(body) > maxReply:
		return reply{}, x.client.protocolError("answer is too large", nil)
	case isHTML(resp.Header):
		return reply{}, x.client.protocolError("answer is a web page", errors.New(resp.Status))
	}
	return reply{body, resp.Header, x.tokens.AccountID}, nil
}
