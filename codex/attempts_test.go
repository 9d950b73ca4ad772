package codex

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/internal/badserver"
)

// clientAt returns a client for the server at base, without the Transport's
// counting of attempts, and the pauses that it makes.
func clientAt(base string, client *http.Client) (*Client, *[]time.Duration) {
	p := signedIn()
	p.tokens.BaseURL = base
	pauses := new([]time.Duration)
	return NewClient(Options{Source: p, BaseURL: base, HTTPClient: client,
		Sleep: func(ctx context.Context, d time.Duration) error { *pauses = append(*pauses, d); return ctx.Err() }}), pauses
}

// TestAttemptsAreCounted checks that a client makes at most four requests for
// each failure of an HTTP/2 server, independent of how net/http classifies it.
func TestAttemptsAreCounted(t *testing.T) {
	const (
		taken = "The server ended the connection before it took the request."
		cut   = "The connection ended before the answer did."
		broke = "The server broke off the connection."
		calm  = "The server asks this program to slow down."
		lost  = "The connection was lost."
	)
	for name, test := range map[string]struct {
		acts     badserver.Acts
		sentence string
	}{
		"GOAWAY":              {badserver.Acts{OnHeaders: func(c *badserver.Conn, _ int, _ bool) { c.GoAway(0, badserver.NoError) }}, taken},
		"GOAWAY at the end":   {badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.GoAway(0, badserver.NoError) }}, taken},
		"GOAWAY for a reason": {badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.GoAway(0, badserver.InternalError) }}, broke},
		"REFUSED_STREAM":      {badserver.Acts{OnHeaders: func(c *badserver.Conn, s int, _ bool) { c.Reset(s, badserver.RefusedStream) }}, taken},
		"PROTOCOL_ERROR":      {badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.ProtocolError) }}, taken},
		"INTERNAL_ERROR":      {badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.InternalError) }}, broke},
		"ENHANCE_YOUR_CALM":   {badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Reset(s, badserver.EnhanceYourCalm) }}, calm},
		"end":                 {badserver.Acts{OnEnd: func(c *badserver.Conn, _ int) { c.Close() }}, lost},
		"end within headers":  {badserver.Acts{OnEnd: func(c *badserver.Conn, s int) { c.Half(s) }}, lost},
		"GOAWAY after headers": {badserver.Acts{OnEnd: func(c *badserver.Conn, s int) {
			c.Begin(s)
			c.GoAway(s, badserver.NoError)
			c.Close()
		}}, cut},
		"reset within the body": {badserver.Acts{OnEnd: func(c *badserver.Conn, s int) {
			c.Begin(s)
			c.Data(s, sse(frameCreated), false)
			c.Reset(s, badserver.InternalError)
		}}, cut},
	} {
		t.Run(name, func(t *testing.T) {
			server := badserver.Break2(test.acts)
			defer server.Close()
			c, pauses := clientAt(server.URL, server.Client())
			_, e := collect(t, c, t.Context(), ask("hi"))
			if e == nil || e.Sentence != test.sentence || e.Attempts != 4 || server.Requests() != 4 {
				t.Errorf("%d requests: %+v", server.Requests(), e)
			}
			if want := map[bool]int{true: 2, false: 3}[test.sentence == taken]; len(*pauses) != want {
				t.Errorf("pauses %v, want %d of them", *pauses, want)
			}
		})
		t.Run(name+"/models", func(t *testing.T) {
			server := badserver.Break2(test.acts)
			defer server.Close()
			c, _ := clientAt(server.URL, server.Client())
			if _, err := c.Models(t.Context()); err == nil || server.Requests() != 4 {
				t.Errorf("%d requests, %v", server.Requests(), err)
			}
		})
		t.Run(name+"/transport and proxy", func(t *testing.T) {
			server := badserver.Break2(test.acts)
			defer server.Close()
			p := signedIn()
			p.tokens.BaseURL = server.URL
			rt := &Transport{Source: p, BaseURL: server.URL, Base: server.Client().Transport}
			req, _ := http.NewRequest(http.MethodPost, "/v1/responses", strings.NewReader("{}"))
			req.Header.Set("Idempotency-Key", "of the SDK")
			if resp, err := rt.RoundTrip(req); err == nil {
				resp.Body.Close()
			}
			if n := server.Requests(); n != 1 || req.GetBody == nil {
				t.Errorf("%d requests of the transport", n)
			}
			server.Client().CloseIdleConnections() // otherwise the next request may be lost on a dead connection
			w := httptest.NewRecorder()
			func() {
				defer func() { _ = recover() }() // half an answer
				(&Proxy{BaseURL: server.URL, Base: server.Client().Transport}).ServeHTTP(w, page(http.MethodPost, "/responses", "{}"))
			}()
			if n := server.Requests(); n != 2 {
				t.Errorf("%d requests of the proxy", n-1)
			}
		})
	}
}

