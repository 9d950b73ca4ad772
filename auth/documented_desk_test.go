package auth_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/codex/codextest"
)

// A desk is a program that signs in at the emulator on the documented route, with its
// files.
type desk struct {
	t      *testing.T
	server *codextest.Server
	dir    string
	store  auth.Store
	opts   auth.FlowOptions // changed by tests
}

func newDesk(t *testing.T, server *codextest.Server) *desk {
	d := &desk{t: t, server: server, dir: t.TempDir(), store: auth.NewMemory()}
	d.opts = auth.FlowOptions{
		Provider: auth.Provider{Name: "documented", Issuer: server.Issuer(), BaseURL: server.DocumentedBaseURL()},
		Store:    d.store, LockFile: filepath.Join(d.dir, "lock"), HTTPClient: server.Client(),
		Registry: auth.NewRegistry(filepath.Join(d.dir, "chatgpt")), Account: "default",
	}
	return d
}

// emulator returns a server in memory.
func emulator(t *testing.T) *codextest.Server {
	server := codextest.New(codextest.Options{Account: codextest.Account{Canary: authtest.Canary}})
	t.Cleanup(server.Close)
	return server
}

// A sitting is a sign-in in progress.
type sitting struct {
	*desk
	flow   *auth.BrowserFlow
	done   chan struct{}
	tokens auth.Tokens
	err    error
}

func (d *desk) sit(change ...func(*auth.FlowOptions)) *sitting {
	d.t.Helper()
	opts := d.opts
	for _, f := range change {
		f(&opts)
	}
	flow, err := auth.StartBrowserFlow(d.t.Context(), opts)
	if err != nil {
		d.t.Fatal(err)
	}
	s := &sitting{desk: d, flow: flow, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.tokens, s.err = flow.Wait(d.t.Context())
	}()
	d.t.Cleanup(func() { flow.Close() })
	return s
}

func (s *sitting) waiting() bool {
	select {
	case <-s.done:
		return false
	default:
		return true
	}
}

// A view is what the browser shows after a visit of the callback.
type view struct {
	status int
	text   string
	header http.Header
}

// visits requests an address as a browser does. It does not follow redirects.
func (d *desk) visits(method, address string, change ...func(*http.Request)) view {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), method, address, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range change {
		f(request)
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return view{response.StatusCode, string(text), response.Header}
}

// allow does what a person does on the page of the flow, and visits the callback.
func (s *sitting) allow() view {
	s.t.Helper()
	back, err := s.server.Authorize(s.flow.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.visits(http.MethodGet, back)
}

// end waits for the end of the sign-in.
func (s *sitting) end() (auth.Tokens, error) {
	<-s.done
	return s.tokens, s.err
}

// signIn signs in, which must succeed.
func (d *desk) signIn(change ...func(*auth.FlowOptions)) auth.Tokens {
	d.t.Helper()
	s := d.sit(change...)
	page := s.allow()
	tokens, err := s.end()
	if err != nil || page.status != 200 {
		d.t.Fatalf("signed in: %v, page %d %s", err, page.status, page.text)
	}
	return tokens
}

func (d *desk) source() *auth.Source {
	d.t.Helper()
	source, err := auth.NewSource(auth.SourceOptions{
		Provider: d.opts.Provider, Store: d.store, LockFile: d.opts.LockFile, HTTPClient: d.opts.HTTPClient, Now: d.opts.Now,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return source
}

// query returns the parameters of the sign-in page.
func (s *sitting) query() url.Values {
	u, err := url.Parse(s.flow.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Query()
}

func breaks(t *testing.T, server *codextest.Server, name string, times int) {
	t.Helper()
	if err := server.Fault(name, times); err != nil {
		t.Fatal(err)
	}
}

// count returns the number of requests to an endpoint.
func (d *desk) count(endpoint string) int {
	n := 0
	for _, r := range d.server.Requests() {
		if r.Endpoint == endpoint {
			n++
		}
	}
	return n
}

// hurries makes the pauses between attempts short.
func (d *desk) hurries() {
	d.opts.Sleep = func(ctx context.Context, pause time.Duration) error {
		if pause > time.Minute { // the limit of the sign-in
			<-ctx.Done()
		}
		return ctx.Err()
	}
}
