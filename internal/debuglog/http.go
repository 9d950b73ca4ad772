package debuglog

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"banter/internal/attempt"
)

// Client returns a copy of client that logs its requests. If client is nil,
// Client copies http.DefaultClient; if l is nil, Client returns client.
func (l *Log) Client(client *http.Client) *http.Client {
	if l == nil {
		return client
	}
	logged := http.Client{}
	if client != nil {
		logged = *client
	}
	logged.Transport = l.Transport(logged.Transport)
	return &logged
}

// Transport returns a transport that logs requests and passes them on to next
// unchanged; responses stream through. If next is nil, the transport uses
// http.DefaultTransport; if l is nil, Transport returns next.
func (l *Log) Transport(next http.RoundTripper) http.RoundTripper {
	if l == nil {
		return next
	}
	return &transport{l, attempt.Transport(next)} // whose errors say more than net/http's
}

type transport struct {
	log  *Log
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper. It logs a line when the response
// begins, and another when its body ends, which may be minutes later.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	path := r.URL.Path
	if r.Response != nil {
		path = "(redirected)" // the server chose the path, which may hold anything
	}
	address := r.Method + " " + r.URL.Host + path
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("host", r.URL.Host), slog.String("path", path), slog.Int("attempt", t.log.attempt(address)),
	}
	resp, err := t.next.RoundTrip(r)
	took := slog.Duration("took", time.Since(start).Round(time.Millisecond))
	if err != nil {
		t.log.settle(address, false)
		t.log.event(slog.LevelWarn, "request", append(append(attrs, took), fault(err, "")...)...)
		return resp, err
	}
	t.log.settle(address, resp.StatusCode < 400)
	ids := answerIDs(resp.Header)
	t.log.event(slog.LevelInfo, "request", append(append(attrs, slog.Int("status", resp.StatusCode), took), ids...)...)
	if _, upgraded := resp.Body.(io.Writer); resp.Body != nil && !upgraded {
		resp.Body = &body{ReadCloser: resp.Body, log: t.log, start: start, ids: ids}
	}
	return resp, nil
}

// answerIDs returns the ids that a server and the proxies before it gave a
// response.
func answerIDs(h http.Header) (ids []slog.Attr) {
	for _, header := range []struct{ name, attr string }{{"X-Request-Id", "request_id"}, {"X-Oai-Request-Id", "request_id"}, {"Cf-Ray", "cf_ray"}} {
		value := h.Get(header.name)
		if value == "" || len(ids) > 0 && ids[len(ids)-1].Key == header.attr {
			continue
		}
		ids = append(ids, slog.String(header.attr, identifier(value)))
	}
	return ids
}

// attempt returns the number of the next request to an address, counted since
// the last one that succeeded.
func (l *Log) attempt(address string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed[address] + 1
}

// settle counts a request to an address that succeeded or failed.
func (l *Log) settle(address string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed[address]++; ok {
		delete(l.failed, address)
	}
}

// A body is a response body that logs its end.
type body struct {
	io.ReadCloser
	log   *Log
	start time.Time
	ids   []slog.Attr
	bytes atomic.Int64
	once  sync.Once
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.bytes.Add(int64(n))
	switch {
	case errors.Is(err, io.EOF):
		b.ended("whole")
	case err != nil:
		b.ended("broken off")
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	b.ended("closed")
	return b.ReadCloser.Close()
}

func (b *body) ended(how string) {
	b.once.Do(func() {
		b.log.event(slog.LevelInfo, "answer ended", append([]slog.Attr{
			slog.String("how", how), slog.Int64("bytes", b.bytes.Load()), slog.Duration("took", time.Since(b.start).Round(time.Millisecond)),
		}, b.ids...)...)
	})
}
