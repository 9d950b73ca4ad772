package codex

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"banter/auth"
)

func transport(f *fakeTransport, p *fakeSource) *Transport {
	return &Transport{Source: p, Base: f, BaseURL: "https://chatgpt.com/backend-api/codex/"}
}

// through sends a request through t and returns the request that arrived.
func through(t *testing.T, rt *Transport, method, target, body string, header http.Header) *http.Request {
	t.Helper()
	f := rt.Base.(*fakeTransport)
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for key, values := range header {
		req.Header[key] = values
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return f.requests[len(f.requests)-1]
}

func TestRow09TransportURL(t *testing.T) {
	const base = "https://chatgpt.com/backend-api/codex"
	for from, want := range map[string]string{
		"/v1/responses":                                       base + "/responses",
		"https://example.test/v1/responses?x=1":               base + "/responses?x=1",
		"https://api.openai.com/v1/models":                    base + "/models",
		"https://example.test/responses":                      base + "/responses",
		base + "/responses?a=b&a=c":                           base + "/responses?a=b&a=c",
		"https://example.test/backend-api/codex/responses":    base + "/responses",
		"https://example.test/v1":                             base + "/",
		"https://example.test/v1beta/responses":               base + "/v1beta/responses",
		"https://user:pw@example.test/v1/responses#frag":      base + "/responses",
		"https://example.test/v1/../../../etc/responses":      base + "/etc/responses",
		"https://example.test/v1/%2e%2e/%2e%2e/me":            base + "/me",
		"https://example.test/v1//responses/":                 base + "/responses",
		base + "/v1/responses":                                base + "/responses",
		base + "/v1/responses?x=%2F":                          base + "/responses?x=%2F",
		"responses":                                           base + "/responses",
		"https://example.test/v1/responses/a%2Fb/input":       base + "/responses/a%2Fb/input",
		"https://example.test/v1/files/a%20b%2fc":             base + "/files/a%20b%2fc",
		"https://example.test/%76%31/responses":               base + "/responses",
		"https://example.test/v1/a%2F..%2F..%2F..%2Fme":       base + "/me",
		"https://example.test/v1/..%5c..%5Cme/x":              base + "/me/x",
		"https://example.test/v1/a/%2e%2E%2Fb":                base + "/a/b",
		"https://example.test/v1/caf%C3%A9/b;c=d":             base + "/caf%C3%A9/b;c=d",
		"https://chatgpt.com/backend-api/codex/../settings/x": base + "/backend-api/settings/x",
	} {
		rt := transport(&fakeTransport{steps: []step{{}}}, signedIn())
		if got := through(t, rt, http.MethodPost, from, "{}", nil); got.URL.String() != want {
			t.Errorf("%s\n went to %s\n want    %s", from, got.URL, want)
		}
	}
}

func TestRow09TransportHeaders(t *testing.T) {
	sdk := http.Header{
		"Authorization":      {"Bearer sk-of-the-sdk"},
		"Chatgpt-Account-Id": {"someone else"},
		"Openai-Beta":        {"assistants=v2"},
		"X-Extra":            {"request"},
		"Accept":             {"text/event-stream"},
	}
	f := &fakeTransport{steps: []step{{}}}
	rt := transport(f, signedIn())
	rt.Header = http.Header{"X-Extra": {"configured"}, "X-Other": {"configured"}, "Authorization": {"Bearer configured"}}
	got := through(t, rt, http.MethodPost, "/v1/responses", "{}", sdk).Header
	for key, want := range map[string]string{
		"Authorization":      "Bearer " + canary + "-0",
		"ChatGPT-Account-Id": "acc-1",
		"OpenAI-Beta":        "responses=experimental",
		"X-Extra":            "request",
		"X-Other":            "configured",
		"Accept":             "text/event-stream",
		"originator":         "banter",
		"User-Agent":         defaultUserAgent(),
	} {
		if values := got.Values(key); !reflect.DeepEqual(values, []string{want}) {
			t.Errorf("%s: %d values, want %q", key, len(values), strings.ReplaceAll(want, canary, "*"))
		}
	}
	if sdk.Get("Authorization") != "Bearer sk-of-the-sdk" || rt.Header.Get("X-Extra") != "configured" {
		t.Error("the request or the configuration was changed")
	}
	if !strings.HasPrefix(defaultUserAgent(), "banter/") {
		t.Error(defaultUserAgent())
	}
}

func TestRow09TransportIdentity(t *testing.T) {
	tests := []struct {
		name                    string
		change                  func(*Transport)
		header                  http.Header
		originator, agent, beta string
	}{
		{"request's own", func(*Transport) {}, http.Header{"Originator": {"mine"}, "User-Agent": {"mine/1"}}, "mine", "mine/1", "responses=experimental"},
		{"configured", func(t *Transport) { t.Originator, t.UserAgent = "conf", "conf/2" }, nil, "conf", "conf/2", "responses=experimental"},
		{"omitted", func(t *Transport) { t.OmitOriginator, t.OmitBeta, t.UserAgent = true, true, "x/1" }, http.Header{"Openai-Beta": {"a"}}, "", "x/1", ""},
		{"omitted but given", func(t *Transport) { t.OmitOriginator, t.UserAgent = true, "x/1" }, http.Header{"Originator": {"mine"}}, "mine", "x/1", "responses=experimental"},
	}
	for _, tt := range tests {
		rt := transport(&fakeTransport{steps: []step{{}}}, signedIn())
		tt.change(rt)
		h := through(t, rt, http.MethodPost, "/v1/responses", "{}", tt.header).Header
		if h.Get("originator") != tt.originator || h.Get("User-Agent") != tt.agent || h.Get("OpenAI-Beta") != tt.beta {
			t.Errorf("%s: %q, %q, %q", tt.name, h.Get("originator"), h.Get("User-Agent"), h.Get("OpenAI-Beta"))
		}
	}
}

func TestRow09TransportRefreshesOnce(t *testing.T) {
	refused := step{status: 401, body: `{"detail":"Unauthorized"}`}
	send := func(p *fakeSource, steps ...step) (*http.Response, *fakeTransport, error) {
		f := &fakeTransport{steps: steps}
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/responses", io.NopCloser(strings.NewReader(`{"input":[]}`)))
		resp, err := transport(f, p).RoundTrip(req)
		return resp, f, err
	}
	p := signedIn()
	resp, f, err := send(p, refused, step{})
	if err != nil || resp.StatusCode != 200 || p.refreshes != 1 || f.bodies[0] != f.bodies[1] || !strings.Contains(f.bodies[1], `"input"`) {
		t.Errorf("%v, %v, %d refreshes", resp, err, p.refreshes)
	}
	if got := f.requests[1].Header.Get("Authorization"); got != "Bearer "+canary+"-1" {
		t.Error("the second request does not bear the new token")
	}
	p = signedIn()
	resp, f, err = send(p, refused)
	if err != nil || resp.StatusCode != 401 || p.refreshes != 1 || f.count() != 2 {
		t.Errorf("%v, %v, %d refreshes, %d requests", resp, err, p.refreshes, f.count())
	}
	p = signedIn()
	resp, f, err = send(p, step{status: 401, header: http.Header{"Cf-Mitigated": {"challenge"}}})
	if err != nil || resp.StatusCode != 401 || p.refreshes != 0 || f.count() != 1 {
		t.Errorf("challenge: %v, %v, %d refreshes", resp, err, p.refreshes)
	}
	p = signedIn()
	p.refreshErr = auth.ErrSignInAgain
	if _, _, err = send(p, refused); asError(err) == nil || asError(err).Code != CodeSignIn {
		t.Errorf("refresh refused: %v", err)
	}
}

func TestRow09TransportKeepsTokensHome(t *testing.T) {
	p := signedIn()
	p.tokens.BaseURL = "https://other.example/codex"
	f := &fakeTransport{steps: []step{{}}}
	req, _ := http.NewRequest(http.MethodGet, "https://other.example/codex/models", nil)
	_, err := transport(f, p).RoundTrip(req)
	if asError(err) == nil || asError(err).Code != CodeUnsafeHost || f.count() != 0 {
		t.Errorf("%v, %d requests", err, f.count())
	}
	p.tokens.AccountID = ""
	if _, err = transport(f, p).RoundTrip(req); asError(err) == nil || signInCode(err) != auth.CodeAccountIDMissing || f.count() != 0 {
		t.Errorf("%v, %d requests", err, f.count())
	}
}

func TestRow10BodyNormalization(t *testing.T) {
	tests := []struct{ name, path, in, want string }{
		{"filled in", "/v1/responses", `{"model":"m"}`, `{"instructions":"","model":"m","store":false}`},
		{"kept", "/v1/responses", `{"store":true, "instructions":"Be <brief>","x":1.50}`, `{"store":true, "instructions":"Be <brief>","x":1.50}`},
		{"instructions null", "/v1/responses", `{"instructions":null,"store":false}`, `{"instructions":"","store":false}`},
		{"instructions a list", "/v1/responses", `{"instructions":[],"store":false}`, `{"instructions":"","store":false}`},
		{"limit removed", "/v1/responses", `{"instructions":"a<b","max_output_tokens":5,"n":1e400,"store":false}`, `{"instructions":"a<b","n":1e400,"store":false}`},
		{"empty text kept", "/v1/responses", `{"instructions":"","store":null}`, `{"instructions":"","store":null}`},
		{"a number", "/v1/responses", `{"instructions":5,"store":false}`, `{"instructions":"","store":false}`},
		{"escaped slash", "/v1/x%2Fresponses", `{"max_output_tokens":5}`, `{"max_output_tokens":5}`},
		{"under the base", "/backend-api/codex/v1/responses/", `{"store":false,"instructions":"x","max_output_tokens":5}`, `{"instructions":"x","store":false}`},
		{"other path", "/v1/other", `{"max_output_tokens":5}`, `{"max_output_tokens":5}`},
		{"path below", "/v1/responses/compact", `{"max_output_tokens":5}`, `{"max_output_tokens":5}`},
		{"a list", "/v1/responses", `[{"max_output_tokens":5}]`, `[{"max_output_tokens":5}]`},
		{"not JSON", "/v1/responses", `{"max_output_tokens":`, `{"max_output_tokens":`},
		{"empty", "/v1/responses", ``, ``},
	}
	for _, tt := range tests {
		rt := transport(&fakeTransport{steps: []step{{}}}, signedIn())
		out := through(t, rt, http.MethodPost, tt.path, tt.in, nil)
		got := rt.Base.(*fakeTransport).bodies[0]
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if out.ContentLength != int64(len(tt.want)) {
			t.Errorf("%s: Content-Length %d, want %d", tt.name, out.ContentLength, len(tt.want))
		}
		if tt.want == "" {
			continue
		}
		body, err := out.GetBody()
		if again, _ := io.ReadAll(body); err != nil || string(again) != tt.want {
			t.Errorf("%s: GetBody gives %s, %v", tt.name, again, err)
		}
	}
	whole := transport(&fakeTransport{steps: []step{{}}}, signedIn())
	through(t, whole, http.MethodPost, "/v1/responses", `{"max_output_tokens":1}`, http.Header{"Content-Encoding": {"identity"}})
	if got := whole.Base.(*fakeTransport).bodies[0]; got != `{"instructions":"","store":false}` {
		t.Errorf("identity: %s", got)
	}
	rt := transport(&fakeTransport{steps: []step{{}}}, signedIn())
	rt.Instructions, rt.Store = "Be kind.", true
	through(t, rt, http.MethodPost, "/v1/responses", `{}`, nil)
	if got := rt.Base.(*fakeTransport).bodies[0]; got != `{"instructions":"Be kind.","store":true}` {
		t.Errorf("configured: %s", got)
	}
	through(t, rt, http.MethodPost, "/v1/responses", `{}`, http.Header{"Content-Encoding": {"gzip"}})
	if got := rt.Base.(*fakeTransport).bodies[1]; got != `{}` {
		t.Errorf("compressed: %s", got)
	}
}

func FuzzNormalize(f *testing.F) {
	f.Add([]byte(`{"model":"m","max_output_tokens":1}`))
	f.Add([]byte(`{"instructions":"\ud83d","store":1}`))
	f.Add([]byte(` {"a":{"b":[1,2.0]}} `))
	f.Fuzz(func(t *testing.T, body []byte) {
		rule := bodyRule{instructions: "i"}
		got := rule.normalize(body)
		if again := rule.normalize(got); string(again) != string(got) {
			t.Errorf("%q, then %q", got, again)
		}
		var in, out map[string]any
		if json.Unmarshal(body, &in) != nil || in == nil {
			return
		}
		if err := json.Unmarshal(got, &out); err != nil {
			t.Fatalf("%q became %q: %v", body, got, err)
		}
		delete(in, "max_output_tokens")
		for key, value := range in {
			if key != "instructions" && !reflect.DeepEqual(out[key], value) {
				t.Errorf("%s: %v became %v", key, value, out[key])
			}
		}
	})
}

func TestRow13NoSuchModel(t *testing.T) {
	r := newRig(whole())
	c := r.Client
	for slug, kind := range map[string]string{
		"text-embedding-3-small": "embedding", "Text-Embedding-Ada-002": "embedding", "gpt-image-1": "image", "dall-e-3": "image",
		"openai/gpt-image-2": "image", "chatgpt-image-latest": "image", "gpt-6-embedding": "embedding", "text-similarity-ada-001": "embedding", "imagine-1": "",
		"gpt-6.1-sol": "", "brand-new": "",
	} {
		m, err := c.LanguageModel(slug)
		refused, ok := errors.AsType[*NoSuchModelError](err)
		switch {
		case kind == "" && (err != nil || m.Slug() != slug):
			t.Errorf("%s: %v", slug, err)
		case kind != "" && (!ok || refused.Model != slug || refused.Kind != kind):
			t.Errorf("%s: %v", slug, err)
		}
	}
	for target, kind := range map[string]string{
		"https://api.openai.com/v1/embeddings": "embedding", "/v1/images/generations": "image", "/v1/images/edits/": "image",
	} {
		f := &fakeTransport{steps: []step{{}}}
		req, _ := http.NewRequest(http.MethodPost, target, strings.NewReader(`{"model":"some-model"}`))
		_, err := transport(f, signedIn()).RoundTrip(req)
		refused, ok := errors.AsType[*NoSuchModelError](err)
		if !ok || refused.Model != "some-model" || refused.Kind != kind || f.count() != 0 {
			t.Errorf("%s: %v, %d requests", target, err, f.count())
		}
		if sentence, hint := refused.Notice(); !strings.HasSuffix(sentence, ".") || hint == "" {
			t.Errorf("%q, %q", sentence, hint)
		}
	}
	m, _ := c.LanguageModel("gpt-6.1-sol")
	a, err := m.Generate(t.Context(), Request{Input: []Item{UserText("hi")}})
	if err != nil || a.Text() != "Hello" {
		t.Errorf("%v, %v", a, err)
	}
	for event, err := range m.Stream(t.Context(), Request{Model: "another", Input: []Item{UserText("hi")}}) {
		if err != nil {
			t.Errorf("%v, %v", event, err)
		}
	}
	if sent := r.fake.bodies[1]; !strings.Contains(sent, `"model":"gpt-6.1-sol"`) {
		t.Errorf("asked with %s", sent)
	}
	if text := (&NoSuchModelError{Kind: "image"}).Error(); text != "no such image model: none named" {
		t.Error(text)
	}
}

func TestRow15ProxyBaseURL(t *testing.T) {
	for _, tt := range []struct {
		configured string
		off        bool
		goos, want string
	}{
		{"", false, "linux", ""},
		{"", false, "js", "/api/proxy/openai/codex"},
		{"", true, "js", ""},
		{"https://my.example/p", false, "js", "https://my.example/p"},
		{"https://my.example/p", true, "linux", ""},
	} {
		if got := proxyBase(tt.configured, tt.off, tt.goos); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	f := &fakeTransport{steps: []step{whole()}}
	c := NewClient(Options{Source: signedIn(), HTTPClient: &http.Client{Transport: f}, ProxyBaseURL: "https://my.example/p/"})
	if _, e := collect(t, c, t.Context(), ask("hi")); e != nil || f.requests[0].URL.String() != "https://my.example/p/responses" {
		t.Errorf("client: %v", e)
	}
	rt := transport(f, signedIn())
	rt.ProxyBaseURL = "http://localhost:8080/api/proxy/openai/codex"
	if got := through(t, rt, http.MethodPost, "/v1/responses?q=1", "{}", nil).URL.String(); got != rt.ProxyBaseURL+"/responses?q=1" {
		t.Errorf("transport: %s", got)
	}
	before := f.count()
	c = NewClient(Options{Source: signedIn(), HTTPClient: &http.Client{Transport: f}, ProxyBaseURL: "http://my.example/p"})
	if _, e := collect(t, c, t.Context(), ask("hi")); e == nil || e.Code != CodeUnsafeHost || f.count() != before {
		t.Errorf("plain http: %v", e)
	}
	if err := checkProxy(&url.URL{Path: "/api/proxy/openai/codex/responses"}); err != nil {
		t.Errorf("the page's own server: %v", err)
	}
}
