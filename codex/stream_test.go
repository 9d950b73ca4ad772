package codex

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestStreamYieldsTheAnswer(t *testing.T) {
	r := newRig(whole())
	events, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e != nil {
		t.Fatal(e)
	}
	want := []Event{
		Created{"resp_1", "gpt-6.1-sol"},
		TextDelta{Position{1, 0, "msg_1"}, "Hello"},
		Completed{ResponseID: "resp_1", Usage: &Usage{Input: 9, Cached: 4, CacheWrite: 2, Output: 3, Reasoning: 1, Total: 12}},
	}
	if !reflect.DeepEqual(events, want) {
		t.Errorf("events\n %+v\nwant\n %+v", events, want)
	}
}

func TestStreamEndsAtTheTerminalEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe, w := io.Pipe()
		r := newRig(step{reader: pipe})
		go w.Write([]byte(whole().body)) // the server does not close the connection
		_, e := collect(t, r.Client, t.Context(), ask("hi"))
		if e != nil {
			t.Error(e)
		}
		w.Close()
	})
}

func TestStreamIdleTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe, w := io.Pipe()
		go func() {
			w.Write([]byte(sse(frameCreated, frameHello)))
			for range 3 { // pauses shorter than the idle time do not count
				time.Sleep(250 * time.Second)
				w.Write([]byte(": keep-alive\n\n"))
			}
		}()
		r := newRig(step{reader: pipe})
		start := time.Now()
		events, e := collect(t, r.Client, t.Context(), ask("hi"))
		if text(events) != "Hello" || e == nil || e.Code != CodeInterrupted {
			t.Fatalf("%v, %v", events, e)
		}
		if took := time.Since(start); took != 1050*time.Second {
			t.Errorf("gave up after %v", took)
		}
		if r.fake.count() != 1 {
			t.Errorf("%d requests though text was shown", r.fake.count())
		}
	})
}

func TestStreamKeepAliveAloneIsNotLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe, w := io.Pipe()
		go func() {
			for {
				if _, err := w.Write([]byte(": keep-alive\n\n")); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		}()
		r := newRig(step{reader: pipe})
		start := time.Now()
		_, e := collect(t, r.Client, t.Context(), ask("hi"))
		if e == nil || e.Code != CodeInterrupted || r.fake.count() != 1 {
			t.Errorf("%v after %d requests", e, r.fake.count())
		}
		if took := time.Since(start); took < 20*time.Minute || took > 26*time.Minute {
			t.Errorf("gave up after %v", took)
		}
		time.Sleep(time.Minute) // the server notices
	})
}

func TestStreamCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe, w := io.Pipe()
		go w.Write([]byte(sse(frameCreated, frameHello)))
		r := newRig(step{reader: pipe})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, e := collect(t, r.Client, ctx, ask("hi"))
		if e == nil || e.Code != CodeCanceled || !errors.Is(e, context.Canceled) {
			t.Errorf("error %v", e)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v", took)
		}
		if r.fake.count() != 1 {
			t.Errorf("%d requests", r.fake.count())
		}
	})
}

func TestStreamBreakStops(t *testing.T) {
	r := newRig(whole())
	for range r.Stream(t.Context(), ask("hi")) {
		break
	}
	if r.fake.count() != 1 {
		t.Errorf("%d requests", r.fake.count())
	}
}

func TestStreamSkipsGarbageAndCountsIt(t *testing.T) {
	r := newRig(step{body: sse("not json", frameCreated, `{"type":"response.new_thing","x":1}`, "[DONE]", `{"type":`, frameHello, frameCompleted)})
	events, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e != nil {
		t.Fatal(e)
	}
	last := events[len(events)-1].(Completed)
	if last.Skipped != 2 {
		t.Errorf("skipped %d", last.Skipped)
	}
	if u, ok := events[1].(Unknown); !ok || u.Type != "response.new_thing" || !strings.Contains(string(u.JSON), `"x":1`) {
		t.Errorf("unknown event %+v", events[1])
	}
}

func TestStreamRefreshesOnceOn401(t *testing.T) {
	expired := step{status: 401, body: `{"error":{"code":"token_expired","message":"Provided authentication token is expired."}}`}
	t.Run("refreshed", func(t *testing.T) {
		r := newRig(expired, whole())
		events, e := collect(t, r.Client, t.Context(), ask("hi"))
		if e != nil || text(events) != "Hello" || r.source.refreshes != 1 {
			t.Fatalf("%v, %v, %d refreshes", events, e, r.source.refreshes)
		}
		if got := r.fake.requests[1].Header.Get("Authorization"); got != "Bearer "+canary+"-1" {
			t.Error("the second request does not bear the new token")
		}
	})
	t.Run("refused again", func(t *testing.T) {
		r := newRig(expired)
		_, e := collect(t, r.Client, t.Context(), ask("hi"))
		if e == nil || e.Code != CodeSignIn || r.source.refreshes != 1 || r.fake.count() != 2 {
			t.Fatalf("%v, %d refreshes, %d requests", e, r.source.refreshes, r.fake.count())
		}
	})
}

