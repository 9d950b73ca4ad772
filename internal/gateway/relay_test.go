package gateway

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
)

// A stream that is cut at any byte results in a whole answer, as if nothing had
// happened, or ends in an error that the SDKs raise. No part comes twice.
func TestCutAnywhere(t *testing.T) {
	answer := codextest.Answer{Items: []codextest.Item{codextest.Reasoning{Summary: []string{"Thinking."}}, codextest.Message{Text: "Hello there."}}}
	outcomes := make(map[string]int)
	for at := 0; at < 9000; at += 250 {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, codextest.Options{}, answer, answer)
			if err := r.server.Fault(fmt.Sprintf("cut:%d", at+1), 1); err != nil {
				t.Fatal(err)
			}
			seen := make(map[string]bool)
			events := eventsOf(t, r.post(pathResponses, question+`,"stream":true}`))
			for i, e := range events {
				place := fmt.Sprint(e.name, e.data["output_index"], e.data["content_index"])
				if strings.HasSuffix(e.name, "created") || strings.HasSuffix(e.name, "added") {
					if seen[place] {
						t.Errorf("cut at %d: %s twice", at, place)
					}
					seen[place] = true
				}
				if e.data["sequence_number"] != float64(i) {
					t.Errorf("cut at %d: number %v is %d", at, e.data["sequence_number"], i)
				}
			}
			last := events[len(events)-1].name
			outcomes[last]++
			if last != "response.completed" && last != "response.failed" {
				t.Errorf("cut at %d: ends in %s", at, last)
			}
		})
	}
	if outcomes["response.completed"] < 5 || outcomes["response.failed"] < 5 {
		t.Errorf("outcomes %v: the cuts miss one side", outcomes)
	}
}

// An answer that its program does not read is given up after a while.
func TestReaderStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, codextest.Options{Doc: strings.Repeat("word ", 10_000)})
		ln := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- Serve(ctx, ln, r.h, 0) }()
		transport := &http.Transport{DialContext: ln.dial, DisableKeepAlives: true}
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+pathResponses, strings.NewReader(question+`,"stream":true}`))
		req.Header = request(http.MethodPost, "/", "").Header
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(stallTime - time.Second)
		synctest.Wait()
		if r.log.String() != "" {
			t.Errorf("given up early: %s", r.log.String())
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !strings.Contains(r.log.String(), "POST /v1/responses 200") {
			t.Error("the request is still being answered")
		}
		resp.Body.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// counted is a writer that counts its writes.
type counted struct {
	*httptest.ResponseRecorder
	mu              sync.Mutex
	writes, flushes int
}

func (c *counted) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	return c.ResponseRecorder.Write(p)
}

func (c *counted) Flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flushes++
}

// deltas returns the number of words written so far, and the numbers of writes
// and flushes.
func (c *counted) deltas() (words, writes, flushes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.Body.String(), `"word `), c.writes, c.flushes
}

// Events that arrive together leave together; one that arrives alone leaves at
// once.
func TestEventsLeaveAsTheyCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for rate, most := range map[float64]int{0: 20, 1: 200} {
			for path, body := range map[string]string{pathResponses: question, pathChat: chatQuestion} {
				r := newRig(t, codextest.Options{Rate: rate, Chunk: 5, Doc: strings.Repeat("word ", 100)})
				w := &counted{ResponseRecorder: httptest.NewRecorder()}
				go r.h.ServeHTTP(w, request(http.MethodPost, path, body+`,"stream":true}`))
				if rate > 0 {
					time.Sleep(10*time.Second + time.Millisecond)
					synctest.Wait()
					if n, _, _ := w.deltas(); n != 11 {
						t.Errorf("%s: after 10 s there are %d of 11 deltas", path, n)
					}
					time.Sleep(2 * time.Minute)
				}
				synctest.Wait()
				words, writes, flushes := w.deltas()
				if writes != flushes || writes > most || rate > 0 && writes < 100 || words < 100 {
					t.Errorf("%s at %v: %d words, %d writes, %d flushes", path, rate, words, writes, flushes)
				}
			}
		}
	})
}
