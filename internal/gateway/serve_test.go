package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

func TestListen(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1", "", "8390", "localhost.example:0"} {
		ln, err := Listen(t.Context(), addr)
		if e, ok := errors.AsType[*AddressError](err); !ok || e.Err != nil || e.Busy {
			t.Errorf("%q: %v, %v", addr, ln, err)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		ln, err := Listen(t.Context(), addr)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		_, err = Listen(t.Context(), ln.Addr().String())
		if e, ok := errors.AsType[*AddressError](err); !ok || !e.Busy {
			t.Errorf("twice: %v", err)
		} else if sentence, hint := e.Notice(); !strings.Contains(sentence, ln.Addr().String()) || hint == "" {
			t.Errorf("%s %s", sentence, hint)
		}
	}
}

// pipes is a listener in memory. Its connections are pipes, which count as
// durably blocked in a bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8390} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// serveRig serves an answer of the given number of deltas, one a second, and
// returns what arrived of a streamed request that is interrupted after a
// second.
func interrupted(t *testing.T, deltas int) (body string, took time.Duration) {
	r := newRig(t, codextest.Options{Rate: 1, Chunk: 5, Doc: strings.Repeat("word ", deltas)})
	ln := &pipes{make(chan net.Conn), make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- Serve(ctx, ln, r.h, 5*time.Second) }()
	transport := &http.Transport{DialContext: ln.dial, DisableKeepAlives: true}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+pathChat, strings.NewReader(chatQuestion+`,"stream":true}`))
	req.Header = request(http.MethodPost, "/", "").Header
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	stop()
	start := time.Now()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	resp.Body.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := transport.RoundTrip(req.Clone(t.Context())); err == nil {
		t.Error("it goes on")
	}
	return string(text), time.Since(start)
}

// After an interrupt a short answer ends normally, and the reader of a long one
// gets an error.
func TestServeEndsGracefully(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body, took := interrupted(t, 4)
		if !strings.HasSuffix(body, "data: [DONE]\n\n") || took > 5*time.Second {
			t.Errorf("after %v\n%s", took, body)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		body, took := interrupted(t, 60)
		if !strings.Contains(body, `"code":"stopped"`) || strings.Contains(body, "[DONE]") || took < 5*time.Second || took > 7*time.Second {
			t.Errorf("after %v\n%s", took, body)
		}
	})
}

func TestServeFails(t *testing.T) {
	ln, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := Serve(t.Context(), ln, http.NotFoundHandler(), 0); err == nil {
		t.Error("served on a closed listener")
	}
}
