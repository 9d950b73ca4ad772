package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"banter/internal/crash"
)

// A BrowserFlow is a sign-in by browser in progress: an authorization with PKCE
// (RFC 7636). The person signs in on a page, which then redirects the browser to a
// loopback address of this machine (RFC 8252 section 7.3). If the browser is on
// another machine, the person copies that address to [BrowserFlow.Paste].
//
// Methods may be called concurrently. Printing a flow shows none of its secrets.
type BrowserFlow struct {
	URL     string    // page for the person to open; valid for one sign-in
	Expires time.Time // when Wait gives up, 15 minutes after the start; 10 for Documented

	opts     FlowOptions
	provider Provider
	life     time.Duration
	port     int
	listener *callbackServer // nil with PasteOnly

	mu       sync.Mutex
	current  visit // visit of the page that the flow waits for
	taken    bool  // current has its callback
	repeated bool  // current is the second visit, because the issuer refused the code of the first

	callbacks chan callback // holds the first callback of current
	over      chan struct{} // closed when outcome is set
	outcome   error         // for the page that the browser shows
}

// A visit is what belongs to one visit of the sign-in page.
type visit struct {
	state, verifier Secret
	redirect        string // redirect_uri of the authorization

	// The following are empty unless the issuer registers clients.

	nonce  Secret
	client Registration // without a ClientID, the visit registers one
}

func newVisit(redirect string) visit {
	return visit{state: randomText(32), verifier: randomText(64), redirect: redirect}
}

// StartBrowserFlow prepares a sign-in page and, unless opts.PasteOnly is set,
// listens on a loopback port of opts.Provider until [BrowserFlow.Wait] returns or
// [BrowserFlow.Close] is called. It neither opens the page nor sends anything; ctx
// ends only the search for a port. The error is an [*Error] of [CodePortsTaken] if
// other programs use all ports, or of [CodeRegistry] if the issuer registers clients
// and opts.Registry cannot keep them.
func StartBrowserFlow(ctx context.Context, opts FlowOptions) (*BrowserFlow, error) {
	server := opts.issuer()
	p := server.provider
	f := &BrowserFlow{
		opts:      opts,
		provider:  p,
		life:      flowTime,
		callbacks: make(chan callback, 1),
		over:      make(chan struct{}),
	}
	if p.dynamic() {
		if err := f.startDynamic(ctx, server); err != nil {
			return nil, err
		}
		return f, nil
	}
	f.Expires = server.now().Add(f.life)
	if err := f.listen(ctx, p.Redirect.Ports); err != nil {
		return nil, err
	}
	f.current = newVisit(f.redirect(p.Redirect.Path))
	f.URL = f.authorizeURL(f.current)
	if f.listener != nil {
		f.listener.serve(f.handler(p.Redirect.Path))
	}
	return f, nil
}

// listen listens on the first free one of ports, or takes the first with PasteOnly.
func (f *BrowserFlow) listen(ctx context.Context, ports []int) error {
	if f.opts.PasteOnly {
		if len(ports) > 0 {
			f.port = ports[0]
		}
		return nil
	}
	listener, err := listenCallback(ctx, f.provider.Redirect.Host, ports)
	if err == nil {
		f.listener, f.port = listener, listener.port
	}
	return err
}

func (f *BrowserFlow) redirect(path string) string {
	return fmt.Sprintf("http://%s:%d%s", f.provider.Redirect.Host, f.port, path)
}

// randomText returns n random bytes in base64url.
func randomText(n int) Secret {
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes) // never returns an error
	return NewSecret(base64.RawURLEncoding.EncodeToString(bytes))
}

func (f *BrowserFlow) authorizeURL(v visit) string {
	p := f.provider
	challenge := sha256.Sum256([]byte(v.verifier.Reveal()))
	query := url.Values{}
	for name, value := range p.AuthorizeParams {
		query.Set(name, value)
	}
	if p.dynamic() {
		f.setDynamic(query, v)
	} else {
		query.Set("client_id", p.ClientID)
	}
	query.Set("response_type", "code")
	query.Set("redirect_uri", v.redirect)
	query.Set("scope", strings.Join(p.Scopes, " "))
	query.Set("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:]))
	query.Set("code_challenge_method", "S256")
	query.Set("state", v.state.Reveal())
	return p.AuthorizeURL + "?" + query.Encode()
}

// Format prints neither the URL, which holds the state, nor the secrets.
func (f *BrowserFlow) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte("browser sign-in")) }

