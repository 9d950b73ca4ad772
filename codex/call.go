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
	// maxPause is the longest pause that a call makes by itself. When the
	// server asks for more, the caller decides.
	maxPause = 60 * time.Second
)

// A call is one request of the caller's, through all its attempts. It is used
// by one goroutine.
type call struct {
	client    *Client
	ctx       context.Context // of the caller
	tokens    auth.Tokens     // of the newest attempt
	refreshed bool            // tokens come from a refresh after a 401; there is no second one
	attempts  int
}

// send makes one attempt: it asks for tokens, has the request built with them,
// and returns an answer with status 2xx, whose body the caller closes.
func (k *call) send(ctx context.Context, build func(context.Context) (*http.Request, error)) (*http.Response, *Error) {
	c := k.client
	if c.baseErr != nil {
		return nil, asError(c.baseErr)
	}
	if err := k.getTokens(ctx); err != nil {
		return nil, err
	}
	req, err := build(ctx)
	if err != nil {
		return nil, c.brokenError(ctx, err)
	}
	if err := c.authorize(req, k.tokens); err != nil {
		return nil, c.tokenError(ctx, err)
	}
	if err := checkHeaders(req.Header); err != nil {
		return nil, err
	}
	k.attempts++
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

func (k *call) getTokens(ctx context.Context) *Error {
	if k.refreshed {
		return nil
	}
	if k.client.source == nil {
		return k.client.tokenError(ctx, auth.ErrNoTokens)
	}
	tokens, err := k.client.source.Tokens(ctx)
	if err == nil {
		err = usable(tokens)
	}
	if err != nil {
		return k.client.tokenError(ctx, err)
	}
	k.tokens = tokens
	return nil
}

// again decides whether e is worth another attempt, and after which pause.
// After a 401 it gets new tokens first; when that fails, e becomes the reason.
func (k *call) again(e *Error) (pause time.Duration, ok bool) {
	e.Attempts = k.attempts
	if k.attempts >= maxAttempts || k.ctx.Err() != nil {
		return 0, false
	}
	if e.Code == CodeSignIn && e.Status == http.StatusUnauthorized && !k.refreshed {
		return 0, k.refresh(e)
	}
	if !e.again {
		return 0, false
	}
	pause = e.After
	if first := k.attempts == 1 && attempt.Repeatable(e.Err); pause == 0 && !first {
		pause = k.backoff()
	}
	return pause, pause <= maxPause
}

func (k *call) refresh(e *Error) bool {
	tokens, err := k.client.source.Refresh(k.ctx, k.tokens)
	if err == nil {
		err = usable(tokens)
	}
	if err != nil {
		refused := *e
		*e = *k.client.tokenError(k.ctx, err)
		e.Status, e.RequestID, e.CFRay, e.Attempts = refused.Status, refused.RequestID, refused.CFRay, k.attempts
		return false
	}
	k.tokens, k.refreshed = tokens, true
	return true
}

// backoff is 200 ms, 400 ms, 800 ms, each within a tenth (openai/codex
// codex-client/src/retry.rs).
func (k *call) backoff() time.Duration {
	pause := firstPause << (k.attempts - 1)
	return time.Duration(float64(pause) * (0.9 + 0.2*k.client.jitter()))
}

// pause waits before the next attempt.
func (k *call) pause(d time.Duration) *Error {
	if d <= 0 {
		return nil
	}
	if err := k.client.sleep(k.ctx, d); err != nil {
		e := k.client.brokenError(k.ctx, err)
		e.Attempts = k.attempts
		return e
	}
	return nil
}

// maxAnswer bounds the answers that are read as a whole. The catalog is the
// largest, with some 400 kB.
const maxAnswer = 16 << 20

// maxWait is how long a whole answer may take.
const maxWait = 30 * time.Second

// An answer is a whole answer to a GET.
type answer struct {
	body   []byte
	header http.Header
}

// get asks for u, through all attempts.
func (c *Client) get(ctx context.Context, u func() *url.URL) (answer, *Error) {
	k := &call{client: c, ctx: ctx}
	for {
		a, e := k.getOnce(u)
		if e == nil {
			return a, nil
		}
		pause, ok := k.again(e)
		if !ok {
			return answer{}, e
		}
		if e := k.pause(pause); e != nil {
			return answer{}, e
		}
	}
}

func (k *call) getOnce(u func() *url.URL) (answer, *Error) {
	ctx, cancel := context.WithTimeoutCause(k.ctx, min(maxWait, k.client.idleTime), errIdle)
	defer cancel()
	resp, e := k.send(ctx, func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, u().String(), nil)
	})
	if e != nil {
		return answer{}, e
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answer{}, k.client.brokenError(ctx, err)
	case len(body) > maxAnswer:
		return answer{}, k.client.protocolError("answer is too large", nil)
	case isHTML(resp.Header):
		return answer{}, k.client.protocolError("answer is a web page", errors.New(resp.Status))
	}
	return answer{body, resp.Header}, nil
}
