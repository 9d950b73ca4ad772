package attempt_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"banter/internal/attempt"
	"banter/internal/badserver"
	"banter/internal/notice"
)

const (
	taken  = "The server ended the connection before it took the request."
	broken = "The server broke off the connection."
	lost   = "The connection was lost."
)

// breaks2 lists the ways in which an HTTP/2 server fails a request.
var breaks2 = map[string]struct {
	acts     badserver.Acts
	sentence string
	again    bool // Repeatable reports true
	none     bool // the server receives no request
	race     bool // the client may notice the end of the connection first
}{
	"GOAWAY for each request": {sentence: taken, again: true,
		acts: badserver.Acts{OnHeaders: func(c *badserver.Conn, _ int, _ bool) { c.GoAway(0, badserver.NoError) }}},
	"GOAWAY after the request": {sentence: taken, again: true,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.GoAway(0, badserver.NoError) }}},
	"GOAWAY and the end": {sentence: taken, again: true, race: true,
		acts: badserver.Acts{OnHeaders: func(c *badserver.Conn, _ int, _ bool) { c.GoAway(0, badserver.NoError); c.Close() }}},
	"GOAWAY before any": {sentence: taken, again: true, none: true, race: true,
		acts: badserver.Acts{OnConnect: func(c *badserver.Conn) { c.GoAway(0, badserver.NoError); c.Close() }}},
	"GOAWAY with a reason": {sentence: broken,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.GoAway(0, badserver.InternalError) }}},
	"GOAWAY, too fast": {sentence: "The server asks this program to slow down.",
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.GoAway(0, badserver.EnhanceYourCalm) }}},
	"GOAWAY for later ones": {sentence: broken, race: true,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.GoAway(s, badserver.NoError); c.Close() }}},
	"REFUSED_STREAM": {sentence: taken, again: true,
		acts: badserver.Acts{OnHeaders: func(c *badserver.Conn, s int, _ bool) { c.Reset(s, badserver.RefusedStream) }}},
	"REFUSED_STREAM at the end": {sentence: taken, again: true,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.RefusedStream) }}},
	"PROTOCOL_ERROR": {sentence: taken, again: true,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.ProtocolError) }}},
	"INTERNAL_ERROR": {sentence: broken,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.InternalError) }}},
	"CANCEL": {sentence: broken,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.Cancel) }}},
	"ENHANCE_YOUR_CALM": {sentence: "The server asks this program to slow down.",
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.EnhanceYourCalm) }}},
	"end after the request": {sentence: lost,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.Close() }}},
	"end within headers": {sentence: lost,
		acts: badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Half(s) }}},
}

// kinds are requests that net/http repeats under different conditions.
var kinds = map[string]func(url string) (*http.Request, error){
	"GET": func(url string) (*http.Request, error) { return http.NewRequest(http.MethodGet, url, nil) },
	"POST": func(url string) (*http.Request, error) {
		return http.NewRequest(http.MethodPost, url, strings.NewReader("body"))
	},
	"long POST": func(url string) (*http.Request, error) {
		return http.NewRequest(http.MethodPost, url, strings.NewReader(strings.Repeat("body", 10_000)))
	},
	"POST with a key": func(url string) (*http.Request, error) {
		req, err := http.NewRequest(http.MethodPost, url, strings.NewReader("body"))
		req.Header.Set("Idempotency-Key", "1")
		return req, err
	},
}

// send sends a request through the transport of a client and reads the response.
func send(t *testing.T, client *http.Client, req *http.Request) error {
	t.Helper()
	begin := time.Now()
	resp, err := (&http.Client{Transport: attempt.Transport(client.Transport)}).Do(req)
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	return err
}

func TestOneRequestOverHTTP2(t *testing.T) {
	for name, test := range breaks2 {
		for kind, build := range kinds {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				server := badserver.Break2(test.acts)
				defer server.Close()
				req, err := build(server.URL)
				if err != nil {
					t.Fatal(err)
				}
				err = send(t, server.Client(), req)
				if n := server.Requests(); n > 1 || n == 0 && !test.none && !test.race {
					t.Errorf("%d requests over %d connections", n, server.Conns())
				}
				if server.Conns() > 4 {
					t.Errorf("%d connections", server.Conns())
				}
				got := notice.Of(err)
				if test.race && (got.Sentence == lost || got.Sentence == broken) {
					return
				}
				if got.Sentence != test.sentence || attempt.Repeatable(err) != test.again {
					t.Errorf("says %q, may be repeated: %v\n%v", got.Sentence, attempt.Repeatable(err), err)
				}
			})
		}
	}
}

// TestHTTP2AnswersStay checks that a response passes whole and the connection is
// used again, and that the reader of a broken response gets an error.
func TestHTTP2AnswersStay(t *testing.T) {
	answered := 0
	server := badserver.Break2(badserver.Acts{OnEnd: func(c *badserver.Conn, s int) {
		answered++
		c.Begin(s)
		c.Data(s, "one ", false)
		if answered == 3 {
			c.Reset(s, badserver.InternalError)
			return
		}
		c.Data(s, "two", true)
	}})
	defer server.Close()
	for i := range 3 {
		req, err := kinds["POST"](server.URL)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := attempt.Transport(server.Client().Transport).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if broken := i == 2; resp.Request != req || broken != (err != nil) || !broken && string(text) != "one two" {
			t.Errorf("answer %d: %q, %v", i+1, text, err)
		}
	}
	if server.Conns() != 1 || server.Requests() != 3 {
		t.Errorf("%d requests over %d connections", server.Requests(), server.Conns())
	}
}

// TestCallerCancels checks that the caller's cause is not mistaken for the
// server's.
func TestCallerCancels(t *testing.T) {
	server := badserver.Break2(badserver.Acts{})
	defer server.Close()
	req, err := kinds["POST"](server.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := contextWith(t, errors.New("enough"))
	cancel()
	if err := send(t, server.Client(), req.WithContext(ctx)); attempt.Repeatable(err) || err == nil {
		t.Errorf("%v", err)
	}
}