// TestGivenBackOnce: when a server returns one request, as it does before a
// restart, the client sends it again at once and yields no Retrying.
func TestGivenBackOnce(t *testing.T) {
	first := true
	server := badserver.Break2(badserver.Acts{OnEnd: func(c *badserver.Conn, s int) {
		if first {
			first = false
			c.GoAway(0, badserver.NoError)
			return
		}
		c.Begin(s)
		c.Data(s, sse(frameCreated, frameHello, frameCompleted), true)
	}})
	defer server.Close()
	c, pauses := clientAt(server.URL, server.Client())
	events, e := collect(t, c, t.Context(), ask("hi"))
	if e != nil || text(events) != "Hello" || len(*pauses) != 0 || server.Requests() != 2 {
		t.Errorf("%q, %v, pauses %v, %d requests", text(events), e, *pauses, server.Requests())
	}
	for _, event := range events {
		if _, told := event.(Retrying); told {
			t.Error("the person is told")
		}
	}
}

// TestDeadIdleConnection: a connection that broke while it was idle does not
// make the next question fail.
func TestDeadIdleConnection(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(sse(frameCreated, frameHello, frameCompleted)))
	}))
	defer server.Close()
	c, _ := clientAt(server.URL, server.Client())
	for range 5 {
		if events, e := collect(t, c, t.Context(), ask("hi")); e != nil || text(events) != "Hello" {
			t.Errorf("%q, %v", text(events), e)
		}
		server.CloseClientConnections()
	}
}

