package gateway

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"banter/codex/codextest"
)

func TestGuard(t *testing.T) {
	tests := []struct {
		name   string
		host   string
		header map[string]string
		status int
		code   string
	}{
		{"a program", "127.0.0.1:8390", nil, 200, ""},
		{"by name", "localhost:8390", nil, 200, ""},
		{"by name, in capitals, no port", "LOCALHOST", nil, 200, ""},
		{"version 6", "[::1]:8390", nil, 200, ""},
		{"version 6, no port", "[::1]", nil, 200, ""},
		{"another loopback address", "127.9.9.9", nil, 200, ""},
		{"mapped", "[::ffff:127.0.0.1]:1", nil, 200, ""},
		{"DNS rebinding", "evil.example:8390", nil, 403, "host_not_allowed"},
		{"a name below localhost", "localhost.evil.example", nil, 403, "host_not_allowed"},
		{"a name that looks like an address", "127.0.0.1.evil.example", nil, 403, "host_not_allowed"},
		{"another address", "192.168.0.1:8390", nil, 403, "host_not_allowed"},
		{"any address", "0.0.0.0:8390", nil, 403, "host_not_allowed"},
		{"no host", "", nil, 403, "host_not_allowed"},
		{"another page", "localhost", map[string]string{"Origin": "https://evil.example"}, 403, "origin_not_allowed"},
		{"a page without a name", "localhost", map[string]string{"Origin": "null"}, 403, "origin_not_allowed"},
		{"a page of this port", "localhost:8390", map[string]string{"Origin": "http://localhost:8390"}, 403, "origin_not_allowed"},
		{"a script tag of another page", "localhost", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, "origin_not_allowed"},
		{"the page that may", "localhost", map[string]string{"Origin": "http://page.example"}, 200, ""},
		{"the page that may, another port", "localhost", map[string]string{"Origin": "http://page.example:81"}, 403, "origin_not_allowed"},
		{"no key", "localhost", map[string]string{"Authorization": ""}, 401, "invalid_api_key"},
		{"another key", "localhost", map[string]string{"Authorization": "Bearer " + key + "x"}, 401, "invalid_api_key"},
		{"another scheme", "localhost", map[string]string{"Authorization": "Basic " + key}, 401, "invalid_api_key"},
		{"the key alone", "localhost", map[string]string{"Authorization": key}, 401, "invalid_api_key"},
		{"scheme in small letters", "localhost", map[string]string{"Authorization": "bearer " + key}, 200, ""},
		{"the page that may, without key", "localhost", map[string]string{"Origin": "http://page.example", "Authorization": ""}, 401, "invalid_api_key"},
	}
	r := newRig(t, codextest.Options{})
	for _, tt := range tests {
		req := request(http.MethodGet, "/v1/models", "")
		req.Host = tt.host
		for name, value := range tt.header {
			req.Header.Set(name, value)
		}
		w := r.do(req)
		code, _ := dig(decoded(t, w.Body.Bytes()), "error", "code").(string)
		if w.Code != tt.status || code != tt.code {
			t.Errorf("%s: %d %s, want %d %s", tt.name, w.Code, code, tt.status, tt.code)
		}
		allowed, want := w.Header().Get("Access-Control-Allow-Origin"), ""
		if tt.header["Origin"] == "http://page.example" {
			want = "http://page.example"
		}
		if allowed != want || w.Header().Get("Vary") != "Origin" && w.Code != 403 {
			t.Errorf("%s: allows origin %q", tt.name, allowed)
		}
	}
}

func TestGuardPreflight(t *testing.T) {
	r := newRig(t, codextest.Options{})
	for origin, status := range map[string]int{"http://page.example": 204, "https://evil.example": 403} {
		req := httptest.NewRequest(http.MethodOptions, "http://localhost/v1/responses", nil)
		req.Header.Set("Origin", origin)
		req.Header.Set("Access-Control-Request-Method", "POST")
		req.Header.Set("Access-Control-Request-Headers", "authorization,x-stainless-os")
		req.Header.Set("Access-Control-Request-Private-Network", "true")
		w := r.do(req)
		got := []string{w.Header().Get("Access-Control-Allow-Origin"), w.Header().Get("Access-Control-Allow-Headers"),
			w.Header().Get("Access-Control-Allow-Methods"), w.Header().Get("Access-Control-Allow-Private-Network"),
			w.Header().Get("Access-Control-Max-Age")}
		want := ",,,,"
		if status == 204 {
			want = "http://page.example,authorization,x-stainless-os,GET, POST,true,600" // the browser asks again after ten minutes
		}
		if w.Code != status || strings.Join(got, ",") != want {
			t.Errorf("%s: %d %q", origin, w.Code, got)
		}
	}
}

func TestParseOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"http://localhost:5173": "http://localhost:5173", "HTTPS://Page.Example/": "https://page.example", "app://banter": "app://banter",
		"*": "", "null": "", "": "", "page.example": "", "http://": "", "https://*.example": "", "https://a.example/path": "",
		"https://a.example?x": "", "https://me@a.example": "", "http://a.example:port": "",
	} {
		if got, ok := ParseOrigin(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q", text, got)
		}
	}
}

func TestNewKey(t *testing.T) {
	if a, b := NewKey(), NewKey(); a == b || len(a) < 50 || !strings.HasPrefix(a, "sk-") {
		t.Errorf("keys %d and %d letters long", len(a), len(b))
	}
}

// The journal has a line for each request, without content, names or keys.
func TestJournal(t *testing.T) {
	r := newRig(t, codextest.Options{}, codextest.Text("SECRET answer"))
	r.post("/v1/responses?secret=SECRET", `{"model":"`+classic+`","input":"SECRET question","instructions":"SECRET"}`)
	r.post("/v1/SECRET", "SECRET")
	r.do(request("SECRET", "/v1/models/SECRET", ""))
	r.post("/v1/responses", `{"model":"SECRET","input":"hi"}`)
	req := request(http.MethodGet, "/v1/models", "")
	req.Header.Set("Authorization", "Bearer SECRET")
	r.do(req)
	want := []string{
		`08:00:00 POST /v1/responses 200 0.00s`, `08:00:00 POST (other) 404 0.00s`, `08:00:00 (other) /v1/models/(one) 404 0.00s`,
		`08:00:00 POST /v1/responses 404 0.00s`, `08:00:00 GET /v1/models 401 0.00s`,
	}
	lines := strings.Split(strings.TrimSpace(r.log.String()), "\n")
	for i, w := range want {
		if len(lines) != len(want) || !strings.HasPrefix(lines[i], w) {
			t.Fatalf("journal\n%s\nwant\n%s", r.log.String(), strings.Join(want, "\n"))
		}
	}
	if !strings.HasSuffix(lines[3], " model_not_found") || !strings.HasSuffix(lines[4], " invalid_api_key") {
		t.Errorf("journal\n%s", r.log.String())
	}
	for _, secret := range []string{"SECRET", key, canary, "visitor@"} {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("the journal holds %s", secret)
		}
	}
}

func TestJournalPanic(t *testing.T) {
	var log strings.Builder
	h := Guard{Log: &log}.Protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("SECRET") }))
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the connection is not closed")
		}
		if text := log.String(); !strings.Contains(text, "guard_test.go") || !strings.HasSuffix(text, " panic\n") || strings.Contains(text, "SECRET") {
			t.Error(text)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), request(http.MethodGet, "/", ""))
}

// When a client hangs up, its answer stops, so that it uses no more of the
// plan.
func TestHangUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, codextest.Options{Rate: 1, Doc: strings.Repeat("word ", 100)})
		for _, path := range []string{pathResponses, pathChat} {
			for _, stream := range []string{"true", "false"} {
				ctx, cancel := context.WithCancel(t.Context())
				req := request(http.MethodPost, path, `{"stream":`+stream+`,"model":"`+lite+`","input":"hi","messages":[{"role":"user","content":"hi"}]}`)
				done := make(chan struct{})
				go func() {
					defer close(done)
					r.do(req.WithContext(ctx))
				}()
				synctest.Wait()
				cancel()
				synctest.Wait()
				select {
				case <-done:
				default:
					t.Errorf("%s with stream %s goes on", path, stream)
				}
			}
		}
	})
}
