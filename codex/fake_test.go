package codex

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/auth"
)

// A fakeTransport answers from a script, the last step of which repeats. It
// keeps the requests.
type fakeTransport struct {
	steps []step

	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
}

// A step is a scripted answer.
type step struct {
	status int // 0 means 200
	header http.Header
	body   string
	reader io.Reader // instead of body
	err    error     // instead of an answer
}

func (f *fakeTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	body := []byte{}
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	f.mu.Lock()
	s := f.steps[min(len(f.requests), len(f.steps)-1)]
	f.requests = append(f.requests, req)
	f.bodies = append(f.bodies, string(body))
	f.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	if s.status == 0 {
		s.status = http.StatusOK
	}
	if s.header == nil {
		s.header = http.Header{}
	}
	if s.reader == nil {
		s.reader = strings.NewReader(s.body)
	}
	closer, ok := s.reader.(io.ReadCloser)
	if !ok {
		closer = io.NopCloser(s.reader)
	}
	return &http.Response{StatusCode: s.status, Status: http.StatusText(s.status), Header: s.header,
		Body: closer, Request: req, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

func (f *fakeTransport) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.requests)
}

// A fakeSource is a TokenSource that counts refreshes.
type fakeSource struct {
	tokens     auth.Tokens
	err        error // returned by Tokens
	refreshErr error
	refreshes  int
}

const canary = "cAnArY-never-to-be-seen"

func signedIn() *fakeSource {
	return &fakeSource{tokens: auth.Tokens{Access: auth.NewSecret(canary + "-0"), AccountID: "acc-1"}}
}

func (p *fakeSource) Tokens(context.Context) (auth.Tokens, error) { return p.tokens, p.err }

func (p *fakeSource) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) {
	p.refreshes++
	if p.refreshErr != nil {
		return auth.Tokens{}, p.refreshErr
	}
	p.tokens.Access = auth.NewSecret(fmt.Sprintf("%s-%d", canary, p.refreshes))
	return p.tokens, nil
}

// noon is the time in the tests.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A rig is a client with a fakeTransport and a fakeSource.
type rig struct {
	*Client
	fake   *fakeTransport
	source *fakeSource
	pauses []time.Duration
}

func newRig(steps ...step) *rig {
	r := &rig{fake: &fakeTransport{steps: steps}, source: signedIn()}
	r.Client = NewClient(Options{
		Source:     r.source,
		HTTPClient: &http.Client{Transport: r.fake},
		UserAgent:  "banter/test",
		Now:        func() time.Time { return noon },
		Sleep: func(ctx context.Context, d time.Duration) error {
			r.pauses = append(r.pauses, d)
			return ctx.Err()
		},
	})
	r.jitter = func() float64 { return 0.5 }
	return r
}

func ask(text string) Request { return Request{Model: "gpt-6.1-sol", Input: []Item{UserText(text)}} }

// collect returns the events and the error, which may be nil, of a stream.
func collect(t *testing.T, c *Client, ctx context.Context, req Request) ([]Event, *Error) {
	t.Helper()
	var events []Event
	for event, err := range c.Stream(ctx, req) {
		if err == nil {
			events = append(events, event)
			continue
		}
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Fatalf("error is a %T: %v", err, err)
		}
		return events, e
	}
	return events, nil
}

// text returns the text deltas among events, joined.
func text(events []Event) string {
	var b strings.Builder
	for _, e := range events {
		if d, ok := e.(TextDelta); ok {
			b.WriteString(d.Delta)
		}
	}
	return b.String()
}

// sse returns a stream of frames.
func sse(frames ...string) string {
	var b strings.Builder
	for _, f := range frames {
		fmt.Fprintf(&b, "event: x\ndata: %s\n\n", f)
	}
	return b.String()
}

const (
	frameCreated   = `{"type":"response.created","response":{"id":"resp_1","model":"gpt-6.1-sol"}}`
	frameHello     = `{"type":"response.output_text.delta","item_id":"msg_1","output_index":1,"content_index":0,"delta":"Hello"}`
	frameCompleted = `{"type":"response.completed","response":{"id":"resp_1","output":[],"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":2},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":12}}}`
)

func whole() step { return step{body: sse(frameCreated, frameHello, frameCompleted)} }

func failedFrame(code, message string) string {
	return fmt.Sprintf(`{"type":"response.failed","response":{"id":"resp_1","error":{"code":%q,"message":%q}}}`, code, message)
}
