package codex

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// page returns a request from a web page.
func page(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer of-the-page")
	r.Header.Set("ChatGPT-Account-Id", "acc-9")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", "session=secret")
	r.Header.Set("Origin", "https://page.example")
	return r
}

func TestRow14ProxyRefuses(t *testing.T) {
	p := &Proxy{Base: &fakeTransport{steps: []step{{}}}}
	get := page(http.MethodGet, "/api/proxy/openai/codex/models", "")
	noBearer, noAccount := page(http.MethodPost, "/x", "{}"), page(http.MethodPost, "/x", "{}")
	noBearer.Header.Del("Authorization")
	noAccount.Header.Set("ChatGPT-Account-Id", " ")
	emptyBearer := page(http.MethodPost, "/x", "{}")
	emptyBearer.Header.Set("Authorization", "bearer ")
	options := page(http.MethodOptions, "/x", "")
	for r, status := range map[*http.Request]int{get: 405, options: 405, noBearer: 401, noAccount: 401, emptyBearer: 401} {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		h := w.Result().Header
		if w.Code != status || !strings.HasPrefix(h.Get("Content-Type"), "text/plain") || h.Get("Cache-Control") != "no-store" || w.Body.Len() == 0 {
			t.Errorf("%s: %d, %v, %q", r.URL, w.Code, h, w.Body)
		}
	}
	if n := p.Base.(*fakeTransport).count(); n != 0 {
		t.Errorf("%d requests went on", n)
	}
}

func TestRow14ProxyForwards(t *testing.T) {
	f := &fakeTransport{steps: []step{{status: 418, header: http.Header{"Set-Cookie": {"a=b"}, "Content-Type": {"text/event-stream"}, "Cache-Control": {"private"}}, body: "data: x\n\n"}, {body: "y"}}}
	p := &Proxy{Base: f}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, page(http.MethodPost, "/api/proxy/openai/codex/responses?a=1", `{"max_output_tokens":3}`))
	if w.Code != 418 || w.Body.String() != "data: x\n\n" || w.Header().Get("Content-Type") != "text/event-stream" ||
		w.Header().Get("Cache-Control") != "private" || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("answer %d %v %q", w.Code, w.Header(), w.Body)
	}
	out := f.requests[0]
	if got := out.URL.String(); got != "https://chatgpt.com/backend-api/codex/responses?a=1" {
		t.Error(got)
	}
	if f.bodies[0] != `{"instructions":"","store":false}` {
		t.Error(f.bodies[0])
	}
	h := out.Header
	if h.Get("Authorization") != "Bearer of-the-page" || h.Get("ChatGPT-Account-Id") != "acc-9" || h.Get("originator") != "banter" ||
		h.Get("Cookie") != "" || h.Get("Origin") != "" || !strings.HasPrefix(h.Get("User-Agent"), "banter/") {
		t.Errorf("headers went on as %v", h)
	}
	for _, kind := range []string{"", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded"} {
		r := page(http.MethodPost, "/responses", `{}`)
		r.Header.Set("Content-Type", kind)
		p.ServeHTTP(httptest.NewRecorder(), r)
		if got := f.requests[len(f.requests)-1].Header.Values("Content-Type"); len(got) != 1 || got[0] != "application/json" {
			t.Errorf("%q went on as %q", kind, got)
		}
	}
	packed := &Proxy{Base: &fakeTransport{steps: []step{{header: http.Header{"Content-Encoding": {"gzip"}}, body: "\x1f\x8b"}}}}
	w = httptest.NewRecorder()
	packed.ServeHTTP(w, page(http.MethodPost, "/v1/responses", `{}`))
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.String() != "\x1f\x8b" {
		t.Errorf("a packed answer: %v %q", w.Header(), w.Body)
	}
	w = httptest.NewRecorder()
	p.ServeHTTP(w, page(http.MethodPost, "/v1/responses", `{}`))
	if w.Header().Get("Content-Type") != "application/json" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("defaults %v", w.Header())
	}
}

func TestRow14ProxyFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		proxy  Proxy
		body   io.Reader
		status int
	}{
		"no upstream":   {Proxy{Base: &fakeTransport{steps: []step{{err: errors.New("secret detail")}}}}, strings.NewReader("{}"), 502},
		"plain http":    {Proxy{BaseURL: "http://evil.example", Base: &fakeTransport{steps: []step{{}}}}, strings.NewReader("{}"), 500},
		"no address":    {Proxy{BaseURL: "nonsense", Base: &fakeTransport{steps: []step{{}}}}, strings.NewReader("{}"), 500},
		"too large":     {Proxy{Base: &fakeTransport{steps: []step{{}}}}, io.LimitReader(&letters{}, maxProxyBody+1), 413},
		"broken upload": {Proxy{Base: &fakeTransport{steps: []step{{}}}}, brokenReader{}, 400},
	} {
		r := page(http.MethodPost, "/responses", "")
		r.Body = io.NopCloser(tt.body)
		w := httptest.NewRecorder()
		tt.proxy.ServeHTTP(w, r)
		if w.Code != tt.status || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), ".") {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// The proxy streams the answer as it arrives, and half an answer does not look
// whole.
func TestRow14ProxyStreams(t *testing.T) {
	upstream, w := io.Pipe()
	server := httptest.NewServer(&Proxy{Base: &fakeTransport{steps: []step{{reader: upstream}}}})
	defer server.Close()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/responses", strings.NewReader("{}"))
	req.Header = page(http.MethodPost, "/", "").Header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	for _, line := range []string{"data: one\n", "data: two\n"} {
		go io.WriteString(w, line)
		if got, err := lines.ReadString('\n'); got != line || err != nil { // would hang otherwise
			t.Fatalf("%q, %v", got, err)
		}
	}
	w.CloseWithError(errors.New("broken"))
	if rest, err := io.ReadAll(lines); err == nil {
		t.Errorf("half an answer ends as a whole one: %q", rest)
	}
}

func TestRow14ProxyAddsNoTokens(t *testing.T) {
	f := &fakeTransport{steps: []step{{status: 401, body: `{"detail":"Unauthorized"}`}}}
	w := httptest.NewRecorder()
	r := page(http.MethodPost, "/responses", "{}").WithContext(context.Background())
	(&Proxy{Base: f}).ServeHTTP(w, r)
	if w.Code != 401 || f.count() != 1 || f.requests[0].Header.Get("Authorization") != "Bearer of-the-page" {
		t.Errorf("%d after %d requests", w.Code, f.count())
	}
}