// TestFinalFaults: the client makes one attempt against a permanent fault of
// the network.
func TestFinalFaults(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(407) }))
	defer refusing.Close()
	host := strings.TrimPrefix(plain.URL, "http://")
	proxied := &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) { return r.URL.Parse(refusing.URL) }}
	for name, test := range map[string]struct {
		base     string
		client   *http.Client
		sentence string
	}{
		"https to plain http": {"https://" + host, &http.Client{Transport: &http.Transport{}}, host + " speaks plain HTTP, not HTTPS."},
		"proxy": {"https://backend.example", &http.Client{Transport: proxied},
			"The proxy " + strings.TrimPrefix(refusing.URL, "http://") + " wants a name and a password that it accepts."},
	} {
		c, pauses := clientAt(test.base, test.client)
		_, e := collect(t, c, t.Context(), ask("hi"))
		if e == nil || e.Code != CodeNetwork || e.Sentence != test.sentence || e.Attempts != 1 || len(*pauses) != 0 {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// TestStopBetweenAttempts: the client makes no further attempt after the caller
// has canceled.
func TestStopBetweenAttempts(t *testing.T) {
	stopped := errors.New("stopped")
	f := &fakeTransport{steps: []step{{status: 500}}}
	ctx, cancel := context.WithCancelCause(t.Context())
	c := NewClient(Options{Source: signedIn(), HTTPClient: &http.Client{Transport: f}, Sleep: func(ctx context.Context, _ time.Duration) error {
		cancel(stopped)
		return ctx.Err()
	}})
	_, streamed := collect(t, c, ctx, ask("hi"))
	if streamed == nil || streamed.Code != CodeCanceled || streamed.Attempts != 1 || f.count() != 1 {
		t.Errorf("%+v after %d requests", streamed, f.count())
	}
	cancel(nil)
	ctx, cancel = context.WithCancelCause(t.Context())
	defer cancel(nil)
	if _, err := c.Limits(ctx); asError(err) == nil || asError(err).Code != CodeCanceled || !errors.Is(err, stopped) || f.count() != 2 {
		t.Errorf("%+v after %d requests", err, f.count())
	}
	for event := range c.Stream(t.Context(), ask("hi")) { // the caller has canceled
		if _, retrying := event.(Retrying); retrying {
			break
		}
	}
	if f.count() != 3 {
		t.Errorf("%d requests", f.count())
	}
}

// TestRedirectLoop: the client follows redirects in a circle only a few times.
func TestRedirectLoop(t *testing.T) {
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		http.Redirect(w, r, "/responses", http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	c, _ := clientAt(server.URL, server.Client())
	if _, e := collect(t, c, t.Context(), ask("hi")); e == nil || e.Code != CodeUnsafeHost || n != 4 {
		t.Errorf("%d requests, %v", n, e)
	}
}

// TestTokensThatCannotBeSent: such tokens are an error of the sign-in, not of
// the network, and the client sends nothing.
func TestTokensThatCannotBeSent(t *testing.T) {
	for name, test := range map[string]struct {
		access, account string
		code            auth.Code
	}{
		"empty token":        {"", "acc-1", "sign_in_again"},
		"blank token":        {" \t", "acc-1", "sign_in_again"},
		"line feed at end":   {"abc\n", "acc-1", "damaged"},
		"line feed inside":   {"abc\r\nX-Other: 1", "acc-1", "damaged"},
		"zero byte":          {"abc\x00", "acc-1", "damaged"},
		"account is blank":   {"abc", "  ", "account_id_missing"},
		"account with a tab": {"abc", "acc\x7f", "damaged"},
	} {
		f := &fakeTransport{steps: []step{whole()}}
		p := &fakeSource{tokens: auth.Tokens{Access: auth.NewSecret(test.access), AccountID: test.account}}
		c := NewClient(Options{Source: p, HTTPClient: &http.Client{Transport: f}})
		_, streamed := collect(t, c, t.Context(), ask("hi"))
		_, listed := c.Models(t.Context())
		_, limits := c.Limits(t.Context())
		req, _ := http.NewRequest(http.MethodPost, "/v1/responses", strings.NewReader("{}"))
		_, sent := (&Transport{Source: p, Base: f}).RoundTrip(req)
		for _, err := range []error{streamed, listed, limits, sent} {
			e := asError(err)
			if e == nil || e.Code != CodeSignIn || signInCode(e) != test.code || e.Hint == "" || f.count() != 0 {
				t.Errorf("%s: %+v after %d requests", name, err, f.count())
			}
		}
		// A refresh after a 401 may return such tokens too.
		good := signedIn()
		f = &fakeTransport{steps: []step{{status: 401}}}
		c = NewClient(Options{Source: renewing{good, p.tokens}, HTTPClient: &http.Client{Transport: f}})
		if _, e := collect(t, c, t.Context(), ask("hi")); e == nil || signInCode(e) != test.code || f.count() != 1 {
			t.Errorf("%s, renewed: %+v after %d requests", name, e, f.count())
		}
	}
}

// signInCode returns the code of the sign-in's error in err's chain.
func signInCode(err error) auth.Code {
	if e, ok := errors.AsType[*auth.Error](err); ok {
		return e.Code
	}
	return ""
}

// renewing is a fakeSource that returns next for a refused token.
type renewing struct {
	*fakeSource
	next auth.Tokens
}

func (r renewing) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) { return r.next, nil }

// TestHeadersThatCannotBeSent: such headers are an error of the request.
func TestHeadersThatCannotBeSent(t *testing.T) {
	r := newRig(whole())
	req := ask("hi")
	req.ConversationID = "one\ntwo"
	if _, e := collect(t, r.Client, t.Context(), req); e == nil || e.Code != CodeRefused || r.fake.count() != 0 || len(r.pauses) != 0 {
		t.Errorf("%+v after %d requests", e, r.fake.count())
	}
}

// TestOptionsHeader: every request has the extra headers, and the client's own
// win.
func TestOptionsHeader(t *testing.T) {
	f := &fakeTransport{steps: []step{whole()}}
	extra := http.Header{"x-team": {"blue", "green"}, "Authorization": {"Bearer of the caller"}, "Chatgpt-Account-Id": {"x"},
		"Content-Type": {"text/plain"}, "User-Agent": {"other"}, "Originator": {"other"}, "Accept-Encoding": {"gzip"}}
	c := NewClient(Options{Source: signedIn(), HTTPClient: &http.Client{Transport: f}, Header: extra, UserAgent: "mine/1"})
	if _, e := collect(t, c, t.Context(), ask("hi")); e != nil {
		t.Fatal(e)
	}
	_, _ = c.Limits(t.Context())
	for _, req := range f.requests {
		h := req.Header
		if strings.Join(h.Values("X-Team"), ",") != "blue,green" || h.Get("Authorization") != "Bearer "+canary+"-0" || h.Get("ChatGPT-Account-Id") != "acc-1" ||
			h.Get("User-Agent") != "mine/1" || h.Get("originator") != "banter" || len(h.Values("Authorization")) != 1 {
			t.Errorf("%s sent with %v", req.URL.Path, h)
		}
	}
	if h := f.requests[0].Header; h.Get("Content-Type") != "application/json" || h.Get("Accept-Encoding") != "identity" {
		t.Errorf("sent with %v", h)
	}
}

// TestNetworkFaults checks the words for a person when there is no connection.
func TestNetworkFaults(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	for base, sentence := range map[string]string{
		"http://" + l.Addr().String(): "Nothing answers at " + l.Addr().String() + ".",
	} {
		c, _ := clientAt(base, &http.Client{Transport: &http.Transport{}})
		if _, e := collect(t, c, t.Context(), ask("hi")); e == nil || e.Sentence != sentence || e.Attempts != 4 {
			t.Errorf("%+v", e)
		}
	}
	c, _ := clientAt("https://backend.example", &http.Client{Transport: &fakeTransport{steps: []step{{err: &net.DNSError{Name: "backend.example", Err: "no such host", IsNotFound: true}}}}})
	if _, e := collect(t, c, t.Context(), ask("hi")); e == nil || !strings.Contains(e.Sentence, "backend.example cannot be found") {
		t.Errorf("%+v", e)
	}
	if _, e := collect(t, newRig(step{err: errors.New("?")}).Client, t.Context(), ask("hi")); e == nil || e.Sentence != "The connection failed." {
		t.Errorf("%+v", e)
	}
}
