package codextest_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

// open starts an answer and leaves its body to the test.
func (v *visitor) open(ctx context.Context, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, "POST", v.server.BaseURL()+"/responses", strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+v.tokens.Access)
	req.Header.Set("Content-Type", "application/json")
	return v.http.Do(req)
}

// With a rate, deltas come one by one at that rate, in fake time.
func TestDeltasArePaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{Doc: "0123456789", Chunk: 1, Rate: 50})
		resp, err := v.open(t.Context(), classic("gpt-5.5"))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		start, n := time.Now(), 0
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			if !strings.HasPrefix(sc.Text(), `data: {"type":"response.output_text.delta"`) {
				continue
			}
			if at, want := time.Since(start), time.Duration(n)*20*time.Millisecond; at != want {
				t.Errorf("delta %d after %v, want %v", n, at, want)
			}
			n++
		}
		if n != 10 {
			t.Errorf("%d deltas", n)
		}
	})
}

// A server made outside a bubble works inside it, and fake time advances while
// it waits.
func TestServerFromOutsideTheBubble(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: "abc", Chunk: 1, Rate: 1})
	defer s.Close()
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			v := &visitor{t: t, server: s, http: s.Client(), tokens: s.SignIn(codextest.Account{}, 0)}
			if a := v.ask(classic("gpt-5.5")); a.status != 200 {
				t.Errorf("status %d", a.status)
			}
		})
	}
}

func TestCancelReachesTheReaderAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{Doc: "0123456789", Chunk: 1, Rate: 1})
		ctx, cancel := context.WithCancel(t.Context())
		resp, err := v.open(ctx, classic("gpt-5.5"))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		time.AfterFunc(3500*time.Millisecond, cancel)
		start := time.Now()
		_, err = io.Copy(io.Discard, resp.Body)
		if !errors.Is(err, context.Canceled) || time.Since(start) != 3500*time.Millisecond {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
	})
}

// Closing the body ends the handler: synctest fails if a goroutine remains.
func TestClosedBodyEndsTheHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visit(t, codextest.Options{Doc: "0123456789", Chunk: 1, Rate: 1})
		resp, err := v.open(t.Context(), classic("gpt-5.5"))
		if err != nil {
			t.Fatal(err)
		}
		io.ReadFull(resp.Body, make([]byte, 10))
		resp.Body.Close()
		synctest.Wait()
		if _, err := resp.Body.Read(make([]byte, 1)); err == nil {
			t.Error("read after close")
		}
	})
}

func TestCloseEndsStreams(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "0123456789", Chunk: 1, Rate: 1})
	if err := v.server.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	for name, client := range map[string]*http.Client{"memory": v.http, "tcp": {}} {
		v.http = client
		resp, err := v.open(t.Context(), classic("gpt-5.5"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer resp.Body.Close()
		defer func() {
			if _, err := io.Copy(io.Discard, resp.Body); err == nil {
				t.Errorf("%s: the stream ended as if whole", name)
			}
			if _, err := v.open(t.Context(), classic("gpt-5.5")); err == nil {
				t.Errorf("%s: a closed server answers", name)
			}
		}()
	}
	v.server.Close()
}

func TestAnyHostIsServedInMemory(t *testing.T) {
	v := visit(t, codextest.Options{})
	a := v.do("POST", "https://auth.openai.com/api/accounts/deviceauth/usercode", `{"client_id":"`+codextest.ClientID+`"}`)
	if a.status != 200 {
		t.Errorf("status %d", a.status)
	}
	a = v.do("GET", "https://chatgpt.com/backend-api/codex/models?client_version=0.0.0", "", "Authorization: Bearer "+v.tokens.Access)
	if a.status != 200 || a.header.Get("ETag") == "" {
		t.Errorf("status %d", a.status)
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "192.0.2.1:0", "example.com:0", "[::]:0", "127.0.0.1"} {
		s := codextest.New(codextest.Options{})
		if err := s.Start(addr); err == nil {
			t.Errorf("listens on %q", addr)
		}
		s.Close()
	}
	s := codextest.New(codextest.Options{})
	defer s.Close()
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.BaseURL(), s.Issuer()+"/backend-api/codex") || strings.HasSuffix(s.Issuer(), ":0") {
		t.Errorf("issuer %s, base URL %s", s.Issuer(), s.BaseURL())
	}
	if err := s.Start("127.0.0.1:0"); err == nil {
		t.Error("started twice")
	}
}

// The same requests in the same order get the same answers.
func TestServersAreDeterministic(t *testing.T) {
	run := func() (all string) {
		synctest.Test(t, func(t *testing.T) {
			v := visit(t, codextest.Options{})
			_, code := v.startDevice()
			all = code + v.tokens.Access + v.tokens.Refresh +
				v.ask(classic("gpt-6-sol", `"include":["reasoning.encrypted_content"]`)).body +
				v.backend("GET", "/models?client_version=0.0.0", "").body + v.do("GET", v.server.Issuer()+"/backend-api/wham/usage", "", "Authorization: Bearer "+v.tokens.Access).body
		})
		return all
	}
	if first, second := run(), run(); first != second {
		t.Error("two servers answer differently")
	}
}
