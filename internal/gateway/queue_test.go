package gateway

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A line is a guard that admits one request at a time, with a handler that
// takes a second.
func line(answered *[]string) http.Handler {
	return Guard{Requests: 1}.Protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		time.Sleep(time.Second)
		*answered = append(*answered, string(body))
	}))
}

// Requests beyond the limit wait in the order of their arrival, with their
// bodies whole.
func TestQueueKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var answered, want []string
		h := line(&answered)
		for i := range 20 {
			body := fmt.Sprint(i)
			if i == 7 {
				body += strings.Repeat(" ", 3*maxFetched)
			}
			want = append(want, body)
			go func() {
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, request(http.MethodPost, "/", body)); w.Code != http.StatusOK {
					t.Errorf("%d: status %d", i, w.Code)
				}
			}()
			synctest.Wait()
		}
		time.Sleep(21 * time.Second)
		synctest.Wait()
		if !reflect.DeepEqual(answered, want) {
			t.Errorf("%.10q", answered)
		}
	})
}

// The number of waiting requests and their time are limited; the others get a
// 429.
func TestQueueHasBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		h := Guard{Requests: 2}.Protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		done := make(chan *httptest.ResponseRecorder, 2*maxWaiting)
		ask := func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, request(http.MethodGet, "/", ""))
			done <- w
		}
		for range 2 + maxWaiting {
			go ask()
			synctest.Wait()
		}
		refused := func(why string) {
			t.Helper()
			select {
			case w := <-done:
				if w.Code != 429 || w.Header().Get("X-Should-Retry") != "true" || w.Header().Get("Retry-After") != "1" {
					t.Errorf("%s: %d %v", why, w.Code, w.Header())
				}
			default:
				t.Errorf("%s: waits", why)
			}
		}
		ask()
		refused("too many")
		time.Sleep(maxWait - time.Second)
		synctest.Wait()
		if len(done) > 0 {
			t.Errorf("%d were sent away early", len(done))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		for range maxWaiting {
			refused("too long")
		}
		go ask() // those requests have left
		synctest.Wait()
		close(release)
		synctest.Wait()
		for range 3 {
			if w := <-done; w.Code != 200 {
				t.Errorf("%d after the others", w.Code)
			}
		}
	})
}

// A request leaves the queue when its client hangs up, even if its body was
// never read.
func TestQueueForgetsWhoHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var answered []string
		ln := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- Serve(ctx, ln, line(&answered), 0) }()
		transport := &http.Transport{DialContext: ln.dial, DisableKeepAlives: true}
		ask := func(ctx context.Context, body string) {
			req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/", strings.NewReader(body))
			if resp, err := transport.RoundTrip(req); err == nil {
				resp.Body.Close()
			}
		}
		go ask(t.Context(), "first")
		synctest.Wait()
		impatient, hangUp := context.WithCancel(t.Context())
		go ask(impatient, "gone")
		synctest.Wait()
		go ask(t.Context(), "last")
		synctest.Wait()
		hangUp()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if !reflect.DeepEqual(answered, []string{"first", "last"}) {
			t.Errorf("%q", answered)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