// LogValue masks the flow in structured logs.
func (f *BrowserFlow) LogValue() slog.Value { return slog.StringValue("browser sign-in") }

// MarshalText masks the flow in JSON, also inside other values.
func (f *BrowserFlow) MarshalText() ([]byte, error) { return []byte("browser sign-in"), nil }

// Wait waits until the browser reaches the loopback address or the person pastes
// it, exchanges the code for tokens, saves them in the Store of the options and
// returns them. It ends early if ctx is done, and stops listening. Call it once.
//
// If only saving failed, Wait returns the tokens together with an [*Error] of
// [CodeNotSaved]: [SaveTokens] can save them in another store.
func (f *BrowserFlow) Wait(ctx context.Context) (Tokens, error) {
	tokens, err := f.wait(ctx)
	f.outcome = err
	if hasCode(err, CodeNotSaved) {
		f.outcome = nil // the person did sign in, so the page says so
	}
	close(f.over)
	f.Close()
	return tokens, err
}

func (f *BrowserFlow) wait(ctx context.Context) (Tokens, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	late := make(chan struct{})
	crash.Go(func() {
		if f.opts.sleep(ctx, f.life) == nil {
			close(late)
		}
	})
	for {
		select {
		case c := <-f.callbacks:
			tokens, err := f.finish(ctx, c)
			if !f.repeats(c, err) {
				return tokens, err
			}
		case <-late:
			return Tokens{}, &Error{
				Code:     CodeExpired,
				Sentence: "The sign-in took too long.",
				Hint:     "Start it again.",
				Err:      errors.New("no callback in time"),
			}
		case <-ctx.Done():
			return Tokens{}, ctx.Err()
		}
	}
}

// finish exchanges the code of a callback for tokens and saves them.
func (f *BrowserFlow) finish(ctx context.Context, c callback) (Tokens, error) {
	if err := c.failure(); err != nil {
		return Tokens{}, err
	}
	v := f.currentVisit()
	g := grant{code: c.code, verifier: v.verifier, redirectURI: v.redirect, nonce: v.nonce}
	if f.provider.dynamic() {
		client, err := f.register(ctx, c)
		if err != nil {
			return Tokens{}, err
		}
		g.client = client
	}
	return f.opts.redeem(ctx, g)
}

func (f *BrowserFlow) currentVisit() visit {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.current
}

// Close stops listening. A program calls it for a flow that it does not wait for;
// Wait calls it, too.
func (f *BrowserFlow) Close() {
	if f.listener != nil {
		f.listener.close()
	}
}

// Paste gives Wait the address that the browser was redirected to, or the code in
// it. The error is an [*Error] of [CodeNotACallback] if text is neither, and of
// [CodeOtherSignIn] if the address belongs to another flow; the person may then
// paste again. Only the first callback of a flow counts.
//
// With a [Provider] that has a DynamicClient, a code alone is not enough: the state
// and the client id beside it are checked, too.
func (f *BrowserFlow) Paste(text string) error {
	if f.provider.dynamic() {
		return f.pasteStrictly(text)
	}
	c, err := readPasted(text)
	if err != nil {
		return err
	}
	if !c.bare && !f.mine(c) {
		return &Error{
			Code:     CodeOtherSignIn,
			Sentence: "That address belongs to another sign-in.",
			Hint:     "Paste the address from the page that opened for this one.",
			Err:      errors.New("the state differs"),
		}
	}
	f.take(c)
	return nil
}

// mine reports whether a callback has the state of this flow. As the Codex CLI
// does, it accepts the state with a suffix, too.
func (f *BrowserFlow) mine(c callback) bool {
	state, _, _ := strings.Cut(c.state, ".onboarding_entrypoint=")
	return state == f.currentVisit().state.Reveal()
}

// take passes the first callback of a visit to Wait and ignores later ones.
func (f *BrowserFlow) take(c callback) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.taken {
		f.taken = true
		f.callbacks <- c
	}
}
