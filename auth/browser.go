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

// A BrowserFlow is an authorization with PKCE (RFC 7636) in progress: the
// person signs in on a page, which then sends the browser back to a loopback
// address of this machine (RFC 8252 section 7.3). Where browser and Banter are
// on different machines, the person pastes the address that the browser ended
// at.
type BrowserFlow struct {
	URL     string    // the page to open; good for one sign-in
	Expires time.Time // the local limit of 15 minutes

	opts     FlowOptions
	state    Secret
	verifier Secret
	redirect string
	listener *callbackServer // nil: the person pastes

	once    sync.Once
	codes   chan Secret   // at most one: what the browser or the person brought
	refusal chan error    // at most one: what the page said instead
	over    chan struct{} // closed when the outcome is known
	outcome error
}

// StartBrowserFlow prepares a sign-in page and listens for its answer until Wait
// or Close ends it, unless
// opts.PasteOnly is set. The context ends the search for a port. It does
// not open the page. Ports that are all taken give an [*Error] of CodePortsTaken.
func StartBrowserFlow(ctx context.Context, opts FlowOptions) (*BrowserFlow, error) {
	server := opts.issuer()
	p := server.provider
	f := &BrowserFlow{
		Expires:  server.now().Add(flowTime),
		opts:     opts,
		state:    randomText(32),
		verifier: randomText(64),
		codes:    make(chan Secret, 1),
		refusal:  make(chan error, 1),
		over:     make(chan struct{}),
	}
	port := 0
	if len(p.Redirect.Ports) > 0 {
		port = p.Redirect.Ports[0]
	}
	if !opts.PasteOnly {
		listener, err := listenCallback(ctx, p.Redirect.Ports)
		if err != nil {
			return nil, err
		}
		f.listener, port = listener, listener.port
	}
	f.redirect = fmt.Sprintf("http://%s:%d%s", p.Redirect.Host, port, p.Redirect.Path)
	f.URL = f.authorizeURL(p)
	if f.listener != nil {
		f.listener.serve(f.handler(p.Redirect.Path))
	}
	return f, nil
}

// randomText returns n random bytes as base64url.
func randomText(n int) Secret {
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes) // never fails
	return NewSecret(base64.RawURLEncoding.EncodeToString(bytes))
}

func (f *BrowserFlow) authorizeURL(p Provider) string {
	challenge := sha256.Sum256([]byte(f.verifier.Reveal()))
	query := url.Values{}
	for name, value := range p.AuthorizeParams {
		query.Set(name, value)
	}
	query.Set("response_type", "code")
	query.Set("client_id", p.ClientID)
	query.Set("redirect_uri", f.redirect)
	query.Set("scope", strings.Join(p.Scopes, " "))
	query.Set("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:]))
	query.Set("code_challenge_method", "S256")
	query.Set("state", f.state.Reveal())
	return p.AuthorizeURL + "?" + query.Encode()
}

// Format keeps the URL, which holds the state, out of everything that prints a
// flow by accident.
func (f *BrowserFlow) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte("browser sign-in")) }

// LogValue masks the flow in structured logs.
func (f *BrowserFlow) LogValue() slog.Value { return slog.StringValue("browser sign-in") }

// MarshalText masks the flow in JSON, also inside other values.
func (f *BrowserFlow) MarshalText() ([]byte, error) { return []byte("browser sign-in"), nil }

// Wait waits until the browser comes back or the person pastes its address,
// exchanges the grant, saves the tokens and returns them. It ends early when
// ctx is done, and stops listening. Call it once. As with a [DeviceFlow],
// tokens that could not be saved come together with an error of CodeNotSaved.
func (f *BrowserFlow) Wait(ctx context.Context) (Tokens, error) {
	tokens, err := f.wait(ctx)
	f.outcome = err
	if hasCode(err, CodeNotSaved) {
		f.outcome = nil // to the browser it is a success
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
		if f.opts.sleep(ctx, flowTime) == nil {
			close(late)
		}
	})
	select {
	case code := <-f.codes:
		return f.opts.redeem(ctx, grant{code: code, verifier: f.verifier, redirectURI: f.redirect})
	case err := <-f.refusal:
		return Tokens{}, err
	case <-late:
		return Tokens{}, &Error{
			Code:     CodeExpired,
			Sentence: "The sign-in took too long.",
			Hint:     "Start it again.",
			Err:      errors.New("the browser did not come back in time"),
		}
	case <-ctx.Done():
		return Tokens{}, ctx.Err()
	}
}

// Close stops listening. Wait does it; it is for flows that nobody waits for.
func (f *BrowserFlow) Close() {
	if f.listener != nil {
		f.listener.close()
	}
}

// Paste takes the address that the browser ended at, or the bare code in it.
// A text that is neither, or that belongs to another sign-in, is an error, and
// the flow goes on.
func (f *BrowserFlow) Paste(text string) error {
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

// mine reports whether a callback answers this flow's request. The Codex CLI
// accepts its own state with a suffix too.
func (f *BrowserFlow) mine(c callback) bool {
	state, _, _ := strings.Cut(c.state, ".onboarding_entrypoint=")
	return state == f.state.Reveal()
}

// take hands the first callback to Wait.
func (f *BrowserFlow) take(c callback) {
	f.once.Do(func() {
		if err := c.failure(); err != nil {
			f.refusal <- err
			return
		}
		f.codes <- c.code
	})
}