func TestStreamOtherShape(t *testing.T) {
	notLite := step{status: 400, body: `{"detail":"This model is not supported when using X-OpenAI-Internal-Codex-Responses-Lite."}`}
	notFound := step{status: 404, body: `{"error":{"message":"Model not found gpt-6.1-sol","code":"model_not_found"}}`}
	for name, refusal := range map[string]step{"400": notLite, "404": notFound} {
		t.Run(name, func(t *testing.T) {
			r := newRig(refusal, whole())
			for range 2 {
				if _, e := collect(t, r.Client, t.Context(), ask("hi")); e != nil {
					t.Fatal(e)
				}
			}
			var lite []string
			for _, req := range r.fake.requests {
				lite = append(lite, req.Header.Get(liteHeader))
			}
			if want := []string{"true", "", ""}; !reflect.DeepEqual(lite, want) {
				t.Errorf("lite headers %q, want %q", lite, want)
			}
		})
	}
	t.Run("neither", func(t *testing.T) {
		r := newRig(notFound)
		_, e := collect(t, r.Client, t.Context(), ask("hi"))
		if e == nil || e.Code != CodeModel || r.fake.count() != 2 {
			t.Errorf("%v after %d requests", e, r.fake.count())
		}
	})
}

func item(t *testing.T, raw string) Item {
	t.Helper()
	var i Item
	if err := i.UnmarshalJSON([]byte(raw)); err != nil {
		t.Fatal(err)
	}
	return i
}

func TestStreamNeverRetriesAfterContent(t *testing.T) {
	r := newRig(step{body: sse(frameCreated, frameHello)}, whole())
	events, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e == nil || e.Code != CodeInterrupted || r.fake.count() != 1 || text(events) != "Hello" {
		t.Errorf("%v, %v, %d requests", events, e, r.fake.count())
	}
}

func TestStreamSaysThatItRetries(t *testing.T) {
	r := newRig(step{body: sse(frameCreated, failedFrame("rate_limit_exceeded", "Please try again in 1.5s."))}, whole())
	events, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e != nil || len(events) != 5 {
		t.Fatalf("%v, %v", events, e)
	}
	again, ok := events[1].(Retrying)
	if !ok || again.Attempt != 2 || again.After != 1500*time.Millisecond || again.Err.Code != CodeRateLimit {
		t.Errorf("%+v", events[1])
	}
	if want := []time.Duration{1500 * time.Millisecond}; !reflect.DeepEqual(r.pauses, want) {
		t.Errorf("pauses %v", r.pauses)
	}
}

func TestStreamBacksOff(t *testing.T) {
	r := newRig(step{status: 500})
	_, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e == nil || e.Code != CodeServer || e.Attempts != 4 || r.fake.count() != 4 {
		t.Fatalf("%+v after %d", e, r.fake.count())
	}
	want := []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}
	if !reflect.DeepEqual(r.pauses, want) {
		t.Errorf("pauses %v, want %v", r.pauses, want)
	}
}

func TestTokensStayWithTheirHost(t *testing.T) {
	r := newRig(whole())
	r.source.tokens.BaseURL = "https://elsewhere.example/backend-api/codex"
	_, e := collect(t, r.Client, t.Context(), ask("hi"))
	if e == nil || e.Code != CodeUnsafeHost || r.fake.count() != 0 {
		t.Errorf("%v, %d requests", e, r.fake.count())
	}
	r = newRig(step{status: 307, header: http.Header{"Location": {"https://elsewhere.example/"}}}, whole())
	_, e = collect(t, r.Client, t.Context(), ask("hi"))
	if e == nil || e.Code != CodeUnsafeHost || r.fake.count() != 1 {
		t.Errorf("%v, %d requests", e, r.fake.count())
	}
}

// TestRow02ClientOptions: requests go to the base URL, with or without a
// trailing slash, and pauses use the Sleep of the options.
func TestRow02ClientOptions(t *testing.T) {
	for base, want := range map[string]string{
		"":                           "https://chatgpt.com/backend-api/codex/responses",
		"https://backend.example/x":  "https://backend.example/x/responses",
		"https://backend.example/x/": "https://backend.example/x/responses",
	} {
		f := &fakeTransport{steps: []step{{status: 500}, whole()}}
		var slept int
		home := signedIn()
		home.tokens.BaseURL = base // issuer of the tokens
		c := NewClient(Options{
			Source: home, BaseURL: base, HTTPClient: &http.Client{Transport: f}, Originator: "mine", UserAgent: "mine/1",
			Sleep: func(context.Context, time.Duration) error { slept++; return nil },
		})
		if _, err := collect(t, c, t.Context(), ask("?")); err != nil {
			t.Fatal(err)
		}
		last := f.requests[len(f.requests)-1]
		if last.URL.String() != want || last.Header.Get("Originator") != "mine" || last.UserAgent() != "mine/1" || slept != 1 {
			t.Errorf("%q: asked %s as %s, %s; %d pauses", base, last.URL, last.Header.Get("Originator"), last.UserAgent(), slept)
		}
	}
}
