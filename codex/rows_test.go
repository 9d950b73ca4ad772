package codex_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// TestRow07NothingIsSent: without an account id, no call sends a request.
func TestRow07NothingIsSent(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	nameless := auth.Tokens{Access: auth.NewSecret(canary), BaseURL: s.BaseURL(), Issuer: s.Issuer()}
	inline, err := auth.NewSource(auth.SourceOptions{Tokens: &nameless, Provider: auth.Provider{Issuer: s.Issuer(), BaseURL: s.BaseURL()}, HTTPClient: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]codex.TokenSource{"a source": inline, "other tokens": fixed(func() auth.Tokens { return nameless })} {
		c := client(s, source)
		_, generate := c.Generate(t.Context(), question("gpt-6.1-sol"))
		_, models := c.Models(t.Context())
		_, limits := c.Limits(t.Context())
		browser := http.Client{Transport: &codex.Transport{Source: source, BaseURL: s.BaseURL(), Base: s.Client().Transport}}
		_, shared := browser.Post("https://api.openai.com/v1/responses", "application/json", nil)
		for call, err := range map[string]error{"Generate": generate, "Models": models, "Limits": limits, "Transport": shared} {
			if cause, ok := errors.AsType[*auth.Error](err); !ok || cause.Code != auth.CodeAccountIDMissing {
				t.Errorf("%s with %s: %v", call, name, err)
			}
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// TestRow11EventsComeAsTheyArrive: each delta is yielded when the server has sent it.
func TestRow11EventsComeAsTheyArrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: "one two three four", Chunk: 4, Rate: 1})
		defer s.Close()
		begin := time.Now()
		var at []time.Duration
		for event, err := range client(s, visit(s)).Stream(t.Context(), question("gpt-6.1-sol")) {
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := event.(codex.TextDelta); ok {
				at = append(at, time.Since(begin).Round(time.Second))
			}
		}
		if len(at) != 5 || !slices.IsSorted(at) || len(slices.Compact(slices.Clone(at))) != 5 {
			t.Errorf("deltas at %v, want one a second", at)
		}
	})
}

// TestRow17NothingIsKeptOrSentElsewhere signs in and asks without a store. No file is
// written, and no server is asked but the issuer and the backend.
func TestRow17NothingIsKeptOrSentElsewhere(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "CODEX_HOME", "TMPDIR"} {
		t.Setenv(name, home)
	}
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	to := &hosts{next: s.Client().Transport}
	web := &http.Client{Transport: to}
	flow, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: web, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := flow.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source, err := auth.NewSource(auth.SourceOptions{Tokens: &tokens, HTTPClient: web})
	if err != nil {
		t.Fatal(err)
	}
	c := codex.NewClient(codex.Options{Source: source, HTTPClient: web})
	if _, err := c.Generate(t.Context(), question("gpt-6.1-sol")); err != nil {
		t.Error(err)
	}
	if _, err := c.Models(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.Limits(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := source.Refresh(t.Context(), tokens); err != nil {
		t.Error(err)
	}
	slices.Sort(to.asked)
	if got := slices.Compact(to.asked); !slices.Equal(got, []string{"https://auth.openai.com", "https://chatgpt.com"}) {
		t.Errorf("asked %q", got)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) != 0 {
		t.Errorf("written: %v, %v", left, err)
	}
}

// hosts notes the servers that are asked.
type hosts struct {
	next  http.RoundTripper
	mu    sync.Mutex
	asked []string
}

func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	h.asked = append(h.asked, r.URL.Scheme+"://"+r.URL.Host)
	h.mu.Unlock()
	return h.next.RoundTrip(r)
}
