package attempt_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync/atomic"
	"testing"

	"banter/internal/attempt"
	"banter/internal/badserver"
	"banter/internal/notice"
)

func contextWith(t *testing.T, cause error) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(t.Context())
	return ctx, func() { cancel(cause) }
}

func TestOneRequestOverHTTP1(t *testing.T) {
	for name, act := range map[string]func(net.Conn){
		"closed":         func(c net.Conn) {},
		"reset":          func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) },
		"within headers": func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Le") },
		"within body":    func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") },
	} {
		for kind, build := range kinds {
			t.Run(name+"/"+kind, func(t *testing.T) {
				server := badserver.Break1(func(_ int, c net.Conn) { act(c) })
				defer server.Close()
				req, err := build(server.URL)
				if err != nil {
					t.Fatal(err)
				}
				err = send(t, server.Client(), req)
				if got := notice.Of(err); got.Sentence != lost || server.Requests() != 1 {
					t.Errorf("%d requests, says %q\n%v", server.Requests(), got.Sentence, err)
				}
			})
		}
	}
}

type bare struct{ resp *http.Response }

func (b bare) RoundTrip(*http.Request) (*http.Response, error) { return b.resp, nil }

// TestBareAnswers checks responses without a body, and no response at all, which
// transports of tests return.
func TestBareAnswers(t *testing.T) {
	req, _ := kinds["GET"]("http://127.0.0.1:9")
	resp, err := (&http.Client{Transport: attempt.Transport(bare{&http.Response{StatusCode: 400}})}).Do(req)
	if err != nil || resp.StatusCode != 400 {
		t.Errorf("%v, %v", resp, err)
	}
	if resp, err = (&http.Client{Transport: attempt.Transport(bare{})}).Do(req); err == nil {
		t.Errorf("%v", resp)
	}
}

// TestIdleConnections leaves several connections idle, which the server closes at
// the next request: net/http would try one after the other.
func TestIdleConnections(t *testing.T) {
	for kind, build := range kinds {
		t.Run(kind, func(t *testing.T) {
			const idle = 4
			var broken atomic.Bool
			var hits atomic.Int64
			arrived, release := make(chan bool, idle), make(chan bool)
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if broken.Load() {
					hits.Add(1)
					panic(http.ErrAbortHandler)
				}
				arrived <- true
				<-release
			}))
			defer server.Close()
			client := &http.Client{Transport: attempt.Transport(&http.Transport{MaxIdleConnsPerHost: idle})}
			done := make(chan error)
			for range idle {
				go func() {
					resp, err := client.Get(server.URL)
					if err == nil {
						_, _ = io.Copy(io.Discard, resp.Body)
						resp.Body.Close()
					}
					done <- err
				}()
				<-arrived
			}
			close(release)
			for range idle {
				if err := <-done; err != nil {
					t.Fatal(err)
				}
			}
			broken.Store(true)
			reused := false
			req, err := build(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(req.WithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
				GotConn: func(info httptrace.GotConnInfo) { reused = reused || info.Reused },
			})))
			if err == nil {
				resp.Body.Close()
			}
			if !reused {
				t.Error("no idle connection was there to begin with")
			}
			if err == nil || hits.Load() != 1 {
				t.Errorf("%d requests, %v", hits.Load(), err)
			}
		})
	}
}
