package gateway

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"banter/codex"
	"banter/codex/codextest"
)

// canned is a transport that answers every request with one stream.
type canned struct{ stream []byte }

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}},
		Body: io.NopCloser(bytes.NewReader(c.stream)), Request: req}, nil
}

// sunk is an http.ResponseWriter that discards the answer.
type sunk struct {
	header http.Header
	bytes  int
}

func (s *sunk) Header() http.Header { return s.header }
func (s *sunk) WriteHeader(int)     {}
func (s *sunk) Flush()              {}

func (s *sunk) Write(p []byte) (int, error) {
	s.bytes += len(p)
	return len(p), nil
}

// BenchmarkStream streams an answer of 10 KB in deltas of 6 bytes. Its metric
// x/pass is the processor time as a multiple of that of a [codex.Proxy] that
// passes on the same bytes. It leaves out the network, which costs both the
// same.
func BenchmarkStream(b *testing.B) {
	server := codextest.New(codextest.Options{Doc: strings.Repeat("The quick brown fox jumps over it. ", 300)[:10<<10]})
	defer server.Close()
	source := visit(server)
	stream := recorded(b, server, source)
	upstream := &http.Client{Transport: canned{stream}}
	api := New(Options{Client: codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: upstream})})
	proxy := &codex.Proxy{BaseURL: server.BaseURL(), Base: upstream.Transport}
	var pass float64
	for _, bench := range []struct {
		name, path, body string
		handler          http.Handler
	}{
		{"pass", "/responses", question + `,"stream":true}`, proxy},
		{"responses", pathResponses, question + `,"stream":true}`, api},
		{"chat", pathChat, chatQuestion + `,"stream":true}`, api},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			start := cpuTime()
			for b.Loop() {
				r := request("POST", bench.path, bench.body)
				r.Header.Set("ChatGPT-Account-Id", "a")
				w := &sunk{header: make(map[string][]string)}
				bench.handler.ServeHTTP(w, r)
				if w.bytes < 100<<10 {
					b.Fatalf("%d bytes", w.bytes)
				}
			}
			each := (cpuTime() - start).Seconds() / float64(b.N)
			b.ReportMetric(each*1e6, "cpu-us/op")
			if bench.name == "pass" {
				pass = each
			} else if pass > 0 {
				b.ReportMetric(each/pass, "x/pass")
			}
		})
	}
}

// recorded returns a stream of the emulator.
func recorded(b *testing.B, server *codextest.Server, who visitor) []byte {
	b.Helper()
	r, _ := http.NewRequest(http.MethodPost, server.BaseURL()+"/responses", strings.NewReader(
		`{"model":"`+classic+`","instructions":"","store":false,"stream":true,"input":[{"role":"user","content":"hi"}]}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+who.tokens.Access.Reveal())
	resp, err := server.Client().Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	stream, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s, %v", resp.Status, err)
	}
	return stream
}
