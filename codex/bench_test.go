package codex_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3/packages/ssestream"
	"github.com/openai/openai-go/v3/responses"

	"banter/auth"
	"banter/codex"
)

// deltas returns a stream of n text deltas in the backend's form.
func deltas(n int) []byte {
	words := []string{"The", " quick", " brown", " fox", " said", ": \\\"hi\\\"", ",\\n", " über", " **bold**", "."}
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":%d,"+
			"\"item_id\":\"msg_68a1f0c2b3d4819e8f7a6b5c4d3e2f1a\",\"output_index\":1,\"content_index\":0,\"delta\":\"%s\",\"logprobs\":[],"+
			"\"obfuscation\":\"%s\"}\n\n", i, words[i%len(words)], strings.Repeat("x", 16-i%8))
	}
	b.WriteString("event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"output\":[]}}\n\n")
	return b.Bytes()
}

// canned is a transport that answers every request with one stream.
type canned struct{ open func() io.Reader }

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}},
		Body: io.NopCloser(c.open()), Request: req}, nil
}

// static is a TokenSource that never refreshes.
type static struct{ tokens auth.Tokens }

func (s static) Tokens(context.Context) (auth.Tokens, error)               { return s.tokens, nil }
func (s static) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) { return s.tokens, nil }

func cannedClient(open func() io.Reader) *codex.Client {
	return codex.NewClient(codex.Options{
		Source:     static{auth.Tokens{Access: auth.NewSecret("t"), AccountID: "a"}},
		HTTPClient: &http.Client{Transport: canned{open}},
	})
}

const benchEvents = 20_000

// count ranges over a stream and counts the bytes of text.
func count(b *testing.B, c *codex.Client) (events, text int) {
	req := codex.Request{Model: "gpt-6.1-sol", Input: []codex.Item{codex.UserText("hi")}}
	for event, err := range c.Stream(context.Background(), req) {
		if err != nil {
			b.Fatal(err)
		}
		if d, ok := event.(codex.TextDelta); ok {
			events++
			text += len(d.Delta)
		}
	}
	return events, text
}

// BenchmarkTypedDeltas compares typed text deltas through the whole client
// with openai-go's typed events and with the bare splitting of lines. Its
// metric x/openai-go is how many times faster this package is.
func BenchmarkTypedDeltas(b *testing.B) {
	stream := deltas(benchEvents)
	perEvent := map[string]float64{}
	run := func(name string, pass func(b *testing.B) int) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(stream)))
			b.ReportAllocs()
			for b.Loop() {
				if n := pass(b); n != benchEvents {
					b.Fatalf("%d events", n)
				}
			}
			perEvent[name] = float64(b.Elapsed().Nanoseconds()) / float64(b.N) / benchEvents
			b.ReportMetric(perEvent[name], "ns/event")
			if other := perEvent["openai-go"]; name == "banter" && other > 0 {
				b.ReportMetric(other/perEvent[name], "x/openai-go")
			}
		})
	}
	run("openai-go", openaiPass(stream, func(e responses.ResponseStreamEventUnion) string { return e.Delta }))
	run("openai-go-AsAny", openaiPass(stream, func(e responses.ResponseStreamEventUnion) string {
		d, _ := e.AsAny().(responses.ResponseTextDeltaEvent)
		return d.Delta
	}))
	client := cannedClient(func() io.Reader { return bytes.NewReader(stream) })
	run("banter", func(b *testing.B) int { n, _ := count(b, client); return n })
	run("lines", func(b *testing.B) int {
		n := 0
		for rest := stream; len(rest) > 0; {
			i := bytes.IndexByte(rest, '\n')
			if bytes.HasPrefix(rest[:i], []byte("data: ")) {
				n++
			}
			rest = rest[i+1:]
		}
		return n - 1
	})
}

func openaiPass(stream []byte, delta func(responses.ResponseStreamEventUnion) string) func(b *testing.B) int {
	return func(b *testing.B) int {
		resp := &http.Response{Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(bytes.NewReader(stream))}
		s := ssestream.NewStream[responses.ResponseStreamEventUnion](ssestream.NewDecoder(resp), nil)
		n := 0
		for s.Next() {
			if delta(s.Current()) != "" {
				n++
			}
		}
		if err := s.Err(); err != nil {
			b.Fatal(err)
		}
		return n
	}
}

// BenchmarkStreamGrowth reads streams of growing length, the longest 1 GB. The
// time per megabyte must not grow.
func BenchmarkStreamGrowth(b *testing.B) {
	block := deltas(1000) // a quarter of a megabyte: the shortest stream holds several
	end := bytes.LastIndex(block, []byte("event: "))
	body, terminal := block[:end], block[end:]
	for _, size := range []int{1 << 20, 32 << 20, 1 << 30} {
		b.Run(fmt.Sprintf("%dMB", size>>20), func(b *testing.B) {
			b.SetBytes(int64(size))
			client := cannedClient(func() io.Reader {
				return io.MultiReader(io.LimitReader(&repeating{body: body}, int64(size/len(body)*len(body))), bytes.NewReader(terminal))
			})
			for b.Loop() {
				count(b, client)
			}
		})
	}
}

// repeating is an endless reader of one block.
type repeating struct {
	body []byte
	at   int
}

func (r *repeating) Read(p []byte) (int, error) {
	n := copy(p, r.body[r.at:])
	r.at = (r.at + n) % len(r.body)
	return n, nil
}
